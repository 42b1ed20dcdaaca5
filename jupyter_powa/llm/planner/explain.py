"""Questions: what the workflow does, what one block does, how the last run went, which tables there are."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.llm.planner import speak
from jupyter_powa.llm.planner.changing import whole
from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.finding import find, find_or_none
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.schema import read_schema
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_BE = r"(?:(?:can|could) you |please )*"
_WHOLE = r"(?:(?:this|the|my|that) )?(?:whole )?(?:workflow|graph|pipeline|flow)|this|it|everything"
_PATTERNS: dict[str, re.Pattern[str]] = {
    word: re.compile(rf"{_BE}(?:{pattern})[.!?]*", re.I | re.S)
    for word, pattern in {
        "run": r"(?:explain|show|describe|summari[sz]e)(?: me)?(?: the| my)? (?:last|latest|previous|failed"
        r"|most recent) (?:run|execution|failure|error)"
        r"|(?:explain )?why did (?:it|the (?:last )?(?:run|workflow)|the last (?:failed )?run|this) (?:fail"
        r"|break|stop|crash)"
        r"|what (?:went wrong|happened)(?: in (?:the )?last (?:run|execution))?|how did (?:it"
        r"|the last run) go|what was the (?:last )?error|what is the error",
        "tables": r"(?:what|which|list|show)(?: me)?(?: all)?(?: the| my)? tables(?: (?:are there|do (?:i|we"
        r"|you) (?:have|know|see)|exist|are available|can i use))?"
        r"|what data (?:is there|do (?:i|we) have)|(?:show|describe|explain)(?: me)? the (?:schema|database|data)",
        "columns": r"(?:what|which|list|show)(?: me)?(?: all)?(?: the)? columns (?:are in|does|do|of|in"
        r"|has)(?: the)?(?: table)? (?P<table>.+?)(?: have| has)?"
        r"|describe (?:the )?table (?P<table2>.+)",
        "workflow": rf"(?:explain|describe|summari[sz]e)(?: (?:me|to me))?(?: what)? (?:{_WHOLE})(?: does| do"
        rf"| to me)?|what does (?:{_WHOLE}) do"
        rf"|how does (?:{_WHOLE}) work|what is (?:this|the) (?:workflow|graph|pipeline)(?: (?:for|about"
        rf"|doing))?|explain|what blocks are there|(?:list|show)(?: me)? (?:all )?(?:the )?blocks",
        "block": r"(?:explain|describe)(?: (?:me|to me))?(?: what)?(?: the)?(?: block| step)? (?P<block>.+?)(?: does"
        r"| do)?|what does (?:the )?(?:block |step )?(?P<block2>.+?) do"
        r"|how does (?P<block3>.+?) work",
    }.items()
}


def asks(said: str) -> bool:
    """Whether the words ask for an explanation."""
    return _kind(said) is not None


def _kind(said: str) -> tuple[str, re.Match[str]] | None:
    for word, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(said.strip()):
            return word, found
    return None


def explain(conversation: Conversation, said: str) -> Deed[str]:
    """The explanation; nothing is changed."""
    kind = _kind(said)
    if kind is None:
        raise NotUnderstood(said)
    word, found = kind
    if word in ("tables", "columns"):
        return (yield from _data(found.groupdict()))
    sheet = Sheet((yield from whole(conversation)))
    if word == "run":
        return (yield from _run(conversation, sheet))
    if word == "block":
        words = next(value for name, value in found.groupdict().items() if name.startswith("block") and value)
        masked = Masked(words)
        box = find_or_none(masked.text, sheet, masked, conversation.earlier)
        return _block(sheet, box or find(masked.text, sheet, masked, conversation.earlier))
    return _workflow(sheet)


def _workflow(sheet: Sheet) -> str:
    if not sheet.boxes:
        return (
            "The workflow has no blocks yet. Say what it shall do, as in “load orders, total amount by status, top 5”."
        )
    order = sorted(sheet.boxes, key=lambda box: len(sheet.before(box)))
    lines = [
        f"{place}. **{box.name}**{_behind(sheet, box)}: {speak.describe(box)}{_off(box)}"
        for place, box in enumerate(order, 1)
    ]
    name = f"“{sheet.name}”" if sheet.name else "The workflow"
    count = len(order)
    return f"{name} has {count} block{'s' if count != 1 else ''}:\n\n" + "\n".join(lines)


def _behind(sheet: Sheet, box: Box) -> str:
    names = []
    for source, handle, target in sheet.wires:
        if target == box.id:
            name = sheet.box(source).name
            names.append(name if handle == "output" else f"{name} ({handle})")
    return f" (after {listed(names)})" if names else ""


def _off(box: Box) -> str:
    return "" if box.enabled else " *(disabled)*"


def _block(sheet: Sheet, box: Box) -> str:
    said = [f"**{box.name}** is a block of type {box.type}. It {_verb(box)}{speak.describe(box)}.{_off(box)}"]
    before, after = sheet.sources(box), sheet.targets(box)
    if before:
        said.append(f"It stands behind {listed([one.name for one in before])}.")
    if after:
        said.append(f"Behind it: {listed([one.name for one in after])}.")
    if box.options:
        said.append("Its options: " + ", ".join(f"{word} {value}" for word, value in box.options.items()) + ".")
    return " ".join(said)


def _verb(box: Box) -> str:
    return "runs " if box.type == "sql" else "is " if speak.describe(box).startswith("a block") else ""


def _data(asked: dict[str, str | None]) -> Deed[str]:
    said = (asked.get("table") or asked.get("table2") or "").strip(" ?.\"'`")
    told = yield Call("get_db_schema")
    if why := failed(told):
        raise Unclear(f"The database cannot be read: {why}")
    schema = read_schema(told)
    if not schema.tables:
        return "There are no tables in the project's database yet."
    tables = list(schema.tables)
    if said:
        tables = schema.meant(re.sub(r"^(?:the |table )+", "", said))
        if not tables:
            raise Unclear(f"There is no table “{said}”. There are: {listed([one.name for one in schema.tables])}.")
    lines = [
        f"- **{table.name}**{_rows(table.rows)}: "
        f"{listed([f'{one.name} ({one.type})' if said else one.name for one in table.columns], most=40)}"
        for table in tables
    ]
    return (
        "" if said else f"There are {len(tables)} tables:\n\n" if len(tables) > 1 else "There is one table:\n\n"
    ) + "\n".join(lines)


def _rows(count: int | None) -> str:
    return "" if count is None else f" ({count:,} row{'s' if count != 1 else ''})"


def _run(conversation: Conversation, sheet: Sheet) -> Deed[str]:
    if not conversation.offers("get_workflow_run_logs"):
        raise Unclear("The logs of runs cannot be read here.")
    told = yield Call("get_workflow_run_logs")
    if why := failed(told):
        raise Unclear(f"The logs cannot be read: {why}")
    runs = told.get("executions") or []
    if not runs:
        return "The workflow has not run yet."
    detail = yield Call("get_workflow_run_logs", {"execution_id": runs[0]["id"]})
    logs = [] if failed(detail) else list(detail.get("block_logs") or ())
    return _told(runs[0], logs)


def _told(run: dict[str, Any], logs: list[dict[str, Any]]) -> str:
    lines = [
        f"The last run {'completed' if run.get('status') == 'completed' else run.get('status') or 'has no status'}."
    ]
    for log in logs:
        took = f" in {log['duration_ms']:,.0f} ms" if log.get("duration_ms") is not None else ""
        took += f", at attempt {log['attempts']}" if log.get("attempts") else ""
        why = f": {log['error']}" if log.get("error") else ""
        line = f" (line {log['line']})" if log.get("line") else ""
        lines.append(f"- **{log.get('block_name')}**: {log.get('status')}{took}{why}{line}")
    if run.get("status") == "failed":
        if run.get("error") and not any(log.get("error") for log in logs):
            lines.append(str(run["error"]))
        lines.append("\nSay “fix the last failed run”, and I try to repair it and prove it by a run.")
    return "\n".join(lines)
