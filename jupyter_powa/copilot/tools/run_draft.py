"""Run the draft on captured input, once the user says yes (ours)."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from pydantic_core import to_jsonable_python

from jupyter_powa.copilot.proof import prove
from jupyter_powa.copilot.shown import VALUE, shown
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import BadRequest, Conflict


class RunDraft(Tool, name="run_draft", saying="Running the draft…", alone=True):
    """Run the changed part of the draft, and what it needs, on the input of the failed or last run, and see each
    block's status and output. The user is asked first. A repair is only proved by a run in which every block is well.
    """

    up_to: str | None = Field(None, description="Name or id of the last block to run.")
    input: dict[str, Any] | None = Field(None, description="Variables of the run; else those of the run before.")

    async def run(self, turn: Turn) -> dict[str, Any]:
        """What each block did; raises Conflict where it was not run."""
        last = None
        if self.up_to:
            word = self.up_to.casefold()
            ids = [one.id for one in turn.draft.graph.blocks if word in (one.name.casefold(), one.id.casefold())]
            if not ids:
                raise BadRequest(f"There is no block {self.up_to!r}.", code="unknown_block")
            last = ids[0]
        made = await prove(turn, last, self.input)
        if isinstance(made, str):
            raise Conflict(made, code="not_run")
        proof, logs = made
        execution = proof.execution
        return {
            "status": execution.status if execution else "failed",
            "output": _short(execution.output if execution else None),
            "error": execution.error if execution else None,
            "proof": proof.words,
            "blocks": [
                {
                    "name": log.block_name,
                    "status": log.status,
                    "error": log.error,
                    "output": _short(log.output),
                    "duration_ms": log.duration_ms,
                }
                for log in logs
            ],
        }


def _short(value: Any) -> Any:
    return shown(to_jsonable_python(value, fallback=str), VALUE)
