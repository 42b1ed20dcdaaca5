"""Settings of blocks: `set the limit of Top rows to 20`, `change the prompt of Ask to …`, `retry Fetch 3 times`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jupyter_powa.llm.planner.columns import columns
from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.editing import Editing
from jupyter_powa.llm.planner.fields import chosen, fitted
from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.schema import read_schema
from jupyter_powa.llm.planner.sheet import Box
from jupyter_powa.llm.planner.statement import set_statement
from jupyter_powa.llm.planner.trouble import Unclear

_SET = re.compile(
    r"(?:please )?(?:set|change|update|make|increase|decrease|raise|lower|reduce|put)(?: up| down)? (?P<rest>.+)",
    re.I | re.S,
)
_TO = re.compile(r"\s+(?:to|as|into|be)\s+|\s*(?<![<>!])=\s*|\s*:\s+")
_OF = re.compile(r"\s+(?:of|in|for|on|at)\s+", re.I)
_SECONDS = r"(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?)?"
_UNITS = {"ms": 0.001, "mi": 60.0, "m": 60.0, "h": 3600.0, "ho": 3600.0}
_RETRY = re.compile(
    r"(?:let |make |have )?(?:re-?try"
    r"|try) (?P<a>.+?) (?:again )?(?:up to )?(?P<n>\d+) (?:more )?times?(?: (?:with|after|waiting"
    r"|and wait)(?: a wait of)? "
    r"(?P<wait>\d+(?:\.\d+)?) ?(?:s|secs?|seconds?)(?: between(?: them| tries)?)?)?"
    r"|(?:let |make |have )(?P<a2>.+?) retry (?:up to )?(?P<n2>\d+) times?",
    re.I,
)
_TIMES = (
    re.compile(
        rf"(?:give|allow) (?P<a>.+?) (?:a |at most )?(?:timeout|time limit)?(?: of)? ?{_SECONDS}(?: to run| of time)?",
        re.I,
    ),
    re.compile(rf"(?:add|set|put) an? (?:timeout|time limit) (?:of )?{_SECONDS} (?:to|for|on) (?P<a>.+)", re.I),
    re.compile(rf"(?:limit|stop|cancel|time ?out) (?P<a>.+?) (?:to|after) {_SECONDS}", re.I),
)
_MODEL = re.compile(
    r"(?:use|take) (?:the )?(?:model )?(?P<v>[\w./:\-\ue400-\ue5ff]+) (?:for|in|as the model (?:of|in|for)) (?P<a>.+)",
    re.I,
)
_CLEAR = re.compile(r"(?:clear|reset|unset|remove|delete) (?:the )?(?P<f>.+?) (?:of|in|for|from|on) (?P<a>.+)", re.I)
_OPTIONS = {
    "timeout": "timeout",
    "time limit": "timeout",
    "retry": "retry",
    "retries": "retry",
    "attempts": "retry",
    "number of attempts": "retry",
}


def settle(conversation: Conversation, clause: str, editing: Editing) -> Deed[bool]:
    """Set what the clause says; False where it sets nothing."""
    if found := _RETRY.fullmatch(clause):
        _retry(editing, editing.block(found["a"] or found["a2"]), int(found["n"] or found["n2"]), found["wait"])
        return True
    for pattern in _TIMES:
        if (found := pattern.fullmatch(clause)) and (box := editing.maybe(found["a"])) is not None:
            _timeout(editing, box, _seconds(found))
            return True
    if (found := _MODEL.fullmatch(clause)) and (box := editing.maybe(found["a"])) is not None:
        yield from _field(conversation, editing, box, "model", found["v"])
        return True
    if (found := _CLEAR.fullmatch(clause)) and (box := editing.maybe(found["a"])) is not None:
        yield from _cleared(conversation, editing, box, found["f"])
        return True
    found = _SET.fullmatch(clause)
    if found is None:
        return False
    for field, box, value in _splits(editing, found["rest"]):
        yield from _put(conversation, editing, box, field, value)
        return True
    return _alone(editing, found["rest"])


def _splits(editing: Editing, rest: str) -> Iterator[tuple[str, Box, str]]:
    """The ways to read `the limit of Top rows to 20`, as far as they name a block."""
    for to in _TO.finditer(rest):
        left, value = rest[: to.start()].strip(), rest[to.end() :].strip()
        for of in _OF.finditer(left):
            box = editing.maybe(left[of.end() :])
            if box is not None and value:
                yield re.sub(r"^(?:the|a|an) ", "", left[: of.start()].strip(), flags=re.I), box, value
        if own := re.fullmatch(r"(.+?)'s (.+)", left):
            box = editing.maybe(own[1])
            if box is not None:
                yield own[2], box, value
        words = left.split(" ")
        for place in range(len(words) - 1, 0, -1):  # `set Fetch timeout to 10 s`
            box = editing.maybe(" ".join(words[:place]))
            if box is not None and not re.fullmatch(r"(?:the|a|an)", " ".join(words[:place]), re.I):
                yield " ".join(words[place:]), box, value
    if (one := re.fullmatch(r"(?P<a>.+?) (?:to |into )?(?:the )?(?:top|first) (?P<n>\d+)(?: rows)?", rest, re.I)) and (
        box := editing.maybe(one["a"])
    ):
        yield "limit", box, one["n"]


def _alone(editing: Editing, rest: str) -> bool:
    """`set the limit to 20`: in the one block that has a limit."""
    found = re.fullmatch(r"(?:the )?(?P<f>.+?)(?:\s+to\s+|\s*=\s*)(?P<v>.+)", rest)
    if found is None:
        return False
    if re.fullmatch(r"(?:row )?limit|number of rows|top", found["f"], re.I):
        limited = [box for box in editing.sheet.boxes if re.search(r"\blimit \d+", box.query, re.I)]
        if len(limited) != 1:
            raise Unclear(
                "Of which block? "
                + (f"These have a limit: {listed([box.name for box in limited])}." if limited else "None has a limit.")
            )
        return bool(set_statement(editing, limited[0], "limit", found["v"], None))
    if editing.maybe(found["f"]) is not None:
        raise Unclear(
            f"What of {found['f']} shall be {editing.plain(found['v'])}? Say it, as in “set the timeout of "
            f"{found['f']} to 10 s”."
        )
    of = _OF.split(found["f"])
    if len(of) > 1:
        editing.block(of[-1])  # says which blocks there are
    return False


def _put(conversation: Conversation, editing: Editing, box: Box, field: str, value: str) -> Deed[None]:
    option = _OPTIONS.get(field.lower())
    if option == "timeout":
        found = re.fullmatch(_SECONDS, editing.plain(value), re.I)
        if found is None:
            raise Unclear(f"A timeout is a time, as in 10 s; “{editing.plain(value)}” is none.")
        _timeout(editing, box, _seconds(found))
        return
    if option == "retry":
        found = re.match(r"(\d+)", editing.plain(value))
        if found is None:
            raise Unclear(f"How often? “{editing.plain(value)}” is no number.")
        _retry(editing, box, int(found[1]), None)
        return
    if field.lower() == "name":
        raise Unclear(f"Say “rename {box.name} to {editing.plain(value)}”.")
    if box.type == "sql" and re.fullmatch(
        r"(?:row )?limit|top|number of rows|filter|condition|where(?: clause)?|sort(?: order)?|order(?: by)?|sorting",
        field,
        re.I,
    ):
        word = (
            "limit"
            if re.search(r"limit|top|number", field, re.I)
            else "sort"
            if re.match(r"sort|order", field, re.I)
            else "filter"
        )
        frame = None
        if word != "limit":
            frame = yield from _frame(conversation, editing, box)
        set_statement(editing, box, word, value, frame)
        return
    yield from _field(conversation, editing, box, field, value)


def _frame(conversation: Conversation, editing: Editing, box: Box) -> Deed[Any]:
    """The columns that a SQL block reads."""
    told = yield Call("get_db_schema")
    schema = read_schema({} if failed(told) else told)
    found = re.search(r"\bfrom\s+(?:\"([^\"]+)\"|(\w+))", box.query, re.I)
    name = (found[1] or found[2]) if found else ""
    source = editing.sheet.by_name(name)
    if source is not None and source is not box:
        return (yield from columns(conversation, editing.sheet, source, schema))
    table = schema.named(name)
    if table is not None:
        return Frame(table.columns, table, noun=table.name)
    raise Unclear(f"I cannot see what {box.name} reads from, so I leave its statement alone.")


def _field(conversation: Conversation, editing: Editing, box: Box, field: str, value: str) -> Deed[None]:
    """A field of the config, as the catalog describes it."""
    told = yield Call("get_block_info", {"block_type": box.type})
    if why := failed(told):
        raise Unclear(f"The block type {box.type} cannot be looked up: {why}")
    name, key = chosen(field, box, told)
    box.config = {**box.config, **fitted(name, key, value, box, told, editing)}
    editing.said.append(
        f"set {key or name} of {box.name} to {_said(box.config[name] if not key else editing.plain(value))}"
    )


def _cleared(conversation: Conversation, editing: Editing, box: Box, field: str) -> Deed[None]:
    option = _OPTIONS.get(field.lower())
    if option:
        if option not in box.options:
            raise Unclear(f"{box.name} has no {field}.")
        del box.options[option]
    else:
        told = yield Call("get_block_info", {"block_type": box.type})
        if why := failed(told):
            raise Unclear(f"The block type {box.type} cannot be looked up: {why}")
        name, _ = chosen(field, box, told)
        if name not in box.config:
            raise Unclear(f"{box.name} has no {name} of its own.")
        box.config = {key: value for key, value in box.config.items() if key != name}
    editing.said.append(f"cleared {field} of {box.name}")


def _said(value: Any) -> str:
    text = " ".join(str(value).split())
    return f"“{text if len(text) < 160 else text[:157] + '…'}”"


def _retry(editing: Editing, box: Box, times: int, wait: str | None) -> None:
    if not 2 <= times <= 10:
        raise Unclear("A block can be tried 2 to 10 times in all.")
    retry: dict[str, Any] = {**(box.options.get("retry") or {}), "attempts": times}
    if wait:
        retry["wait"] = float(wait)
    box.options = {**box.options, "retry": retry}
    editing.said.append(
        f"let {box.name} be tried up to {times} times in all" + (f", {wait} s apart at first" if wait else "")
    )


def _timeout(editing: Editing, box: Box, seconds: float) -> None:
    if not 0 < seconds <= 86_400:
        raise Unclear("A timeout is more than nothing and at most a day.")
    box.options = {**box.options, "timeout": seconds}
    editing.said.append(f"gave {box.name} a timeout of {seconds:g} s")


def _seconds(found: re.Match[str]) -> float:
    unit = (found["unit"] or "s").lower()
    return float(found["n"]) * (_UNITS.get(unit[:2]) or _UNITS.get(unit[:1], 1.0))
