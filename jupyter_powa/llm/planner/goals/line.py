"""A pipeline of dataset steps as it grows: each step behind the last one, on columns that are really there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.goals.sources import Known, Source
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.near import fold
from jupyter_powa.llm.planner.schema import Column
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.tables import items
from jupyter_powa.llm.planner.trouble import Unclear

STEPS = (
    "read",
    "join",
    "filter",
    "derive",
    "deduplicate",
    "sample",
    "generate",
    "label",
    "train_test_split",
    "validate",
    "write",
)
"""The types of dataset steps, in the order in which a later request puts a new one among them."""


@dataclass
class Left:
    """Words of the user's that no step came of, and why."""

    words: str
    why: str = "I have no step for it"


@dataclass
class Line:
    """Where the pipeline stands. `before`: the step that a new one is put in front of."""

    sheet: Sheet
    known: Known
    masked: Masked
    tail: Box | None = None
    before: Box | None = None
    waiting: list[tuple[Source, Box | None]] = field(default_factory=list)
    """Sources that were read beside the first one: a join says how they come together."""
    made: list[Box] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    name: str = ""
    """What the dataset is called."""

    @property
    def frame(self) -> Frame:
        """The columns where the pipeline stands; raises Unclear where nothing is read yet."""
        if self.tail is None:
            raise Unclear("There are no rows to work on yet: begin with a file or a table, as in “take orders.csv”.")
        return frame_of(self.sheet, self.tail, self.known)

    def put(self, kind: str, name: str, config: dict[str, Any]) -> Box:
        """A step behind the last one."""
        behind = [(self.tail.id, "output")] if self.tail is not None else []
        box = self.sheet.add(kind, name, config, behind)
        if self.tail is not None and self.before is not None:
            self.sheet.wires = [
                (box.id, handle, target)
                if (source, target) == (self.tail.id, self.before.id)
                else (source, handle, target)
                for source, handle, target in self.sheet.wires
            ]
            self.sheet.rename_references(self.tail.name, box.name, [self.before])
        self.made.append(box)
        self.tail = box
        return box

    def read(self, source: Source) -> Box:
        """A read beside all others."""
        box = self.sheet.add("read", f"Read {fold(source.noun)}", dict(source.config))
        self.made.append(box)
        return box

    def columns(self, text: str, frame: Frame | None = None) -> list[str]:
        """The names of the columns that a list means; a date that is kept in three columns is all three."""
        frame = frame or self.frame
        names = [column.name for column in frame.columns]
        found: list[str] = []
        for one in items(text):
            if fold(one) in ("date", "day") and one not in names and {"year", "month", "day"} <= set(names):
                found += ["year", "month", "day"]
                continue
            found.append(frame.need(one, self.masked).name)
        return list(dict.fromkeys(found))


def frame_of(sheet: Sheet, box: Box, known: Known) -> Frame:
    """The columns that a step gives; an open frame where nobody knows them."""
    config = box.config
    if box.type == "read":
        return _read(config, known)
    left = main(sheet, box)
    if box.type == "generate" and config.get("use") != "seeds":
        made = tuple(Column(name, str(kind)) for name, kind in dict(config.get("columns") or {}).items())
        return Frame(made, None, noun="rows")
    if left is None or box.type not in STEPS:
        return Frame((), None, open=True, noun=box.name)
    frame = frame_of(sheet, left, known)
    if box.type == "join":
        return _joined(sheet, box, frame, known)
    if box.type == "derive":
        computed = [Column(name, _guessed(str(text))) for name, text in dict(config.get("columns") or {}).items()]
        kept = tuple(one for one in frame.columns if one.name not in {column.name for column in computed})
        return replace(frame, columns=(*kept, *computed))
    if box.type == "train_test_split":
        return frame.with_columns(Column(str(config.get("column") or "split"), "VARCHAR"))
    if box.type == "label":
        name = str(config.get("column") or "label")
        return frame.with_columns(Column(name, "VARCHAR"), Column(f"{name}_confidence", "DOUBLE"))
    return frame


def _read(config: dict[str, Any], known: Known) -> Frame:
    source = known.table(str(config.get("table") or "")) or known.files.get(
        str(config.get("path") or config.get("url"))
    )
    if not isinstance(source, Source):
        source = next(
            (
                one
                for one in known.files.values()
                if isinstance(one, Source) and one.config.get("path", 0) == config.get("path")
            ),
            None,
        )
    if source is None:
        return Frame((), None, open=True, noun="the rows")
    chosen = config.get("columns")
    if not chosen:
        return source.frame
    kept = tuple(column for column in source.frame.columns if column.name in chosen)
    return replace(source.frame, columns=kept)


def main(sheet: Sheet, box: Box) -> Box | None:
    """The step whose rows this one works on."""
    if named := re.match(r"<([^.>]+)\.", str(box.config.get("rows") or "")):
        return sheet.by_name(named[1])
    right = right_of(sheet, box)
    return next((one for one in sheet.sources(box) if one is not right), None)


def right_of(sheet: Sheet, box: Box) -> Box | None:
    """The step that a join takes its other rows from."""
    named = re.match(r"<([^.>]+)\.", str(box.config.get("right") or ""))
    return sheet.by_name(named[1]) if named and box.type == "join" else None


def _joined(sheet: Sheet, box: Box, frame: Frame, known: Known) -> Frame:
    if box.config.get("how") in ("semi", "anti"):
        return frame
    right = right_of(sheet, box)
    other = frame_of(sheet, right, known) if right else _read({"table": box.config.get("right")}, known)
    mine = {column.name.casefold() for column in frame.columns}
    on = box.config.get("on")
    keys = {one.casefold() for one in on} if isinstance(on, list) else set()
    added = [
        replace(
            column, name=column.name if column.name.casefold() not in mine else f"{column.name}_right", primary=False
        )
        for column in other.columns
        if column.name.casefold() not in keys
    ]
    return replace(frame, columns=(*frame.columns, *added), open=frame.open or other.open)


def _guessed(sql: str) -> str:
    """The type of an expression, as far as it shows."""
    if re.search(r"[<>=]|\bis (?:not )?null\b|\b(?:i?like|in|between)\b", sql):
        return "BOOLEAN"
    if "||" in sql or "'" in sql or re.match(r"(?:upper|lower|trim|concat|replace|left|right|substr)\(", sql):
        return "VARCHAR"
    return "DOUBLE"


def chain(sheet: Sheet) -> list[Box]:
    """The steps of the pipeline that ends last, from its first read to its write."""
    ends = [box for box in sheet.ends() if box.type in STEPS]
    box: Box | None = next((one for one in reversed(ends) if one.type == "write"), ends[-1] if ends else None)
    found: list[Box] = []
    while box is not None and box not in found:
        found.insert(0, box)
        box = main(sheet, box)
    return found


def ordered(kinds: Sequence[str], kind: str) -> int:
    """The place of a new step among those of these kinds: in front of the first that comes later by its nature."""
    rank = STEPS.index(kind)
    return next((place for place, one in enumerate(kinds) if one in STEPS and STEPS.index(one) > rank), len(kinds))
