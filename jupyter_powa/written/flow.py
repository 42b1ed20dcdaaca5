"""The graph of an ordinary notebook, by the flow of its variables: a block for each cell, an edge for what it reads."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.model.file import WorkflowFile, file_of
from jupyter_powa.model.workflow import Block, Edge, Graph
from jupyter_powa.written.notebook import Notebook, source_of
from jupyter_powa.written.reads import Uses, uses_of
from jupyter_powa.written.sql_cell import SqlCell, sql_cell

_LINE = re.compile(r"^[ \t]*(?:[%!]|\?|[\w.]+\?{1,2}[ \t]*$)[^\n]*$", re.MULTILINE)
"""A line that only IPython knows."""
_AROUND = re.compile(r"\s*%%(?:time|capture)\b[^\n]*\n")
"""Magics that run the rest of the cell as it is."""
INPUT = "Input"
Shared = dict[str, tuple[str, Uses]]
"""Imports and functions by name: the text, and what that uses; `from … import *` has its text for a name."""


@dataclass(slots=True)
class Flow:
    """What was made of a notebook, and what was left out of it."""

    file: WorkflowFile
    left_out: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Cell:
    """One cell that becomes a block."""

    number: int
    text: str
    uses: Uses
    sql: SqlCell | None = None
    parameters: dict[str, Any] | None = None
    title: str = ""
    name: str = ""
    gives: list[str] = field(default_factory=list)
    """Variables that later cells read."""


def flow_of(notebook: Notebook, name: str) -> Flow:
    """The workflow of a notebook. Cells of imports and functions alone are copied to the blocks that need them."""
    left_out: list[str] = []
    cells, shared = _cells(notebook, left_out)
    blocks: list[Block] = []
    edges: dict[tuple[str, str], Edge] = {}
    made: dict[str, _Cell] = {}
    readers: dict[str, list[_Cell]] = {}
    needed = _all_needed(cells, shared)
    _named(cells, [reads for reads, _ in needed])
    for cell, (reads, copied) in zip(cells, needed, strict=True):
        taken = {word: made[word] for word in sorted(reads) if word in made}
        before = {id(one): one for one in taken.values()}
        for word in cell.uses.changes | cell.uses.makes:
            before |= {id(one): one for one in readers.pop(word, []) if word in cell.uses.changes}
        if not before and blocks:
            before = {0: cells[cells.index(cell) - 1]}  # nothing tells where else it belongs
        blocks.append(_block(cell, taken, copied))
        for one in before.values():
            edges[(one.name, cell.name)] = Edge(source=_id(one), target=_id(cell))
        for word in reads:
            readers.setdefault(word, []).append(cell)
        made |= dict.fromkeys(cell.uses.makes | cell.uses.changes, cell)
    return Flow(file_of(name, Graph(blocks=blocks, edges=list(edges.values()))), left_out)


def _cells(notebook: Notebook, left_out: list[str]) -> tuple[list[_Cell], Shared]:
    """The cells that become blocks; and what is shared: by name its text, and what that reads."""
    found: list[_Cell] = []
    shared: Shared = {}
    title = ""
    for number, cell in enumerate(notebook.get("cells", []), 1):
        text = source_of(cell)
        if cell.get("cell_type") == "markdown":
            heading = re.search(r"^#+\s*(.+)$", text, re.MULTILINE)
            title = heading[1] if heading else title
            continue
        if cell.get("cell_type") != "code" or not text.strip():
            continue
        if (around := _AROUND.match(text)) is not None:
            left_out.append(f"Cell {number}: `{around[0].strip()}`.")
            text = text[around.end() :]
        if text.lstrip().startswith("%%"):
            sql = sql_cell(text)
            if sql is None:
                left_out.append(f"Cell {number}: `{text.strip().splitlines()[0]}` is no SQL or Python.")
                continue
            found.append(_Cell(number, text, Uses(set(sql.reads), {sql.name} if sql.name else set()), sql))
            left_out += [f"Cell {number}: {words}" for words in sql.left_out]
        else:
            one = _python(number, text, cell, shared, left_out)
            if one is None:
                continue
            found.append(one)
        found[-1].title, title = title, ""
    return found, shared


def _python(number: int, text: str, cell: dict[str, Any], shared: Shared, left_out: list[str]) -> _Cell | None:
    try:
        if not _is_python(text):
            left_out += [f"Cell {number}: `{line[0].strip()}`." for line in _LINE.finditer(text)]
            text = _LINE.sub("", text).strip("\n")
        tree, uses = ast.parse(text), uses_of(text)
    except (SyntaxError, ValueError) as error:
        left_out.append(f"Cell {number}: it is no Python ({getattr(error, 'msg', error)}).")
        return None
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            said = ast.unparse(node)
            shared |= {said if name == "*" else name: (said, Uses()) for name in uses_of(said).makes}
    rest = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    if all(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in rest):
        for node in rest:
            said = ast.get_source_segment(text, node) or ast.unparse(node)
            decorators = getattr(node, "decorator_list", [])
            said = "".join(f"@{ast.unparse(one)}\n" for one in decorators) + said
            shared[node.name] = (said, uses_of(said))  # type: ignore[attr-defined]  # they all have one
        return None
    parameters = _parameters(tree) if "parameters" in cell.get("metadata", {}).get("tags", []) else None
    return _Cell(number, text, uses, parameters=parameters)


def _is_python(text: str) -> bool:
    """Whether it is without any line that only IPython knows."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _parameters(tree: ast.Module) -> dict[str, Any] | None:
    """The values of a cell of parameters; None where one is no plain value."""
    found: dict[str, Any] = {}
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=value)
            ):
                try:
                    found[name] = ast.literal_eval(value) if value is not None else None
                except ValueError:
                    return None
            case _:
                return None
    return found


