"""Call the tools that a model asks for: arguments are checked, errors are told to the model, results are cut."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from jupyter_powa.blocks.form import messages
from jupyter_powa.copilot.marked import marked
from jupyter_powa.copilot.shown import MARK, VALUE, shown
from jupyter_powa.copilot.tools import tools
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import BadRequest, PowaError
from jupyter_powa.llm.base import ModelMessage, ToolCall
from jupyter_powa.model.chat import ChatStatus, ToolAnswered, ToolCalled
from jupyter_powa.model.copilot import Step
from jupyter_powa.redact import known
from jupyter_powa.tracing import span

log = logging.getLogger(__name__)


async def call_all(turn: Turn, calls: Sequence[ToolCall], *, cut: bool = False) -> list[tuple[Step, ModelMessage]]:
    """Call the tools of one answer, side by side where they allow it; steps and results in the order of the calls.

    `cut`: the answer broke off, so that none of them may be whole: none is run.
    """
    known_tools = tools()
    made: list[tuple[Step, ModelMessage] | None] = [None] * len(calls)
    together: list[int] = []

    async def one(place: int) -> None:
        made[place] = await _call(turn, calls[place], cut)

    async def those() -> None:
        waiting, together[:] = list(together), []
        await asyncio.gather(*(one(place) for place in waiting))

    for place, call in enumerate(calls):
        if (tool := known_tools.get(call.name)) is not None and not tool.alone:
            together.append(place)
            continue
        await those()
        await one(place)
    await those()
    return [result for result in made if result is not None]


async def _call(turn: Turn, call: ToolCall, cut: bool) -> tuple[Step, ModelMessage]:
    arguments, problem = _read(call, cut)
    readable = _readable(arguments)
    if (tool := tools().get(call.name)) is not None:
        turn.talk.tell(ChatStatus(tool.saying))
    nested = {"id": call.id, "name": call.name, "arguments": readable}
    turn.talk.tell(ToolCalled(call.name, readable, nested, call.id))
    result, ok = (problem, False) if problem else await call_tool(turn, call.name, arguments)
    cut_result = _readable(result)
    turn.talk.tell(ToolAnswered(call.name, cut_result, call.id, ok))
    step = Step(name=call.name, arguments=readable, result=cut_result, ok=ok)
    return step, ModelMessage("tool", marked(call.name, result), tool_call_id=call.id)


def _read(call: ToolCall, cut: bool) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The arguments as an object, or what to tell the model."""
    if cut:
        return {}, _error("Your answer was cut at its limit before this call was whole: send less at once.", "cut_call")
    try:
        arguments = json.loads(call.arguments or "{}")
    except ValueError as error:
        return {}, _error(f"The arguments are no JSON: {error}. Send the call again.", "bad_arguments")
    if not isinstance(arguments, dict):
        return {}, _error("The arguments must be a JSON object. Send the call again.", "bad_arguments")
    return arguments, None


async def call_tool(turn: Turn, name: str, arguments: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What one tool gives, and whether it ran well; what is refused is told in words."""
    tool = tools().get(name)
    if tool is None:
        return _error(f"There is no tool {name!r}. There are: {', '.join(tools())}.", "unknown_tool"), False
    about = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name}
    try:
        with span(f"execute_tool {name}", about):
            return await tool.model_validate(arguments).run(turn), True
    except ValidationError as error:
        has = ", ".join(tool.model_fields)
        return _error(f"{'; '.join(messages(error))}. {name} takes: {has}.", "bad_arguments"), False
    except PowaError as error:
        return _error(error.message, error.code, error.details if isinstance(error, BadRequest) else None), False
    except Exception:
        error_id = uuid4().hex[:8]
        log.exception("The tool %s failed [%s]", name, error_id)
        return _error(f"The tool failed; the server's log tells more under {error_id}.", "internal_error"), False


def _error(words: str, code: str, details: Any = None) -> dict[str, Any]:
    return {"error": words, "code": code} | ({"details": details} if details else {})


def _readable(value: Any) -> Any:
    """A value for people: whole where it is short, else the beginning of its JSON."""
    text = known.text(json.dumps(value, ensure_ascii=False, default=str))
    if len(text) <= VALUE:
        return json.loads(text)
    return text[:VALUE] + MARK if not isinstance(value, dict) else _cut(json.loads(text))


def _cut(value: dict[str, Any]) -> dict[str, Any]:
    """An object whose long parts are cut until the whole is readable."""
    for most in (500, 200, 80):
        told: dict[str, Any] = shown(value, most)
        for key, item in told.items():
            if isinstance(item, list) and len(json.dumps(item, default=str)) > VALUE // 2:
                told[key] = [*item[:5], f"… {len(item) - 5} more"] if len(item) > 5 else item
        if len(json.dumps(told, ensure_ascii=False, default=str)) <= VALUE:
            return told
    return {"cut": json.dumps(value, ensure_ascii=False, default=str)[:VALUE] + MARK}
