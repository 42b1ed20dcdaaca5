"""Read what past runs of a workflow did."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field
from pydantic_core import to_jsonable_python

from jupyter_powa import launch
from jupyter_powa.copilot.shown import VALUE, shown
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import BlockLog, Execution

LAST: Limit[int] = 10
"""Runs that are listed for a model. Source: contract, number table."""


class GetWorkflowRunLogs(Tool, name="get_workflow_run_logs", saying="Reading the run's logs…"):
    """List the last runs of the workflow, the newest first; with execution_id, read what each block of that run did:
    its status, error, and previews of what went in and came out.
    """

    workflow_id: str = Field("", description="Another workflow's id; this one where it is left out.")
    execution_id: str = Field("", description="One run to read whole.")

    async def run(self, turn: Turn) -> dict[str, Any]:
        """The runs, or one run's blocks; a failed run that is read is what a repair is held against."""
        powa, workflow_id = turn.powa, self.workflow_id or turn.workflow.id
        powa.store.workflows.row(workflow_id)
        if not self.execution_id:
            powa.tidy()
            return {"executions": [_run(one) for one in powa.store.executions.list(workflow_id, LAST)]}
        execution, logs = launch.state(powa, self.execution_id, workflow_id)
        if execution.status == "failed" and workflow_id == turn.workflow.id:
            turn.failed_execution = execution.id
        return {"execution": _run(execution), "block_logs": [_log(log) for log in logs]}


def _run(execution: Execution) -> dict[str, Any]:
    told = execution.model_dump(
        mode="json", include={"id", "status", "trigger", "version", "started_at", "error", "code"}, exclude_none=True
    )
    return told | {"input": _short(execution.input), "output": _short(execution.output)}


def _log(log: BlockLog) -> dict[str, Any]:
    names = ("block_id", "block_name", "block_type", "status", "duration_ms", "error", "code", "line", "trace")
    told = {name: value for name in names if (value := getattr(log, name)) not in (None, "")}
    printed = {"printed": shown(log.printed)} if log.printed else {}
    printed |= {"attempts": log.attempts} if log.attempts > 1 else {}
    return {**told, "input": _short(log.input), "output": _short(log.output), **printed}


def _short(value: Any) -> Any:
    """A preview of at most 2,000 characters of JSON (contract, number table)."""
    plain = to_jsonable_python(value, fallback=str)
    text = json.dumps(plain, ensure_ascii=False)
    return plain if len(text) < VALUE else shown(text)
