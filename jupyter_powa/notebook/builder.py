"""Build a graph in a few readable lines: each call adds a block and finds out what it stands behind."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable
from textwrap import dedent
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.refs import find
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.options import Expect, Retry
from jupyter_powa.model.workflow import Block, Edge, Graph, new_id


class Placed:
    """A block that was added. `a["if"]` is one of its ways out; `a >> b` draws an edge."""

    def __init__(self, builder: Builder, block: Block) -> None:
        self._builder = builder
        self.block = block

    @property
    def name(self) -> str:
        """What references call it."""
        return self.block.name

    def __getitem__(self, handle: str) -> Way:
        return Way(self, handle)

    def set(
        self,
        *,
        timeout: float | None = None,
        retry: int | Retry | dict[str, Any] | None = None,
        expect: Expect | dict[str, Any] | None = None,
    ) -> Placed:
        """Give the block a time limit in seconds, attempts (their number, or a Retry), or a contract for its output."""
        given = {
            "timeout": timeout,
            "retry": {"attempts": retry} if isinstance(retry, int) else retry,
            "expect": expect,
        }
        told = {**self.block.model_dump(), **{name: value for name, value in given.items() if value is not None}}
        self.block = self._builder.blocks[self.block.id] = Block.model_validate(told)
        return self

    def _ipython_key_completions_(self) -> list[str]:
        return [*catalog()[self.block.type].handles(self.block.config), "error"]

    def __rshift__(self, other: Placed) -> Placed:
        return Way(self, "output") >> other

    def __repr__(self) -> str:
        return f"{self.block.type}({self.name!r})"


class Way:
    """One way out of a block."""

    def __init__(self, placed: Placed, handle: str) -> None:
        self.placed = placed
        self.handle = handle

    def __rshift__(self, other: Placed) -> Placed:
        self.placed._builder.connect(self, other)
        return other

    def __repr__(self) -> str:
        return f"{self.placed!r}[{self.handle!r}]"


class Builder:
    """Blocks and edges as they are added. `builder.sql("Late", "select …")` adds a block of the type `sql`."""

    def __init__(self, graph: Graph | None = None) -> None:
        graph = graph or Graph()
        self.blocks: dict[str, Block] = {block.id: block.model_copy(deep=True) for block in graph.blocks}
        self.edges: list[Edge] = list(graph.edges)

    @property
    def graph(self) -> Graph:
        """What was built so far."""
        return Graph(blocks=list(self.blocks.values()), edges=list(self.edges))

    def add(self, type: str, name: str, /, *values: Any, after: Any = None, **config: Any) -> Placed:
        """Add a block, or replace the one of that name; further values fill the type's fields in their order.

        `after` says which blocks it stands behind: a name, an added block, one of its ways out, or a list of them;
        an empty list for none. Left out, it stands behind the blocks that it names in references, SQL or code,
        or else behind the block that was added last.
        """
        kind = catalog().get(type)
        if kind is None:
            raise BadRequest(f"There is no block type {type!r}. Known: {', '.join(sorted(catalog()))}.")
        config = _config(kind, values, config)
        old = next((block for block in self.blocks.values() if block.name == name), None)
        block = Block(id=old.id if old else _id(name, self.blocks), type=type, name=name, config=config)
        block.pin = old.pin if old else None
        last = next((other.id for other in reversed(self.blocks.values()) if other.id != block.id), None)
        ways = self._ways(after, block, last)  # before anything changes: one of them may not be there
        self.blocks[block.id] = block
        self.edges = [edge for edge in self.edges if edge.target != block.id]
        placed = Placed(self, block)
        for way in ways:
            self.connect(way, placed)
        return placed

    def connect(self, source: Any, target: Any) -> None:
        """Draw an edge from a block, or from one of its ways out, to a block."""
        way = self._way(source)
        target_block = self._way(target).placed.block
        edge = Edge(source=way.placed.block.id, target=target_block.id, source_handle=way.handle)
        if edge.id not in {other.id for other in self.edges}:
            self.edges.append(edge)

    def remove(self, name: str) -> None:
        """Take a block and its edges out."""
        block = self._way(name).placed.block
        del self.blocks[block.id]
        self.edges = [edge for edge in self.edges if block.id not in (edge.source, edge.target)]

    def _ways(self, after: Any, block: Block, last: str | None) -> list[Way]:
        if after is None and catalog()[block.type].entry:
            return []
        if after is None:
            named = self._named_in(block)
            return [self._way(other) for other in (named or ([last] if last else []))]
        return [self._way(one) for one in ([after] if isinstance(after, str | Way | Placed) else after)]

    def _way(self, one: Any) -> Way:
        if isinstance(one, Way):
            return one
        if isinstance(one, Placed):
            return Way(one, "output")
        for block in self.blocks.values():
            if one in (block.name, block.id):
                return Way(Placed(self, block), "output")
        known = ", ".join(repr(block.name) for block in self.blocks.values()) or "none yet"
        raise BadRequest(f"There is no block {one!r}; the blocks are: {known}.")

    def _named_in(self, block: Block) -> list[str]:
        """The ids of the other blocks that a block's config names, in the order in which they were added."""
        words = {ref.name for ref in find(block.config)}
        for field, mark in catalog()[block.type].kinds().items():
            text = block.config.get(field)
            if isinstance(text, str) and mark.word == "code":
                words |= _names_in_code(text)
            elif isinstance(text, str) and mark.word == "sql":
                words |= _names_in_sql(text)
        return [
            other.id
            for other in self.blocks.values()
            if other.id != block.id and words & {other.id, other.name, re.sub(r"\W", "_", other.name)}
        ]

    def __getattr__(self, name: str) -> Callable[..., Placed]:
        kind = None if name.startswith("_") else catalog().get(name)
        if kind is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return _adder(self, name, kind)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *catalog()]


