"""List what the project has for workflows to use."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jupyter_powa import assets
from jupyter_powa.copilot.choice import options
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.limits import Limit
from jupyter_powa.store.assets import KINDS

LISTED: Limit[int] = 100
"""Assets of one kind that a model is told at once. Source: ours."""


class ListProjectAssets(Tool, name="list_project_assets", saying="Looking at the project's assets…"):
    """List agents, SQL agents (which answer questions about a database in rows: an agent block may ask either),
    knowledge bases, orchestrations and workflows of the project, and the models that answer: their ids,
    names and what they are for. Use only what is listed.
    """

    asset_type: str | None = Field(
        None, description="agents, sql_agents, knowledge_bases, orchestrations, workflows or models; left out: all."
    )

    async def run(self, turn: Turn) -> dict[str, Any]:
        """The assets by kind; raises BadRequest for an unknown kind."""
        if self.asset_type is None:
            return {kind: await _listed(turn, kind) for kind in (*KINDS, "sql_agents", "workflows", "models")}
        word = self.asset_type.strip().casefold()
        own = {"workflow": "workflows", "model": "models", "sql_agent": "sql_agents"}
        kind = own.get(word, word)
        kind = kind if kind in own.values() else assets.kind_of(kind)
        return {kind: await _listed(turn, kind)}


async def _listed(turn: Turn, kind: str) -> list[Any]:
    if kind == "models":
        return [option.value for option in options(turn.powa) if not option.reason]
    if kind == "sql_agents":
        made = [one for one in turn.powa.store.agents.list() if one.status != "DISABLED"][:LISTED]
        return [{"id": one.id, "name": one.name, "description": one.description} for one in made]
    if kind == "workflows":
        rows, _ = turn.powa.store.workflows.list(limit=LISTED)
        return [{"id": row.id, "name": row.name, "description": row.description} for row in rows]
    found = (await assets.listed(turn.powa, kind))[:LISTED]
    return [{"id": one.id, "name": one.name, "description": one.description} for one in found]
