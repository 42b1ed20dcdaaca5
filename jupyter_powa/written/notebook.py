"""A workflow as a notebook, one tagged cell for each block; and what its cells say, once people have edited them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.plain import NotRead
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.file import WorkflowFile, file_of, parsed, written
from jupyter_powa.model.workflow import Block, Graph
from jupyter_powa.written.cells import Cell, cells_of

TAG = "powa"
"""The tag of cells that are written, and the word in the metadata of cells and notebook."""
_ID = re.compile(r"[a-zA-Z0-9_-]{1,50}")

Notebook = dict[str, Any]
"""A notebook as its JSON (nbformat 4)."""


@dataclass(slots=True)
class Read:
    """What a written notebook says."""

    base: WorkflowFile
    """The workflow as it was written."""
    file: WorkflowFile
    """As its cells are now."""
    notes: list[str] = field(default_factory=list)
    """What was read in another way than it was written."""
    problems: list[str] = field(default_factory=list)
    """Cells that were edited and cannot be read as their block."""


def notebook_of(file: WorkflowFile, old: Notebook | None = None) -> Notebook:
    """The notebook of a workflow. Cells of `old` that people wrote stay where they are, and so do outputs.

    What people have added to the imports is a cell of their own from then on.
    """
    mine, others = _sorted_out(old or {"cells": []})
    cells: list[dict[str, Any]] = list(others.get("", []))
    written_cells = _cells(file)
    if (setup := mine.get("setup")) is not None and _added(setup, written_cells):
        others["setup"] = [_own(setup), *others.get("setup", [])]
    for key, kind, text, said in written_cells:
        cell = _cell(key, kind, text, said, mine.get(key))
        cells += [cell, *others.pop(key, [])]
        if key in mine:
            del mine[key]
    others.pop("", None)
    for key, left in others.items():  # the block that they stood behind is gone
        place = _place(key, old or {}, cells)
        cells[place:place] = left
    metadata = {**((old or {}).get("metadata") or _KERNEL), TAG: json.loads(written(file))}
    return {"cells": _identified(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def is_written(notebook: Notebook) -> bool:
    """Whether a notebook is one of a workflow."""
    return TAG in notebook.get("metadata", {})


def read(notebook: Notebook) -> Read:
    """What a written notebook says; raises BadRequest where it is none."""
    if not is_written(notebook):
        raise BadRequest("This notebook was not written from a workflow.")
    base = parsed(json.dumps(notebook["metadata"][TAG]))
    made = {cell.block.id: cell for cell in cells_of(base.graph).cells}
    said = Read(base, base)
    mine, _ = _sorted_out(notebook)
    there = [key.removeprefix("block:") for key in mine if key.startswith("block:")]
    blocks = {key: made[key].block for key in there if key in made}
    if made and not blocks:
        said.problems.append("None of its cells is marked as a block's: their metadata is gone, or all were removed.")
    for key, cell in mine.items():
        kind, _, block_id = key.partition(":")
        text = source_of(cell)
        if digest(text) == cell["metadata"][TAG].get("written") or block_id not in blocks:
            continue
        try:
            blocks[block_id] = _block(made[block_id], blocks[block_id], kind, text, said)
        except NotRead as error:
            name = made[block_id].block.name
            said.problems.append(f"The cell of {name!r} cannot be read as its block: {error}.")
    edges = [edge for edge in base.edges if {edge.source, edge.target} <= blocks.keys()]
    name, description = _titled(mine.get("title"), base)
    graph = Graph(blocks=list(blocks.values()), edges=edges)
    said.file = file_of(name, graph, description, base.variables)
    return said


def source_of(cell: dict[str, Any]) -> str:
    """A cell's text."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def digest(text: str) -> str:
    """What tells whether a cell's text is as it was written."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


_KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def _cells(file: WorkflowFile) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Key, kind, text and metadata of each cell that is written, in order."""
    made = cells_of(file.graph)
    title = "\n\n".join([f"# {file.name}", file.description or ""]).strip()
    found: list[tuple[str, str, str, dict[str, Any]]] = [("title", "markdown", title, {"title": True})]
    if made.setup:
        found.append(("setup", "code", made.setup, {"setup": True}))
    for cell in made.cells:
        if cell.parameters is not None:
            found.append((f"parameters:{cell.block.id}", "code", cell.parameters, {"parameters": cell.block.id}))
        found.append((f"block:{cell.block.id}", "code", cell.text, {"block": cell.block.id}))
    return found


