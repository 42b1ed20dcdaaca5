"""/api/powa/executions: what runs, and what ran last, whichever workflow (ours)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from jupyter_powa.api.route import route
from jupyter_powa.model.activity import ExecutionRow
from jupyter_powa.powa import Powa


class Activity(BaseModel):
    """What goes on."""

    executions: list[ExecutionRow] = Field(description="What runs now, then what ran last; each the newest first.")


@route("GET", "/api/powa/executions", action="read")
async def list_activity(powa: Powa, limit: Annotated[int, Field(ge=1, le=100)] = 20) -> Activity:
    """List what runs now and what ran last, of all workflows."""
    powa.tidy()
    now = powa.executions.running
    rows = powa.store.activity.list(limit)
    return Activity(
        executions=[
            row.model_copy(update={"status": now[row.id].execution.status}) if row.id in now else row for row in rows
        ]
    )
