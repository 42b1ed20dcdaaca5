"""Joins of a goal: with what, on which columns, and which rows stay."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.llm.planner.conversation import Deed
from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.goals.cut import Part
from jupyter_powa.llm.planner.goals.line import Line
from jupyter_powa.llm.planner.goals.sources import Source, sources
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.schema import Table
from jupyter_powa.llm.planner.sheet import Box
from jupyter_powa.llm.planner.trouble import Unclear

_ON = re.compile(r"\b(?:on|using|by|over|via|where)\b(?: (?:the )?(?:columns?|keys?))?", re.I)
_EACH = re.compile(r"(?:,\s*(?:and )?|\s+and\s+)(?=(?:the )?\S+ (?:on|using|by)\s)", re.I)


def join(line: Line, part: Part) -> Deed[None]:
    """`join airlines on carrier`: each source that is named, or all that wait."""
    found = re.search(r"\b(left|semi|anti|outer|full|right)\b", part.marker, re.I)
    how = found[1].lower() if found else "inner"
    if how in ("outer", "full", "right"):
        raise Unclear("There are inner, left, semi and anti joins only")
    several = _EACH.split(part.text)
    if len(several) > 1:
        for one in several:
            yield from join(line, Part(part.kind, part.marker, one))
        return
    what, on = [*_ON.split(part.text, maxsplit=1), ""][:2]
    what = re.sub(r"\b(?:it|them|with|to|both|together|the two|files?|tables?)\b", " ", what, flags=re.I)
    wanted: list[tuple[Source, Box | None]] = []
    for one in (yield from sources(what, line.known, line.masked)):
        if one.config in [waiting.config for waiting, _ in line.waiting]:
            line.waiting = [(waiting, box) for waiting, box in line.waiting if waiting.config != one.config]
        if line.tail is None:
            line.tail = line.read(one)
        elif line.tail.type != "read" or line.tail.config != one.config:
            wanted.append((one, None))
    if not wanted:
        wanted, line.waiting = line.waiting, []
    if not wanted:
        raise Unclear("Join with what? Name a table or a file")
    for source, _ in wanted:
        joined(line, source, on, how)


def joined(line: Line, source: Source, on: str, how: str = "inner") -> None:
    """One join; raises Unclear where the columns are not there, or no key shows."""
    frame = line.frame
    keys: list[str] | str = _pairs(on, frame, source.frame, line) if on.strip() else _key(frame, source, line)
    before, tail = line.before, line.tail
    right = next((box for box in line.sheet.boxes if box.type == "read" and box.config == source.config), None)
    right = right if right is not None and right is not tail else line.read(source)
    config: dict[str, Any] = {"right": f"<{right.name}.output>", "on": keys, "how": how}
    line.before = before
    box = line.put("join", f"Join {source.noun}", config)
    if tail is not None:
        box.config = {"rows": f"<{tail.name}.output>", **config}
    line.sheet.connect(right, box)


def _pairs(on: str, left: Frame, right: Frame, line: Line) -> list[str] | str:
    """The keys: names where both sides call them alike, else a condition."""
    named: list[tuple[str, str]] = []
    for one in re.split(r",|\band\b", on):
        mine, equal, theirs = [*re.split(r"(==?|\bequals\b|\bis\b|\bmatches\b|\bto\b)", one, maxsplit=1), "", ""][:3]
        theirs = theirs if equal else mine
        if not mine.strip():
            continue
        try:
            named.append((left.need(mine, line.masked).sql, right.need(theirs, line.masked).sql))
        except Unclear:
            if not equal:
                raise
            named.append((left.need(theirs, line.masked).sql, right.need(mine, line.masked).sql))
    if all(mine == theirs for mine, theirs in named):
        return [mine.strip('"') for mine, _ in named]
    return " and ".join(f"l.{mine} = r.{theirs}" for mine, theirs in named)


def _key(frame: Frame, source: Source, line: Line) -> list[str] | str:
    """The key that the database declares, or that the names tell; raises Unclear where there is none or several."""
    right = source.frame.table or Table(source.noun, source.frame.columns)
    left = frame.table or Table(frame.noun, frame.columns)
    pairs = line.known.schema.keys(Table(left.name, frame.columns), right)
    if len(pairs) == 1:
        mine, theirs = pairs[0]
        return [mine.name] if mine.name == theirs.name else f"l.{mine.sql} = r.{theirs.sql}"
    if pairs:
        words = listed([f"{mine.name} = {theirs.name}" for mine, theirs in pairs], "or")
        raise Unclear(f"{frame.noun} and {source.noun} can be joined in more than one way: {words}. Say “on …”")
    raise Unclear(
        f"I find no column that {frame.noun} and {source.noun} share. Say which belong together, as in “join "
        f"{source.noun} on customer_id = id”. {source.noun} has: {listed([one.name for one in source.frame.columns])}"
    )
