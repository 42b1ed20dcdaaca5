"""What happens, told as Jupyter events: runs, their blocks, turns of the copilot. Never a value, a name or a message.

The schemas stand in `events/`. Whoever listens at the server's `/api/events/subscribe`, or has set a handler of
`EventLogger`, hears them; where nobody does, an event costs a look into a dict.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from jupyter_events import EventLogger

from jupyter_powa.model.execution import BlockComplete, BlockFailed, BlockSkipped, Done, Event, ExecutionStart, RunError
from jupyter_powa.model.plan import Plan
from jupyter_powa.powa import Powa
from jupyter_powa.running import Happened
from jupyter_powa.talking import Talk

log = logging.getLogger(__name__)

SCHEMAS = Path(__file__).with_name("events")
ID = "https://events.jupyter.org/jupyter_powa/{name}/v1"


def announce(powa: Powa, logger: EventLogger) -> None:
    """From now on tell this logger what happens in this Powa."""
    for schema in sorted(SCHEMAS.glob("*.yaml")):
        logger.register_event_schema(schema)

    def emit(name: str, data: dict[str, Any]) -> None:
        try:
            logger.emit(schema_id=ID.format(name=name), data={key: one for key, one in data.items() if one is not None})
        except Exception:  # a listener's fault must not end a run
            log.warning("The event %s could not be told", name, exc_info=True)

    def happened(one: Happened) -> None:
        if (told := _told(one.event, one.plan)) is not None:
            emit(*told)

    powa.executions.listeners.append(happened)
    powa.talks.listeners.append(lambda talk: emit("copilot_turn", _turn(talk)))


def _told(event: Event, plan: Plan) -> tuple[str, dict[str, Any]] | None:
    """An event of a run as it is announced; None for those that are not."""
    of = {"workflow_id": plan.workflow_id, "execution_id": plan.execution_id}
    match event:
        case ExecutionStart():
            blocks = len(plan.graph.blocks)
            return "workflow_run", {**of, "action": "start", "trigger": plan.trigger, "blocks": blocks}
        case Done() | RunError():
            status = event.status if isinstance(event, Done) else "failed"
            ended = {"status": status, "code": event.code, "duration_ms": event.duration_ms}
            return "workflow_run", {**of, "action": "end", "trigger": plan.trigger, **ended}
        case BlockComplete() | BlockFailed():
            code = event.code if isinstance(event, BlockFailed) else None
            ended = {"status": "success" if code is None else "error", "code": code}
            how = {"duration_ms": event.duration_ms, "attempts": event.attempts}
            return "block_run", {**of, "block_id": event.block_id, "block_type": event.block_type, **ended, **how}
        case BlockSkipped():
            return "block_run", {
                **of,
                "block_id": event.block_id,
                "block_type": event.block_type,
                "status": "skipped",
            }
    return None


def _turn(talk: Talk) -> dict[str, Any]:
    """A turn as it is announced: it begins while nothing has ended it."""
    last = talk.events[-1] if talk.events else {}
    kind = last.get("event")
    if kind not in ("complete", "error"):
        return {"session_id": talk.session_id, "action": "start"}
    begun: dict[str, Any] = next((one for one in talk.events if one.get("event") == "turn_start"), {})
    calls = sum(one.get("event") == "tool_call" for one in talk.events)
    spent = last.get("spent") or {}
    diff = last.get("workflow_diff")
    return {
        "session_id": talk.session_id,
        "action": "end",
        "message_id": last.get("message_id"),
        "status": last.get("status") if kind == "complete" else "failed",
        "code": last.get("code") if kind == "error" else None,
        "model": last.get("model") or begun.get("model"),
        "tool_calls": calls,
        "proposes": bool(diff and any(diff.get(key) for key in diff if key not in ("summary", "base_version"))),
        "prompt_tokens": spent.get("prompt_tokens"),
        "completion_tokens": spent.get("completion_tokens"),
    }
