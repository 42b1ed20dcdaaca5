"""What stands around a block in its cell: its name, the way that leads to it, a failure that is caught."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.plain import NotRead, text_of
from jupyter_powa.engine.check import ERROR_HANDLE
from jupyter_powa.model.workflow import Block, Edge, Graph


@dataclass(slots=True)
class Guard:
    """When a block runs."""

    condition: str | None = None
    """Python that says whether it does; None: always."""
    caught: bool = False
    """Whether its failure leads on somewhere."""

    @property
    def maybe(self) -> bool:
        """Whether its variable may be None."""
        return self.condition is not None or self.caught


@dataclass(slots=True)
class Wrap:
    """The lines around a block's own."""

    first: str
    """The comment that names it."""
    before: list[str] = field(default_factory=list)
    """Lines before it, each deeper than the one before where it ends with a colon."""
    depth: int = 0
    after: list[str] = field(default_factory=list)
    shown: bool = False
    """Whether the cell ends with what the block gives, to be seen."""

    def around(self, text: str) -> str:
        """The cell's whole text."""
        return "\n".join([self.first, *self.before, indented(text, self.depth), *self.after])

    def inside(self, text: str) -> str:
        """The block's own part of a cell's text; raises NotRead where what stands around it was changed."""
        lines = text.rstrip().split("\n")
        if lines and lines[0].startswith("#"):
            del lines[0]
        if lines[: len(self.before)] != self.before:
            raise NotRead("the lines before it, which say when it runs, were changed: edges are drawn in the graph")
        if self.after and lines[-len(self.after) :] != self.after:
            raise NotRead(f"the lines after it were changed; they must stay: {' / '.join(self.after)}")
        lines = lines[len(self.before) : len(lines) - len(self.after)]
        return outdented("\n".join(lines), self.depth)


def guards(graph: Graph, order: list[str], names: Mapping[str, str]) -> dict[str, Guard]:
    """When each block runs, by id."""
    blocks = {block.id: block for block in graph.blocks}
    edges: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        edges.setdefault(edge.target, []).append(edge)
    caught = {edge.source for edge in graph.edges if edge.source_handle == ERROR_HANDLE}
    found: dict[str, Guard] = {}
    for key in order:
        ways = [_way(edge, blocks[edge.source], names[edge.source], found[edge.source]) for edge in edges.get(key, ())]
        condition = None
        if ways and None not in ways:
            condition = " or ".join(sorted({way for way in ways if way and way != "False"})) or "False"
        if not blocks[key].enabled:
            condition = "False"
        found[key] = Guard(condition, key in caught)
    return found


def wrap_of(block: Block, name: str, guard: Guard, tables: Sequence[str]) -> Wrap:
    """What stands around a block. `tables`: what SQL calls its frame besides its variable's name."""
    kind = catalog().get(block.type)
    title = kind.title if kind is not None else block.type
    wrap = Wrap(f"# {' '.join(block.name.split())} ({title})")
    if guard.condition is not None:
        off = "" if block.enabled else "  # it is switched off"
        wrap.before += [f"{name} = None", f"if {guard.condition}:{off}"]
        wrap.depth = 1
    if guard.caught:
        deep, deeper = "    " * wrap.depth, "    " * (wrap.depth + 1)
        words = 'f"{type(error).__name__}: {error}"' if block.type == "code" else "str(error)"  # as a run says it
        wrap.before += [f"{deep}{name}_error = None", f"{deep}try:"]
        wrap.after += [
            f"{deep}except Exception as error:",
            f"{deeper}{name}, {name}_error = None, {words}",
        ]
        wrap.depth += 1
        if guard.condition is not None:
            wrap.before.insert(0, f"{name}_error = None")
    if tables:
        deep = "    " if guard.maybe else ""
        wrap.after += [f"if {name} is not None:"] if guard.maybe else []
        wrap.after += [f"{deep}duckdb.register({text_of(table)}, {name})" for table in tables]
    if kind is not None and kind.final:
        wrap.after.append(name)
        wrap.shown = True
    return wrap


def _way(edge: Edge, source: Block, name: str, guard: Guard) -> str | None:
    """When an edge is taken; None: always."""
    kind = catalog().get(source.type)
    if edge.source_handle == ERROR_HANDLE:
        return f"{name}_error is not None"
    if kind is not None and kind.routed:
        return f'{name} == "{edge.source_handle}"'
    if guard.condition == "False":
        return "False"
    if guard.caught:
        well = f"{name}_error is None"
        return f"({guard.condition}) and {well}" if guard.condition is not None else well
    return guard.condition


def indented(text: str, depth: int) -> str:
    """The text deeper by so many levels, but for lines that begin inside a text of several lines."""
    inside, deep = _inside(text), "    " * depth
    lines = text.split("\n")
    return "\n".join(line if place in inside or not line else deep + line for place, line in enumerate(lines, 1))


def outdented(text: str, depth: int) -> str:
    """The same the other way round; raises NotRead where a line is not as deep."""
    if not depth:
        return text
    deep = "    " * depth
    inside = _inside("if True:\n" + text if depth == 1 else "if True:\n    if True:\n" + text)
    lines = []
    for place, line in enumerate(text.split("\n"), 1 + depth):
        if place not in inside and line.strip() and not line.startswith(deep):
            raise NotRead(f"the line `{line.strip()[:60]}` is not indented as the block is")
        lines.append(line if place in inside else line[len(deep) :])
    return "\n".join(lines)


def _inside(text: str) -> set[int]:
    """The lines that begin inside a text of several lines."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        raise NotRead("it is no Python") from None
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)):
            found |= set(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return found
