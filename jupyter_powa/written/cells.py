"""A graph as cells of plain Python, one for each block, in the order in which they run; and what edited cells say."""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from keyword import iskeyword
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Source, Variable
from jupyter_powa.blocks.plain_code import read_code
from jupyter_powa.blocks.plain_sql import IMPORT
from jupyter_powa.data.frames import quoted
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.workflow import Block, Edge, Graph
from jupyter_powa.written.package import BLOCK, needing
from jupyter_powa.written.wrapped import Guard, Wrap, guards, wrap_of

TAKEN = {
    "duckdb",
    "json",
    "pd",
    "np",
    "block",
    "as_text",
    "holds",
    "alike",
    "progress",
    "error",
    "payload",
    "output",
    "result",
}
"""Names that cells of ours use for something else."""


@dataclass(slots=True)
class Cell:
    """One block as a cell."""

    block: Block
    text: str
    source: Source
    wrap: Wrap
    plain: bool
    """Whether it runs without this package."""
    names: Names

    @property
    def parameters(self) -> str | None:
        """The cell before it that sets its variables, where there is one."""
        said = self.source.parameters
        return None if said is None else f"# Parameters of {' '.join(self.block.name.split())}\n{said.text}"

    def read(self, text: str) -> dict[str, Any]:
        """The config that an edited text says, over the block's own; raises NotRead."""
        inside = self.wrap.inside(text)
        if inside == self.source.text:
            return self.block.config
        said = self.source.back(inside)
        return said if self.source.whole else {**self.block.config, **said}

    def read_parameters(self, text: str) -> dict[str, Any]:
        """The same of the cell of parameters."""
        if self.source.parameters is None:
            raise NotRead("this block has no parameters")
        return {**self.block.config, **self.source.parameters.back(_without_comment(text))}

    def read_python(self, text: str) -> dict[str, Any]:
        """The config of a Python block that an edited text says, with what it imports; raises NotRead."""
        code = read_code(self.wrap.inside(text), self.names)
        imports = [line for line in self.source.setup if line.startswith("import ") and line not in code]
        used = [line for line in imports if re.search(rf"\b{line.split()[-1]}\b", code)]
        return {"code": "\n".join([*used, code])}


@dataclass(slots=True)
class Cells:
    """A graph as cells, and what must stand before them all."""

    cells: list[Cell] = field(default_factory=list)
    setup: str = ""


def cells_of(graph: Graph) -> Cells:
    """The cells of a graph, in an order in which each comes after all that it needs; raises BadRequest for none."""
    blocks = {block.id: block for block in graph.blocks}
    if len(blocks) < len(graph.blocks) or any({one.source, one.target} - blocks.keys() for one in graph.edges):
        raise BadRequest("The graph is none: ids must be unique, and edges must lead to blocks.")
    # What a cell says does not depend on the order in which the graph was built; where it stands does.
    order = _order(sorted(blocks), graph.edges)
    if len(order) < len(blocks):
        raise BadRequest("The graph goes round in a circle: a notebook has an order.")
    names = _names(blocks[key] for key in sorted(order))
    known, behind = guards(graph, order, names), _behind(graph, order)
    variables: dict[str, Variable] = {}
    scopes: dict[str, tuple[Names, Source, bool]] = {}
    for key in order:
        leading = dict.fromkeys(edge.source for edge in graph.edges if edge.target == key)
        before = tuple(variables[one] for one in order if one in behind[key])
        scope = Names(names[key], before, tuple(variables[one] for one in order if one in leading))
        source, plain = _source(blocks[key], scope)
        scopes[key] = (scope, source, plain)
        variables[key] = _variable(blocks[key], names[key], source, known[key])
    sources = [source for _, source, _ in scopes.values()]
    made = []
    for key in _order(list(blocks), graph.edges):
        scope, source, plain = scopes[key]
        wrap = wrap_of(blocks[key], names[key], known[key], _tables(blocks[key], names[key], sources, blocks))
        made.append(Cell(blocks[key], wrap.around(source.text), source, wrap, plain, scope))
    return Cells(made, _setup(dict.fromkeys(line for one in sources for line in one.setup), made))


