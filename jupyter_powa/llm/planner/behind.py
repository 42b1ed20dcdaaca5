"""A look at the blocks behind a change: the SQL that does not bind any more is told before anybody runs it."""

from __future__ import annotations

from jupyter_powa.llm.planner.build import chain
from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.sheet import Box, Sheet

ENDS, STEPS = 3, 6
"""Ends of a graph that are looked at, and blocks before one of them: a turn has 25 steps."""


def behind(conversation: Conversation, sheet: Sheet, looked: Box | None) -> Deed[str]:
    """The blocks that a change makes fail, in words; empty where none does, or nobody can look.

    `looked`: a block that was looked at already.
    """
    if not conversation.offers("execute_public_sql"):
        return ""
    touched = sheet.touched()
    said = []
    for end in [box for box in _ends(sheet) if box is not looked and _hangs_on(sheet, box, touched)][:ENDS]:
        if (yield from _error(sheet, end)) and (words := (yield from _first(sheet, end))):
            said.append(words)
    return " ".join(dict.fromkeys(said))


def _ends(sheet: Sheet) -> list[Box]:
    """SQL blocks that no SQL block follows."""
    followed = {one.id for box in sheet.boxes if box.type == "sql" for one in sheet.before(box)}
    return [box for box in sheet.boxes if box.type == "sql" and box.id not in followed]


def _hangs_on(sheet: Sheet, box: Box, touched: set[str]) -> bool:
    return any(one.id in touched for one in (box, *sheet.before(box)))


def _first(sheet: Sheet, end: Box) -> Deed[str]:
    """The first block on the way to an end that does not bind, with what the database says of it."""
    way = sorted([end, *sheet.before(end)], key=lambda one: len(sheet.before(one)))
    for box in [one for one in way if one.type == "sql"][:STEPS]:
        if why := (yield from _error(sheet, box)):
            return f"With this change {box.name} does not run: {why}"
    return ""


def _error(sheet: Sheet, box: Box) -> Deed[str]:
    statement = chain(sheet, box)
    if statement is None:
        return ""
    told = yield Call("execute_public_sql", {"sql": f"{statement} limit 0"})
    return failed(told) if told.get("code") in ("sql_error", "sql_failed") else ""
