"""Create, change or delete an asset of the project, once the user says yes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from jupyter_powa import assets
from jupyter_powa.copilot.shown import Cut, uncut
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import BadRequest, Conflict
from jupyter_powa.store.assets import ONE


class ManageProjectAsset(Tool, name="manage_project_asset", saying="Preparing a change of an asset…", alone=True):
    """Create, update or delete an agent, a knowledge base or an orchestration. The user is asked first, and nothing
    changes without a yes.
    """

    action: Literal["create", "update", "delete"] = Field(description="What to do.")
    asset_type: str = Field(description="agents, knowledge_bases or orchestrations.")
    asset_id: str | None = Field(None, description="Id or name; for update and delete.")
    config: dict[str, Any] = Field(default_factory=dict, description="Its fields: name, description, model, …")

    async def run(self, turn: Turn) -> dict[str, Any]:
        """What was done; raises BadRequest, NotFound, Conflict, and Conflict (`not_confirmed`) without a yes."""
        kind = assets.kind_of(self.asset_type)
        config, known = dict(self.config), None
        if self.action != "create":
            if not self.asset_id:
                raise BadRequest(f"asset_id: name the {ONE[kind]} to {self.action}.")
            known = await assets.details(turn.powa, kind, self.asset_id)
        if self.action == "update" and known is not None:
            try:
                config = uncut(config, known.model_dump(mode="json"))
            except Cut as cut:
                raise BadRequest(str(cut), code="cut_value") from None
        await assets.check(turn.powa, self.action, kind, known, config)  # a change that cannot be is not asked about
        name = known.name if known is not None else str(config.get("name", ""))
        summary = f"{self.action.capitalize()} the {ONE[kind]} {name!r}."
        asset_id = known.id if known is not None else None
        approved, reason = await turn.confirm(self.action, kind, asset_id, summary, config)
        if not approved:
            why = {"answered": "the user said no", "expired": "the user did not answer in time"}
            words = f"Nothing was changed: {why.get(reason, 'nobody is there to say yes')}."
            raise Conflict(words, code="not_confirmed")
        if self.action == "create":
            made = await assets.create(turn.powa, kind, config)
        elif self.action == "update" and asset_id is not None:
            made = await assets.update(turn.powa, kind, asset_id, config)
        else:
            await assets.delete(turn.powa, kind, str(asset_id))
            return {"ok": True, "deleted": asset_id}
        return {"ok": True, "id": made.id, "name": made.name, "version": made.version}