def _adder(builder: Builder, word: str, kind: type[BlockType]) -> Callable[..., Placed]:
    def adder(name: str, /, *values: Any, after: Any = None, **config: Any) -> Placed:
        return builder.add(word, name, *values, after=after, **config)

    fields = [
        inspect.Parameter(
            name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=... if info.is_required() else info.get_default(call_default_factory=True),
        )
        for name, info in kind.model_fields.items()
    ]
    first = inspect.Parameter("block_name", inspect.Parameter.POSITIONAL_ONLY)
    after = inspect.Parameter("after", inspect.Parameter.KEYWORD_ONLY, default=None)
    adder.__name__ = word
    adder.__doc__ = f"{inspect.cleandoc(kind.__doc__ or '')}\n\nExample config: {kind.example}"
    adder.__signature__ = inspect.Signature([first, *fields, after])  # type: ignore[attr-defined]
    return adder


def _config(kind: type[BlockType], values: tuple[Any, ...], config: dict[str, Any]) -> dict[str, Any]:
    names = list(kind.model_fields)
    if len(values) > len(names):
        raise BadRequest(f"A block of type {kind.type!r} has the fields {', '.join(names)}; {len(values)} were given.")
    filled = {**dict(zip(names, values, strict=False)), **config}
    return {name: _tidy(value) if name in kind.kinds() else value for name, value in filled.items()}


def _tidy(value: Any) -> Any:
    """Text of several lines as it was meant: without the indentation of its cell, from its first line to its last."""
    return dedent(value).strip("\n") if isinstance(value, str) and value.startswith("\n") else value


def _id(name: str, taken: Iterable[str]) -> str:
    """An id that tells its name, so that saved graphs read well and stay the same from run to run."""
    word = re.sub(r"\W+", "_", name).strip("_").lower() or new_id()
    place, taken = 2, set(taken)
    found = word
    while found in taken:
        found, place = f"{word}_{place}", place + 1
    return found


_TABLES = re.compile(r'\b(?:from|join)\s+((?:"[^"]+"|\w+)(?:\s*,\s*(?:"[^"]+"|\w+))*)', re.IGNORECASE)


def _names_in_sql(text: str) -> set[str]:
    """The tables behind `from` and `join`, as they are written."""
    return {word.strip('" ') for tables in _TABLES.findall(text) for word in tables.split(",")}


def _names_in_code(text: str) -> set[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return set()
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    keys = {
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    }
    return names | keys
