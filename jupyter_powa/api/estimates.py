"""/api/powa/workflows/{id}/estimate: what a run would take, before it is started (ours)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.api.route import route
from jupyter_powa.estimate import estimate
from jupyter_powa.model.estimate import Estimate
from jupyter_powa.powa import Powa


class Planned(BaseModel):
    """The run that is thought of."""

    model_config = ConfigDict(extra="ignore")

    trial: int | None = Field(None, ge=1, description="Rows that its steps would read, at most.")
    kernel_id: str | None = Field(None, description="The running kernel that it would run in; by default our own.")


@route("POST", "/api/powa/workflows/{workflow_id}/estimate", action="execute")
async def estimate_run(powa: Powa, workflow_id: str, body: Planned) -> Estimate:
    """Estimate the rows, tokens, money and time of a run. Nothing is run and no model is asked."""
    return await estimate(powa, powa.store.workflows.get(workflow_id), body.trial, body.kernel_id)