def _source(block: Block, names: Names) -> tuple[Source, bool]:
    """The block as plain Python; where it is none, as a call of this package."""
    kind = catalog().get(block.type)
    try:
        if kind is None:
            raise NotPlain(f"there is no block type {block.type!r} here")
        return kind.plain(block.config, names), True
    except NotPlain as error:
        return needing(block, names, str(error)), False
    except (KeyError, TypeError, ValueError, AttributeError, BadRequest):  # the config does not fit its type
        return needing(block, names, "its config does not fit its type"), False


def _variable(block: Block, name: str, source: Source, guard: Guard) -> Variable:
    fields: Mapping[str, str] = {"output": name, **source.fields}
    if guard.caught:
        fields = {**fields, "error": f"{name}_error"}
    return Variable(block.id, block.name, name, fields, source.frame, guard.maybe, source.names)


def _order(ids: list[str], edges: Iterable[Edge]) -> list[str]:
    """The ids of blocks, each behind all that come before it, else as they stand."""
    place = {key: number for number, key in enumerate(ids)}
    waiting = dict.fromkeys(place, 0)
    after: dict[str, list[str]] = {key: [] for key in place}
    for edge in edges:
        waiting[edge.target] += 1
        after[edge.source].append(edge.target)
    ready = [place[key] for key, count in waiting.items() if count == 0]
    order = []
    while ready:
        key = ids[heappop(ready)]
        order.append(key)
        for target in after[key]:
            waiting[target] -= 1
            if waiting[target] == 0:
                heappush(ready, place[target])
    return order


def _behind(graph: Graph, order: list[str]) -> dict[str, set[str]]:
    """For each block, all that come before it."""
    found: dict[str, set[str]] = {key: set() for key in order}
    after: dict[str, list[str]] = {key: [] for key in order}
    for edge in graph.edges:
        after[edge.source].append(edge.target)
    for key in order:
        for target in after[key]:
            found[target] |= {key, *found[key]}
    return found


def _names(blocks: Iterable[Block]) -> dict[str, str]:
    """A variable for each block, by its name; no two alike."""
    blocks = list(blocks)
    taken = TAKEN | {str(name) for block in blocks for name in _parameters(block)}
    found: dict[str, str] = {}
    for block in blocks:
        word = re.sub(r"\W", "_", block.name)
        if not word[:1].isidentifier() or iskeyword(word) or hasattr(builtins, word):
            word = f"_{word}" if word[:1].isdigit() else f"{word}_"
        name, place = word, 2
        while name in taken or not name.isidentifier():
            name, place = f"{word}_{place}", place + 1
        taken |= {name, f"{name}_error"}
        found[block.id] = name
    return found


def _parameters(block: Block) -> Iterable[str]:
    given = block.config.get("input")
    return given if isinstance(given, Mapping) else ()


def _tables(block: Block, name: str, sources: Iterable[Source], ids: Collection[str]) -> list[str]:
    """What SQL calls the block's rows where that is not, to the letter, the variable that Python would find."""
    found: dict[str, str] = {}
    for word in (block.name, block.id):
        if word != block.id and word in ids:
            continue  # that word means another block
        either = f"({re.escape(quoted(word))}|{re.escape(word)}\\b)"
        told = re.compile(rf"\b(?:from|join)\s+(?:[^(),;]+,)*\s*{either}", re.IGNORECASE)
        said = [match[1].strip('"') for one in sources if IMPORT in one.setup for match in told.finditer(one.text)]
        if any(one != name for one in said):
            found.setdefault(word.casefold(), word)
    return list(found.values())


def _setup(lines: Iterable[str], cells: list[Cell]) -> str:
    parts = sorted(lines, key=lambda line: (not line.startswith("import "), line))
    imports = [one for one in parts if "\n" not in one]
    functions = [one for one in parts if "\n" in one]
    if needs := [cell.block.name for cell in cells if not cell.plain]:
        imports.append(f"from jupyter_powa import {BLOCK}  # needed by: {', '.join(needs)}")
    return "\n\n\n".join(one for one in ("\n".join(imports), *functions) if one)


def _without_comment(text: str) -> str:
    return re.sub(r"\A# Parameters of [^\n]*\n", "", text)