def _all_needed(cells: list[_Cell], shared: Shared) -> list[tuple[set[str], list[str]]]:
    """What each cell reads of others, and the imports and functions that it needs.

    What it may leave as it was, it needs as well where later cells read it.
    """
    found: list[tuple[set[str], list[str]]] = []
    later: set[str] = set()
    for cell in reversed(cells):
        found.append(_needed(cell.uses, later, shared))
        later |= found[-1][0]
    return found[::-1]


def _needed(uses: Uses, later: set[str], shared: Shared) -> tuple[set[str], list[str]]:
    """The same of one cell, those that others need first; what the functions assign outside is its own doing."""
    found: dict[str, None] = {text: None for word, (text, _) in shared.items() if word == text}
    others: set[str] = set()

    def add(word: str, inside: frozenset[str]) -> None:
        if word not in shared:
            others.add(word)
        elif word not in inside:
            text, used = shared[word]
            for other in sorted(used.reads):
                add(other, inside | {word})
            found[text] = None
            uses.makes |= used.perhaps

    for word in sorted(uses.reads | (uses.perhaps & later)):
        add(word, frozenset())
    return others, list(found)


def _named(cells: list[_Cell], reads: list[set[str]]) -> None:
    """Give each cell its name: the one variable that it gives, what stands above it, or its number."""
    taken = {"input_data", "variables"}  # what these mean in a block is not a block
    for place, cell in enumerate(cells):
        later = {word for one, other in zip(cells[place + 1 :], reads[place + 1 :], strict=True) for word in other}
        cell.gives = sorted((cell.uses.makes | cell.uses.changes) & later)
        comment = re.match(r"#\s*(\w[^\n]*)", cell.text)
        single = cell.gives[0] if len(cell.gives) == 1 else ""
        said = INPUT if cell.parameters is not None else (cell.sql.name if cell.sql else "") or single
        said = said or cell.title or (comment[1] if comment else "") or f"Cell {cell.number}"
        word = re.sub(r"[^\w\- ]+", " ", said).strip()[:80].strip() or f"Cell {cell.number}"
        name, again = word, 2
        while re.sub(r"\W", "_", name).casefold() in taken:
            name, again = f"{word} {again}", again + 1
        taken.add(re.sub(r"\W", "_", name).casefold())
        cell.name = name


def _id(cell: _Cell) -> str:
    return re.sub(r"\W+", "_", cell.name).strip("_").lower() or f"cell_{cell.number}"


def _block(cell: _Cell, taken: dict[str, _Cell], copied: list[str]) -> Block:
    if cell.parameters is not None:
        return Block(id=_id(cell), type="input", name=cell.name, config={"input": cell.parameters})
    if cell.sql is not None:
        return Block(id=_id(cell), type="sql", name=cell.name, config=_query(cell.sql, taken))
    lines = [f"{word} = {_value(one, word)}" for word, one in taken.items()]
    text = "\n".join([*copied, *lines, cell.text])
    if cell.gives:
        output = (
            cell.gives[0] if len(cell.gives) == 1 else "{" + ", ".join(f'"{one}": {one}' for one in cell.gives) + "}"
        )
        text += f"\noutput = {output}"
    return Block(id=_id(cell), type="code", name=cell.name, config={"code": text})


def _value(cell: _Cell, word: str) -> str:
    """The Python for a variable that another cell gives."""
    record = re.sub(r"\W", "_", cell.name)
    whole = cell.parameters is None and (cell.sql is not None or len(cell.gives) == 1)
    return f"{record}.output" if whole else f'{record}.output["{word}"]'


def _query(sql: SqlCell, taken: dict[str, _Cell]) -> dict[str, Any]:
    """The statement, with what it reads of other cells as references; a table of the block's own name stays."""

    def reference(word: str) -> str:
        one = taken[word]
        whole = one.parameters is None and (one.sql is not None or len(one.gives) == 1)
        return f"<{one.name}.output>" if whole else f"<{one.name}.output.{word}>"

    config: dict[str, Any] = {"query": sql.with_references({word: reference(word) for word in taken})}
    return {**config, "connection": sql.source} if sql.source else config
