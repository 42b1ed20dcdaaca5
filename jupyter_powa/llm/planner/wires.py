"""Edges: drawn, cut, led elsewhere; what reads from a block follows them."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.editing import Editing
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.trouble import Unclear


def remove(editing: Editing, box: Box) -> None:
    """Take a block out; what it stood between is connected, and reads from before it."""
    sheet = editing.sheet
    entering = [(source, handle) for source, handle, target in sheet.wires if target == box.id]
    leaving = [target for source, handle, target in sheet.wires if source == box.id and handle != "error"]
    sheet.boxes.remove(box)
    sheet.wires = [wire for wire in sheet.wires if box.id not in (wire[0], wire[2])]
    for source, handle in entering:
        for target in leaving:
            if (source, handle, target) not in sheet.wires:
                sheet.wires.append((source, handle, target))
    editing.said.append(f"removed {box.name}")
    before = _source_of_rows(sheet, entering)
    readers = [one for one in sheet.boxes if _names(one, box.name)]
    if before is not None and len({source for source, _ in entering}) == 1:
        changed = sheet.rename_references(box.name, before.name, readers)
        if changed:
            editing.said.append(f"let {listed([one.name for one in changed])} read {before.name} instead")
        readers = [one for one in readers if one not in changed]
    if readers:
        editing.said.append(f"note that {listed([one.name for one in readers])} still {reads(readers)} {box.name}")


def _source_of_rows(sheet: Sheet, entering: list[tuple[str, str]]) -> Box | None:
    """The block that gave the rows: a condition gives none, so the one before it."""
    boxes = list(dict.fromkeys(source for source, _ in entering))
    if len(boxes) != 1:
        return None
    box = sheet.box(boxes[0])
    while box.type == "condition":
        sources = sheet.sources(box)
        if len(sources) != 1:
            return None
        box = sources[0]
    return box


def _names(box: Box, name: str) -> bool:
    """Whether a block's config reads another by its name."""
    probe = Sheet()
    other = Box(box.id, box.name, box.type, dict(box.config))
    return bool(probe.rename_references(name, name + " ", [other]))


def connect(editing: Editing, found: re.Match[str]) -> bool:
    """An edge from one block to another."""
    source, target, handle = _way(editing, found["a"], found["b"])
    _no_circle(editing.sheet, source, target)
    instead = found.groupdict().get("c")
    for other in [editing.block(instead)] if instead else []:
        gone = [wire for wire in editing.sheet.wires if wire[0] == source.id and wire[2] == other.id]
        if not gone:
            raise Unclear(f"{source.name} is not connected to {other.name}.")
        editing.sheet.wires = [wire for wire in editing.sheet.wires if wire not in gone]
    if not editing.sheet.connect(source, target, handle):
        raise Unclear(f"{source.name} is connected to {target.name} already.")
    editing.said.append(f"connected {source.name} to {target.name}")
    return True


def _way(editing: Editing, a: str, b: str) -> tuple[Box, Box, str]:
    """The two blocks and the way out: `Check (else)`, `the else branch of Check`."""
    handle = "output"
    said = re.search(
        r"\b(?:the )?(if|else|elif_\d+|error|true|false|yes|no)[- ](?:branch|way|side|output|path|case) (?:of|from) ",
        a,
        re.I,
    )
    said = said or re.search(
        r"\s*\(?\b(?:on |if |for )?(?:the )?(else|elif_\d+|error|if|true|false)(?: (?:branch|way|side))?\)?$", a, re.I
    )
    if said and editing.maybe(a) is None:
        handle = {"true": "if", "yes": "if", "false": "else", "no": "else"}.get(said[1].lower(), said[1].lower())
        a = a.replace(said[0], "")
    source, target = editing.block(a), editing.block(b)
    if source.type == "condition" and handle == "output":
        raise Unclear(
            f"{source.name} has several ways out: say “connect the if branch of {source.name} to {target.name}”, "
            f"or else."
        )
    return source, target, handle


def _no_circle(sheet: Sheet, source: Box, target: Box) -> None:
    if source is target or target in sheet.before(source):
        raise Unclear(f"{target.name} comes before {source.name}: this edge would make a circle.")


def rewire(editing: Editing, found: re.Match[str]) -> bool:
    """Let a block read from another one than now."""
    target, source = editing.block(found["a"]), editing.block(found["b"])
    _no_circle(editing.sheet, source, target)
    before = editing.sheet.sources(target)
    editing.sheet.wires = [wire for wire in editing.sheet.wires if wire[2] != target.id]
    editing.sheet.connect(source, target, "if" if source.type == "condition" else "output")
    for old in before:
        if old.type != "condition":
            editing.sheet.rename_references(old.name, source.name, [target])
    instead = f" instead of {listed([one.name for one in before])}" if before else ""
    editing.said.append(f"let {target.name} read from {source.name}{instead}")
    return True


def disconnect(editing: Editing, found: re.Match[str]) -> bool:
    """No edge between two blocks any more."""
    source, target = editing.block(found["a"]), editing.block(found["b"])
    ends = {(source.id, target.id), (target.id, source.id)}
    gone = [wire for wire in editing.sheet.wires if (wire[0], wire[2]) in ends]
    if not gone:
        raise Unclear(f"{source.name} and {target.name} are not connected.")
    editing.sheet.wires = [wire for wire in editing.sheet.wires if wire not in gone]
    editing.said.append(f"disconnected {source.name} from {target.name}")
    return True


def move(editing: Editing, found: re.Match[str]) -> bool:
    """Take a block out of its place and put it behind or before another."""
    sheet = editing.sheet
    box, place = editing.block(found["a"]), editing.block(found["b"])
    if box is place:
        raise Unclear("A block cannot stand behind itself.")
    said = len(editing.said)
    remove(editing, box)
    del editing.said[said:]
    sheet.boxes.append(box)
    after = found["where"].lower() != "before"
    anchor = place if after else next(iter(sheet.sources(place)), None)
    if anchor is None:
        sheet.connect(box, place)
    else:
        own = [one for one in sheet.boxes if one is not box and _names(box, one.name)]
        for one in own:
            sheet.rename_references(one.name, anchor.name, [box])
        between(sheet, anchor, box, box, None if after else place)
    editing.said.append(f"moved {box.name} {'behind' if after else 'before'} {place.name}")
    return True


def between(sheet: Sheet, anchor: Box, first: Box, last: Box, only: Box | None = None, handle: str = "output") -> None:
    """Let what follows the anchor follow the last of the new blocks; `only`: just this one of those that do."""
    moved = [
        wire
        for wire in sheet.wires
        if wire[0] == anchor.id and wire[1] == handle and wire[2] != first.id and only in (None, sheet.box(wire[2]))
    ]
    sheet.wires = [wire for wire in sheet.wires if wire not in moved]
    if anchor is not last:
        sheet.connect(anchor, first, handle)
    for _, _, target in moved:
        sheet.connect(last, sheet.box(target))
    readers = [sheet.box(target) for _, _, target in moved]
    sheet.rename_references(anchor.name, last.name, readers)


def reads(boxes: list[Box]) -> str:
    """The verb for one or several."""
    return "reads" if len(boxes) == 1 else "read"
