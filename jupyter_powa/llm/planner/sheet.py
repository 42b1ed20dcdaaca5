"""The graph as the planner changes it: a copy of what `read_workflow` told, and the difference as tool arguments."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.llm.planner.near import fold

Wire = tuple[str, str, str]
"""An edge: the id of its source, the way out, the id of its target."""
_OPTIONS = ("timeout", "retry", "expect")


@dataclass
class Box:
    """One block."""

    id: str
    name: str
    type: str
    config: dict[str, Any] = field(default_factory=dict)
    enabled: bool = True
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """Its SQL, if it has any."""
        return str(self.config.get("query") or "") if self.type == "sql" else ""


class Sheet:
    """Blocks and edges, and what they were in the beginning."""

    def __init__(self, told: Mapping[str, Any] | None = None, taken: Iterable[str] = ()) -> None:
        """`taken`: names that no new block may have, since a table has them."""
        self.name = str((told or {}).get("name") or "")
        self.boxes: list[Box] = []
        self.wires: list[Wire] = []
        self._taken = {word.casefold() for word in taken}
        for block in (told or {}).get("blocks") or ():
            options = {word: block[word] for word in _OPTIONS if block.get(word) is not None}
            name = str(block.get("name") or block["id"])
            config = copy.deepcopy(dict(block.get("config") or {}))
            self.boxes.append(
                Box(str(block["id"]), name, str(block["type"]), config, block.get("enabled", True), options)
            )
        for edge in (told or {}).get("edges") or ():
            source, target = self.by_name(str(edge["source"])), self.by_name(str(edge["target"]))
            if source and target:
                self.wires.append((source.id, str(edge.get("sourceHandle") or "output"), target.id))
        self._before = copy.deepcopy((self.boxes, self.wires))

    def copy(self) -> Sheet:
        """Another one in the same state, to try something on."""
        return copy.deepcopy(self)

    def box(self, box_id: str) -> Box:
        """The block of this id."""
        return next(box for box in self.boxes if box.id == box_id)

    def by_name(self, name: str) -> Box | None:
        """The block of this name, or of this id."""
        named = (box for box in self.boxes if box.name == name)
        return next(named, None) or next((box for box in self.boxes if box.id == name), None)

    def sources(self, box: Box) -> list[Box]:
        """The blocks with an edge into this one."""
        return [self.box(source) for source, _, target in self.wires if target == box.id]

    def targets(self, box: Box) -> list[Box]:
        """The blocks that this one has an edge to."""
        return [self.box(target) for source, _, target in self.wires if source == box.id]

    def before(self, box: Box) -> list[Box]:
        """All blocks that come before this one, nearest first."""
        found: list[Box] = []
        waiting = self.sources(box)
        while waiting:
            one = waiting.pop(0)
            if one not in found:
                found.append(one)
                waiting += self.sources(one)
        return found

    def ends(self) -> list[Box]:
        """The blocks that nothing follows, outputs left out: where a pipeline goes on."""
        outputs = {box.id for box in self.boxes if box.type in ("output", "response")}
        return [
            box
            for box in self.boxes
            if box.id not in outputs and not any(s == box.id and t not in outputs for s, _, t in self.wires)
        ]

    def unique(self, name: str) -> str:
        """The name, made one that references can spell and that nothing else has."""
        plain = " ".join(re.sub(r"[^\w \-]", " ", name).split())[:60].strip() or "Block"
        names = {box.name.casefold() for box in self.boxes} | self._taken
        number, made = 1, plain
        while made.casefold() in names:
            number += 1
            made = f"{plain} {number}"
        return made

    def add(self, kind: str, name: str, config: dict[str, Any], behind: Iterable[tuple[str, str]] = ()) -> Box:
        """A new block, with an edge from each of these (id, way out)."""
        ids, number = {box.id for box in [*self.boxes, *self._before[0]]}, 1
        while f"{kind}_{number}" in ids:
            number += 1
        box = Box(f"{kind}_{number}", self.unique(name), kind, config)
        self.boxes.append(box)
        self.wires += [(source, handle, box.id) for source, handle in behind]
        return box

    def connect(self, source: Box, target: Box, handle: str = "output") -> bool:
        """An edge; False where it is there already."""
        wire = (source.id, handle, target.id)
        if wire in self.wires:
            return False
        self.wires.append(wire)
        return True

    def rename_references(self, old: str, new: str, within: Iterable[Box]) -> list[Box]:
        """Let these blocks read another block than before; gives those that did."""
        changed = []
        for box in within:
            made = _renamed(box.config, old, new, box.type)
            if made != box.config:
                box.config = made
                changed.append(box)
        return changed

    def touched(self) -> set[str]:
        """The ids of blocks that are new, changed, or read something else than before."""
        boxes, wires = self._before
        old = {box.id: (box.type, box.config, box.enabled) for box in boxes}
        changed = {box.id for box in self.boxes if old.get(box.id) != (box.type, box.config, box.enabled)}
        return changed | {target for _, _, target in {*wires} ^ {*self.wires}}

    def arguments(self) -> dict[str, Any]:
        """What `modify_workflow` must be called with to make the graph this one; empty where nothing changed."""
        boxes, wires = self._before
        old, now = {box.id: box for box in boxes}, {box.id: box for box in self.boxes}
        said = _Names(boxes, self.boxes)
        updates = [made for box_id, box in now.items() if box_id in old and (made := _update(old[box_id], box, said))]
        gone = [box_id for box_id in old if box_id not in now]
        made = {
            "add_blocks": [_block(box) for box_id, box in now.items() if box_id not in old],
            "remove_blocks": [said(box_id) for box_id in gone],
            "update_blocks": updates,
            "add_edges": [_edge(wire, said) for wire in self.wires if wire not in wires],
            "remove_edges": [
                _edge(wire, said) for wire in wires if wire not in self.wires and wire[0] in now and wire[2] in now
            ],
        }
        return {word: items for word, items in made.items() if items}


class _Names:
    """The word for a block in a call: its name, where that is its own and stays."""

    def __init__(self, before: list[Box], after: list[Box]) -> None:
        self._old = {box.id: box.name for box in before}
        self._new = {box.id: box.name for box in after}

    def __call__(self, box_id: str) -> str:
        name = self._old.get(box_id)
        if name is None or self._new.get(box_id, name) != name:
            return box_id
        return name if [*self._old.values()].count(name) == 1 and [*self._new.values()].count(name) <= 1 else box_id


def _block(box: Box) -> dict[str, Any]:
    made: dict[str, Any] = {"id": box.id, "type": box.type, "name": box.name, "config": box.config, **box.options}
    return made if box.enabled else {**made, "enabled": False}


def _edge(wire: Wire, said: _Names) -> dict[str, str]:
    made = {"source": said(wire[0]), "target": said(wire[2])}
    return made if wire[1] == "output" else {**made, "sourceHandle": wire[1]}


def _update(old: Box, new: Box, said: _Names) -> dict[str, Any]:
    config = {key: value for key, value in new.config.items() if key not in old.config or old.config[key] != value}
    unset = [key for key in old.config if key not in new.config]
    unset += [key for key in old.options if key not in new.options]
    options = {key: value for key, value in new.options.items() if old.options.get(key) != value}
    made: dict[str, Any] = {**({"config": config} if config else {}), **({"unset": unset} if unset else {}), **options}
    for word in ("name", "type", "enabled"):
        if getattr(old, word) != getattr(new, word):
            made[word] = getattr(new, word)
    return {"id": said(old.id), **made} if made else {}


def _renamed(value: Any, old: str, new: str, kind: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _renamed(item, old, new, f"{kind}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, old, new, kind) for item in value]
    if not isinstance(value, str):
        return value
    name = re.escape(old)
    value = re.sub(rf"<{name}(?=\.)", f"<{new}", value)
    value = re.sub(rf"(\{{\{{\s*){name}(?=[.\s}}])", rf"\g<1>{new}", value)
    if kind == "sql.query":
        value = re.sub(rf'"{name}"', f'"{new}"', value, flags=re.I)
        if re.fullmatch(r"\w+", old):
            value = re.sub(rf'(\b(?:from|join)\s+){name}(?![\w."])', rf'\g<1>"{new}"', value, flags=re.I)
    if kind in ("code.code", "function.code"):
        one, other = (re.sub(r"\W", "_", word) for word in (old, new))
        value = re.sub(rf"\b{re.escape(one)}(?=\.output\b)", other, value)
        value = re.sub(rf"(?<=\[)([\"']){name}\1(?=\])", lambda found: f"{found[1]}{new}{found[1]}", value)
    return value


def same(one: str, other: str) -> bool:
    """Whether two names mean the same block."""
    return fold(one) == fold(other)
