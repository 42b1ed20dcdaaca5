"""Change a graph as a model asks for it: what fits is done, what does not is skipped with a typed reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockType
from jupyter_powa.copilot.asked import (
    ChangedBlock,
    DrawnEdge,
    Edited,
    NewBlock,
    Refusal,
    Skipped,
    fields_of,
    told,
    words_of,
)
from jupyter_powa.copilot.diff import OPTIONS
from jupyter_powa.copilot.rename import renamed
from jupyter_powa.copilot.shown import Cut, uncut
from jupyter_powa.copilot.wiring import Wiring, placed
from jupyter_powa.engine.check import normalised
from jupyter_powa.model.workflow import MAX_BLOCKS, Block, Graph


def edit(graph: Graph, asked: Mapping[str, Any]) -> Edited:
    """The graph after the edits of one call of modify_workflow; the given graph stays as it is."""
    return _Editor(graph).run(asked)


class _Editor:
    """The blocks by id while they change; names are looked up as they are at that moment."""

    def __init__(self, graph: Graph) -> None:
        self.blocks = {block.id: block for block in graph.blocks}
        self.names: dict[str, list[str]] = {}
        for block in graph.blocks:
            self.names.setdefault(block.name, []).append(block.id)
        self.wiring = Wiring(graph.edges, self.blocks)
        self.new_ids: dict[str, str] = {}
        self.added: set[str] = set()
        self.done = Edited(graph)

    def run(self, asked: Mapping[str, Any]) -> Edited:
        self._each(asked, "remove_blocks", None, self._remove)
        self._each(asked, "remove_edges", DrawnEdge, self._cut)
        self._each(asked, "add_blocks", NewBlock, self._add)
        self._each(asked, "update_blocks", ChangedBlock, self._change)
        self._each(asked, "add_edges", DrawnEdge, self._draw)
        for drawn, refusal in self.wiring.without_circles():
            self._skip(told(drawn, "add_edges"), refusal[0], refusal[1])
        self._reword()
        graph = Graph.model_construct(blocks=list(self.blocks.values()), edges=self.wiring.edges())
        self.done.graph = placed(normalised(graph)[0], self.wiring.unplaced)
        return self.done

    def _each(
        self, asked: Mapping[str, Any], kind: str, form: type[BaseModel] | None, do: Callable[[Any], str]
    ) -> None:
        given = asked.get(kind) or []
        for item in given if isinstance(given, list) else [given]:
            try:
                read: Any = item if form is None else form.model_validate(item)
                self.done.applied.append(do(read))
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                code = "missing_field" if first["type"] == "missing" else "unknown_field"
                place = ".".join(map(str, first["loc"]))
                self._skip(told(item, kind), code, f"{place}: {first['msg']}. A {kind} item has: {fields_of(form)}.")
            except Refusal as refusal:
                self._skip(told(item, kind), refusal.code, str(refusal))

    def _skip(self, edit: str, code: str, message: str) -> None:
        self.done.skipped.append(Skipped(edit, code, message))

    def _id(self, asked: Any) -> str:
        """The block of that id or name; raises Refusal."""
        said = str(asked if not isinstance(asked, dict) else asked.get("name") or asked.get("id") or "")
        word: str = self.new_ids.get(said, said)
        if word in self.blocks:
            return word
        found = self.names.get(word) or [
            i for name, ids in self.names.items() if name.casefold() == word.casefold() for i in ids
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise Refusal("unknown_block", f"{len(found)} blocks are called {word!r}: use an id: {', '.join(found)}.")
        names = ", ".join(repr(name) for name in list(self.names)[:40]) or "there are none"
        raise Refusal("unknown_block", f"There is no block {word!r}. The blocks: {names}.")

    def _kind(self, word: str) -> type[BlockType]:
        kinds = catalog()
        if word not in kinds:
            raise Refusal("unknown_type", f"There is no block type {word!r}. Known: {', '.join(sorted(kinds))}.")
        return kinds[word]

    def _remove(self, word: Any) -> str:
        block = self.blocks.pop(self._id(word))
        self.names[block.name].remove(block.id)
        if not self.names[block.name]:
            del self.names[block.name]
        self.wiring.forget(block.id)
        return f"removed {block.name}"

    def _add(self, new: NewBlock) -> str:
        kind = self._kind(new.type)
        if new.name and new.name in self.names:
            words = f"There is a block {new.name!r} already: change that one by update_blocks, or choose another name."
            raise Refusal("duplicate_name", words)
        if len(self.blocks) >= MAX_BLOCKS:
            raise Refusal("invalid_config", f"A workflow has at most {MAX_BLOCKS:,} blocks.")
        block_id = new.id if new.id and new.id not in self.blocks else self._fresh(new.type)
        if new.id and new.id != block_id:
            self.new_ids[new.id] = block_id
        name = new.name or self._name(kind.title)
        config = self._known(kind, new.config, f"add {name}")
        options = {key: value for key in OPTIONS if (value := getattr(new, key)) is not None}
        self._put(
            {"id": block_id, "type": new.type, "name": name, "config": config, "enabled": new.enabled, **options},
            new.position,
        )
        self.added.add(block_id)
        return f"added {name} ({new.type})"

    def _change(self, change: ChangedBlock) -> str:
        old = self.blocks[self._id(change.id)]
        kind = self._kind(change.type or old.type)
        config = {key: value for key, value in old.config.items() if key not in change.unset}
        try:
            config |= uncut(self._known(kind, self._given(kind, change.config), f"change {old.name}"), old.config)
        except Cut as cut:
            raise Refusal("cut_value", str(cut)) from None
        values = old.model_dump(by_alias=True) | {"config": config, "type": change.type or old.type}
        values = {key: value for key, value in values.items() if key not in OPTIONS or key not in change.unset}
        values |= {key: value for key in (*OPTIONS, "enabled") if (value := getattr(change, key)) is not None}
        name = change.name or old.name
        if name != old.name:
            if name in self.names:
                raise Refusal("duplicate_name", f"There is a block {name!r} already: choose another name.")
            values["name"] = name
        if not self._put(values, change.position or old.position):
            raise Refusal("nothing_to_change", f"{old.name!r} is like that already.")
        return f"changed {old.name}" if name == old.name else f"renamed {old.name} to {name}"

    def _put(self, values: dict[str, Any], position: Any) -> bool:
        """Take a block as it is from now on; False where it was like that already."""
        try:
            block = Block.model_validate(values | ({"position": position} if position else {}))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise Refusal("invalid_config", f"{place}: {first['msg']}.") from None
        old = self.blocks.get(block.id)
        if block == old:
            return False
        if old is not None and old.name != block.name:
            self.names[old.name].remove(old.id)
            if not self.names[old.name]:
                del self.names[old.name]
            self.blocks.update(renamed(self.blocks, old.name, block.name))
            block = renamed({block.id: block}, old.name, block.name).get(block.id, block)
        if old is None or old.name != block.name:
            self.names.setdefault(block.name, []).append(block.id)
        self.blocks[block.id] = block
        if position is None:
            self.wiring.unplaced.append(block.id)
        return True

    def _known(self, kind: type[BlockType], config: dict[str, Any], edit: str) -> dict[str, Any]:
        """The config without fields that the type does not have; each of those is told."""
        known = words_of(kind)
        for name in [name for name in config if name not in known]:
            options = " It is an option beside config." if name in OPTIONS else ""
            words = f"A {kind.type} block has no field {name!r}.{options} It has: {', '.join(sorted(known))}."
            self._skip(f"{edit}: {name}", "unknown_field", words)
        return {name: value for name, value in config.items() if name in known}

    def _draw(self, drawn: DrawnEdge) -> str:
        source, target = self._end(drawn.source), self._end(drawn.target)
        handle = self._handle(source, drawn.source_handle)
        if not self.wiring.add(source, target, handle, drawn):
            raise Refusal("duplicate_edge", "That edge is there already.")
        return f"connected {_called(self.blocks, source)} → {_called(self.blocks, target)}"

    def _end(self, word: str) -> str:
        """As `_id`; the reserved words are made by the check where no such block is there (contract C4)."""
        return word if word in ("input", "output") and word not in self.names else self._id(word)

    def _handle(self, source: str, handle: str) -> str:
        block = self.blocks.get(source)
        if block is None:
            return handle
        kind = self._kind(block.type)
        ways = kind.handles(block.config)
        handle = kind.way_out(handle)
        if kind.routed and handle == "output" and handle not in ways:
            words = f"{block.name!r} leaves by {', '.join(ways)}: give one of them as sourceHandle."
            raise Refusal("bad_handle", words)
        if handle not in (*ways, "output", "error"):
            words = f"{block.name!r} has no way out {handle!r}; it has: {', '.join((*ways, 'error'))}."
            raise Refusal("bad_handle", words)
        return handle

    def _cut(self, drawn: DrawnEdge) -> str:
        source, target = self._id(drawn.source), self._id(drawn.target)
        given = "source_handle" in drawn.model_fields_set
        handle = self._kind(self.blocks[source].type).way_out(drawn.source_handle) if given else None
        if not self.wiring.cut(source, target, handle):
            raise Refusal("no_such_edge", "There is no such edge.")
        return f"disconnected {_called(self.blocks, source)} → {_called(self.blocks, target)}"

    def _fresh(self, word: str) -> str:
        number = 1 + sum(1 for key in self.blocks if key.startswith(f"{word}_"))
        while f"{word}_{number}" in self.blocks:
            number += 1
        return f"{word}_{number}"

    def _name(self, title: str) -> str:
        name, number = title, 1
        while name in self.names:
            number += 1
            name = f"{title} {number}"
        return name

    def _given(self, kind: type[BlockType], config: dict[str, Any]) -> dict[str, Any]:
        """A config of this call, whose references to an id that was taken follow the id that the block got."""
        given = {"": Block.model_construct(id="", type=kind.type, config=config)}
        for asked, block_id in self.new_ids.items():
            given |= renamed(given, asked, block_id)
        return given[""].config

    def _reword(self) -> None:
        """The same in the blocks that are new; what was there before means the block that had the id before."""
        for asked, block_id in self.new_ids.items():
            self.blocks |= renamed({key: self.blocks[key] for key in self.added}, asked, block_id)


def _called(blocks: Mapping[str, Block], block_id: str) -> str:
    return blocks[block_id].name if block_id in blocks else block_id
