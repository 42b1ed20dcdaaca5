"""`undo` in words: the pipeline as it was before the last change, made again from what was said before."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_powa.llm.planner.conversation import Deed
from jupyter_powa.llm.planner.goals.line import Line
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.polite import plain
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.trouble import Choice, NotUnderstood, Unclear

Make = Callable[..., Deed[tuple[Line, list[str]]]]


def undo(line: Line, make: Make) -> Deed[list[str]]:
    """Take the last change back: what was said before it, said again, gives the pipeline; raises Unclear where not."""
    history: list[str] = []
    for said in reversed(line.known.conversation.asked_before):
        if said.strip(" .!").lower().startswith(("undo", "revert", "go back", "take that back", "take it back")):
            history = history[:-1]
        else:
            history.append(said)
    states = [Sheet()]
    for said in history:
        sheet = yield from _after(said, states[-1].copy(), line, make)
        if sheet is not None and _shape(sheet) != _shape(states[-1]):
            states.append(sheet)
    if len(states) < 2:
        raise Unclear("There is no change of mine to take back.")
    if _shape(states[-1]) != _shape(line.sheet):
        raise Unclear("The pipeline was changed elsewhere since, so I do not take that back in words: use its undo.")
    _turn(line.sheet, states[-2])
    return ["took the last change back"]


def _after(said: str, sheet: Sheet, line: Line, make: Make) -> Deed[Sheet | None]:
    """The pipeline after one more request; None where nothing came of it."""
    masked = Masked(said)
    try:
        told, _ = yield from make(line.known, masked, plain(masked), sheet)
    except (NotUnderstood, Unclear, Choice):
        return None
    return Sheet(
        {
            "blocks": [
                {"id": box.id, "name": box.name, "type": box.type, "config": box.config} for box in told.sheet.boxes
            ],
            "edges": [
                {"source": one, "sourceHandle": handle, "target": other} for one, handle, other in told.sheet.wires
            ],
        }
    )


def _shape(sheet: Sheet) -> object:
    """What makes two pipelines the same: their steps by name, and what follows what."""
    names = {box.id: box.name for box in sheet.boxes}
    steps = sorted((box.name, box.type, repr(sorted(box.config.items()))) for box in sheet.boxes)
    return steps, sorted((names[source], handle, names[target]) for source, handle, target in sheet.wires)


def _turn(sheet: Sheet, wanted: Sheet) -> None:
    """Make the graph another one; steps of the same name stay the same blocks."""
    ids: dict[str, str] = {}
    boxes: list[Box] = []
    for box in wanted.boxes:
        own = sheet.by_name(box.name)
        if own is not None and own.type == box.type:
            own.config = dict(box.config)
            boxes.append(own)
            ids[box.id] = own.id
    sheet.boxes = boxes
    for box in wanted.boxes:
        if box.id not in ids:
            fresh = sheet.add(box.type, box.name, dict(box.config))
            ids[box.id] = fresh.id
    sheet.wires = [(ids[source], handle, ids[target]) for source, handle, target in wanted.wires]