def _cell(key: str, kind: str, text: str, said: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
    tags = [TAG, *(["parameters"] if key.startswith("parameters:") else [])]
    metadata = {**((old or {}).get("metadata") or {}), TAG: {**said, "written": digest(text)}}
    metadata["tags"] = list(dict.fromkeys([*metadata.get("tags", []), *tags]))
    cell: dict[str, Any] = {"cell_type": kind, "id": _id(key), "metadata": metadata, "source": text}
    if kind == "code":
        same = old is not None and source_of(old) == text
        cell |= {"outputs": (old.get("outputs") or []) if same and old else [], "execution_count": None}
        if same and old:
            cell["execution_count"] = old.get("execution_count")
    return cell


def _id(key: str) -> str:
    """A cell's id that stays the same for the same block."""
    kind, _, block_id = key.partition(":")
    word = block_id or kind
    short = word if _ID.fullmatch(word) else digest(word)
    return f"powa-{kind[0]}-{short}" if block_id else f"powa-{short}"


def _sorted_out(notebook: Notebook) -> tuple[dict[str, dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """The written cells by key, and the others by the key of the written cell before them."""
    mine: dict[str, dict[str, Any]] = {}
    others: dict[str, list[dict[str, Any]]] = {}
    last = ""
    cells = notebook.get("cells", [])
    originals = {key for cell in cells if (key := _key(cell)) and cell.get("id") == _id(key)}
    for cell in cells:
        key = _key(cell)
        if key and key not in mine and (key not in originals or cell.get("id") == _id(key)):
            mine[key], last = cell, key
        else:  # one that people wrote, or a copy of one of ours
            others.setdefault(last, []).append(_own(cell))
    return mine, others


def _own(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell as one that people wrote."""
    metadata = {name: value for name, value in cell.get("metadata", {}).items() if name != TAG}
    if _key(cell):
        metadata["tags"] = [tag for tag in metadata.get("tags", []) if tag != TAG]
    return {**cell, "metadata": metadata}


def _added(setup: dict[str, Any], cells: list[tuple[str, str, str, dict[str, Any]]]) -> bool:
    """Whether people wrote lines into the cell of imports that would be gone."""
    text = source_of(setup)
    if digest(text) == setup["metadata"][TAG].get("written"):
        return False
    ours = {line.strip() for key, _, text, _ in cells if key == "setup" for line in text.splitlines()}
    return any(line.strip() not in ours for line in text.splitlines() if line.strip())


def _identified(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells, each with an id that no other has; those of ours keep theirs."""
    taken = {cell["id"] for cell in cells if _key(cell)}
    for cell in cells:
        if _key(cell):
            continue
        place, word = 0, cell.get("id") or f"cell-{digest(source_of(cell))}"
        while (word if not place else f"{word[:50]}-{place}") in taken:
            place += 1
        cell["id"] = word if not place else f"{word[:50]}-{place}"
        taken.add(cell["id"])
    return cells


def _key(cell: dict[str, Any]) -> str:
    said = cell.get("metadata", {}).get(TAG)
    if not isinstance(said, dict):
        return ""
    for kind in ("block", "parameters"):
        if isinstance(said.get(kind), str):
            return f"{kind}:{said[kind]}"
    return "title" if said.get("title") else "setup" if said.get("setup") else ""


def _place(key: str, old: Notebook, cells: list[dict[str, Any]]) -> int:
    """Where cells go that stood behind a cell that is gone: behind the last one before it that is still there."""
    keys = [found for cell in old.get("cells", []) if (found := _key(cell))]
    here = {found: place for place, cell in enumerate(cells) if (found := _key(cell))}
    before = [here[one] for one in keys[: keys.index(key)] if one in here]
    place = before[-1] + 1 if before else 0
    while place < len(cells) and not _key(cells[place]):
        place += 1
    return place


def _block(cell: Cell, block: Block, kind: str, text: str, said: Read) -> Block:
    if kind == "parameters":
        return block.model_copy(update={"config": cell.read_parameters(text)})
    try:
        return block.model_copy(update={"config": cell.read(text)})
    except NotRead as error:
        known = catalog().get(block.type)
        if known is None or known.entry or known.routed or known.final:
            raise
        config = cell.read_python(text)
        said.notes.append(f"The block {block.name!r} is a Python block now: {error}.")
        return block.model_copy(update={"type": "code", "config": config})


def _titled(cell: dict[str, Any] | None, base: WorkflowFile) -> tuple[str, str | None]:
    """Name and description, as the first cell says them."""
    if cell is None or digest(source_of(cell)) == cell["metadata"][TAG].get("written"):
        return base.name, base.description
    first, _, rest = source_of(cell).strip().partition("\n")
    found = re.fullmatch(r"#+\s*(.+)", first.strip())
    return (found[1].strip(), rest.strip() or None) if found else (base.name, base.description)
