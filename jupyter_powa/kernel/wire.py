"""What travels between the server and a kernel: a plan in a request's metadata, events in messages of our own type."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from pydantic import BaseModel

from jupyter_powa.errors import ExecutionError
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import Event, RunError
from jupyter_powa.model.hidden import CLEAR
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.wired import to_wire

MIME = "application/vnd.powa.events+json"
"""The type of our messages: other clients of the kernel see them and let them pass."""

FIELD = "powa"
"""Where a request's metadata holds what is for us. Unlike code it is not compiled, echoed or kept in a history."""

GUEST = "__import__('jupyter_powa.kernel.guest', fromlist=['guest']).{call}"
"""One statement, since IPython compiles and runs each by itself, and no name is left in the user's namespace."""

MAX_EVENT: Limit[int] = 4_000_000
"""Characters of one event. Source: guarantees.md 2d, 8 MB for a message."""

MAX_BATCH: Limit[int] = 1_000_000
"""Characters after which a message of events is full. Source: ours, guarantees.md 2d."""

MAX_MESSAGE: Limit[int] = 67_108_864
"""Bytes of a message that is taken from a kernel; a larger one cuts the connection. Source: guarantees.md 2d."""

_SIZABLE = ("stored", "data", "output", "input", "chunk", "trace", "error", "reason", "message")


def pack(plan: Plan) -> dict[str, Any]:
    """The plan in plain values, its secrets in clear: it goes to the kernel and nowhere else."""
    return plan.model_dump(mode="json", by_alias=True, context=CLEAR)


def pack_question(question: BaseModel) -> dict[str, Any]:
    """A question in plain values, its secrets in clear: as `pack`."""
    return question.model_dump(mode="json", context=CLEAR)


def unpack(packed: dict[str, Any]) -> Plan:
    """The plan that `pack` wrote."""
    return Plan.model_validate(packed)


def encode(event: Event, plan: Plan, seq: int) -> str:
    """The event as JSON text, cut down where it is too long to travel."""
    text = _text(to_wire(event, plan, seq))
    if len(text) <= MAX_EVENT:
        return text
    wire = to_wire(_cut(event), plan, seq)
    return _text(wire)


def _cut(event: Event) -> Event:
    """The event with whatever is long in it replaced by words."""
    changes: dict[str, Any] = {}
    for name in _SIZABLE:
        value = getattr(event, name, None)
        size = len(value) if isinstance(value, str) else len(_text(value))
        if size > MAX_EVENT // 20:
            said = f"[{size / 1e6:.1f} MB, too large to show; the next blocks have it whole]"
            changes[name] = {"output": said} if name == "data" else None if name == "stored" else said
            if name == "data":
                changes["stored"] = None  # what is left of it is not the result
    return dataclasses.replace(event, **changes)


def _text(wire: Any) -> str:
    try:
        return json.dumps(wire, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str)
    except ValueError:  # a number that JSON does not know, in a value that nobody prepared
        return json.dumps(json.loads(json.dumps(wire, default=str), parse_constant=str), ensure_ascii=False)


def stopped(duration_ms: float = 0.0) -> RunError:
    """The last event of an execution that was stopped."""
    return RunError("The execution was stopped.", "stopped", duration_ms=duration_ms)


def too_large() -> RunError:
    """The last event of an execution whose end was lost: its kernel sent a message that is larger than is taken."""
    words = (
        f"What this run told is lost: its kernel sent a message of more than {MAX_MESSAGE // 1024**2} MB. "
        "Show or print less at once."
    )
    return RunError(words, "output_limit")


def unfit(kernel: str, reply: dict[str, Any]) -> ExecutionError | None:
    """Why a kernel could not even begin with a request of ours, by its reply; None where it could."""
    if reply["status"] != "error":
        return None
    missing = reply.get("ename") == "ModuleNotFoundError" and "jupyter_powa" in reply.get("evalue", "")
    said = "jupyter_powa is not installed in its Python" if missing else f"{reply['ename']}: {reply['evalue']}"
    return ExecutionError(f"The kernel {kernel} cannot run workflows: {said}.", code="kernel_unfit")
