"""What goes on, at a glance: an execution in a list of those of every workflow."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from jupyter_powa.model.execution import Status


class ExecutionRow(BaseModel):
    """An execution in a list: how it goes, without what went in and came out."""

    id: str = Field(description="uuid4.")
    workflow_id: str = Field(description="The workflow that was run.")
    workflow_name: str = Field(description="What people call that workflow.")
    status: Status = Field(description="How far it is, or how it ended.")
    created_at: datetime = Field(description="UTC.")
    heartbeat: datetime = Field(description="When something was last stored of it; its end where it has ended. UTC.")
