"""Repair of the failed run: by its log, proposed, and proved by a run; never called fixed without one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jupyter_powa.llm.planner.changing import whole
from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.failure import Failure
from jupyter_powa.llm.planner.lacking import lacking
from jupyter_powa.llm.planner.mending import mend
from jupyter_powa.llm.planner.schema import read_schema
from jupyter_powa.llm.planner.sheet import Sheet
from jupyter_powa.llm.planner.trouble import Unclear

_FIX = re.compile(
    r"(?:(?:please|can you|could you|now) )*(?:fix|repair|mend|debug|solve|correct)"
    r"(?: (?:it|this|that|the (?:workflow|graph|pipeline|problem|bug|run|error|failure)"
    r"|(?:the |my )?(?:last |latest )?(?:failed |failing |broken )?(?:run|execution|workflow|block|error)"
    r"|what (?:failed|went wrong|is broken)))?(?: please)?[.!?]*",
    re.I,
)
ROUNDS = 3
"""Faults that are mended in one turn: behind the first another may show."""


def wants_fix(said: str) -> bool:
    """Whether the words ask for a repair."""
    return _FIX.fullmatch(said.strip()) is not None


def fix(conversation: Conversation) -> Deed[str]:
    """Mend what the log tells, run it, and say what came of it."""
    if not conversation.offers("get_workflow_run_logs"):
        raise Unclear("The logs of runs cannot be read here, so I cannot see what failed.")
    try:
        run, logs = yield from _failed_run()
    except Unclear:
        if words := (yield from lacking(conversation)):
            return words
        raise
    first = _first(logs) or {"block_name": "the workflow", "error": run.get("error")}
    said = [f"The run failed: {first['block_name']}: {first['error']}"]
    done: list[str] = []
    for _ in range(ROUNDS):
        words = yield from _mended(conversation, logs)
        done.append(words)
        if not conversation.offers("run_draft"):
            return _told(said, done, "It is not proved: the draft cannot be run here.")
        ran = yield Call("run_draft", {})
        if why := failed(ran):
            return _told(said, done, f"It is not proved. {why}")
        if ran.get("status") == "completed" and all(
            block.get("status") != "error" for block in ran.get("blocks") or ()
        ):
            return _told(
                said, done, f"Proved by a run on the same input. {ran.get('proof') or 'All its blocks ran well.'}"
            )
        before, logs = logs, _as_logs(ran)
        again = _first(logs)
        if again is None or (_first(before) or {}).get("error") == again.get("error"):
            return _told(
                said, done, f"It is not fixed: the run failed again. {(again or {}).get('error') or ran.get('error')}"
            )
        said.append(f"Behind it the next fault showed: {again['block_name']}: {again['error']}")
        try:
            yield from _tried(conversation, logs)  # on a copy: nothing is proposed that does not help
        except Unclear as trouble:
            return _told(said, done, f"It is not fixed: {trouble}")
    return _told(said, done, "It is not fixed: there are more faults than I mend in one turn. Ask again to go on.")


def _told(said: list[str], done: list[str], outcome: str) -> str:
    return "\n\n".join([*said, f"I propose: {'; '.join(done)}.", outcome])


def _failed_run() -> Deed[tuple[Mapping[str, Any], list[dict[str, Any]]]]:
    told = yield Call("get_workflow_run_logs")
    if why := failed(told):
        raise Unclear(f"The logs cannot be read: {why}")
    runs = told.get("executions") or []
    if not runs:
        raise Unclear("The workflow has not run yet, so there is nothing to repair.")
    run = next((one for one in runs if one.get("status") == "failed"), None)
    if run is None:
        raise Unclear("None of the last runs failed, so there is nothing to repair.")
    detail = yield Call("get_workflow_run_logs", {"execution_id": run["id"]})
    if why := failed(detail):
        raise Unclear(f"The log of the failed run cannot be read: {why}")
    return run, _complete(list(detail.get("block_logs") or ()), {**run, **detail.get("execution", {})})


def _complete(logs: list[dict[str, Any]], run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The logs with the failed block, which the run itself names where its own log was cut off."""
    named = re.match(r"Block '(.+?)'(?: \(line (\d+)\))?: (.*)", str(run.get("error") or ""), re.S)
    if named is None or _first(logs) is not None:
        return logs
    line = int(named[2]) if named[2] else None
    log = {"block_name": named[1], "status": "error", "error": named[3], "code": run.get("code"), "line": line}
    return [*logs, log]


def _first(logs: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((log for log in logs if log.get("status") == "error"), None)


def _as_logs(ran: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _complete([{**block, "block_name": block.get("name")} for block in ran.get("blocks") or ()], ran)


def _tried(conversation: Conversation, logs: list[dict[str, Any]]) -> Deed[tuple[Sheet, str]]:
    """The sheet with the mended block; raises Unclear."""
    sheet = Sheet((yield from whole(conversation)))
    tables = yield Call("get_db_schema")
    log = _first(logs)
    box = sheet.by_name(str(log["block_name"])) if log else None
    if log is None or box is None:
        raise Unclear("The log names no block that is still there: run the workflow once more, then ask again.")
    outputs = {str(one["block_name"]): one.get("output") for one in logs if one is not log}
    failure = Failure(box, str(log.get("error") or ""), str(log.get("code") or ""), log.get("line"), outputs)
    return sheet, mend(failure, sheet, read_schema({} if failed(tables) else tables))


def _mended(conversation: Conversation, logs: list[dict[str, Any]]) -> Deed[str]:
    sheet, words = yield from _tried(conversation, logs)
    told = yield Call("modify_workflow", sheet.arguments())
    if why := failed(told):
        raise Unclear(f"The change was refused: {why}")
    left = [str(one.get("message")) for one in told.get("skipped") or () if one.get("code") != "nothing_to_change"]
    return words + (f" (not done: {' '.join(left)})" if left else "")
