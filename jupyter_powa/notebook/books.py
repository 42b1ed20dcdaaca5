"""A workflow and notebooks: written as one, with a cell for each block, and read back where its cells were edited."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Self
from uuid import uuid4

from jupyter_powa.errors import BadRequest, Conflict
from jupyter_powa.model.file import file_id, file_of
from jupyter_powa.model.workflow import Graph
from jupyter_powa.notebook.builder import Builder
from jupyter_powa.notebook.files import Filed
from jupyter_powa.powa import Powa
from jupyter_powa.store.webhooks import bare
from jupyter_powa.written.flow import flow_of
from jupyter_powa.written.merge import Clash, merge
from jupyter_powa.written.notebook import Notebook, Read, is_written, notebook_of, read
from jupyter_powa.written.opening import notebook_in
from jupyter_powa.written.script import package_of, script_of

Side = Literal["graph", "notebook"]


class Booked(Filed):
    """What a Workflow has of notebooks."""

    id: str
    powa: Powa
    _builder: Builder
    left_out: Sequence[str] = ()
    """What `from_notebook` has left out of an ordinary notebook."""

    def to_notebook(self, path: str | Path, *, prefer: Side | None = None) -> Path:
        """Write it as a notebook that also runs without this package: one cell for each block, in their order.

        Where there is one already, edits of its cells are taken over first, as by `read_notebook`; cells that people
        wrote and outputs stay. Raises Conflict where a block was changed here and in its cell: nothing is written then,
        unless `prefer` says which counts.
        """
        path, old = Path(path), None
        if path.exists():
            old = notebook_in(path)
            if is_written(old):
                self._take_over(read(old), path, prefer)
        file = file_of(self.name, bare(self.graph), self.description, self.variables)
        _saved(path, notebook_of(file, old))
        return path

    def read_notebook(self, path: str | Path, *, prefer: Side | None = None) -> list[str]:
        """Take over what was edited in the cells of its notebook, and give what there is to know about it.

        Raises Conflict where a block was changed here and in its cell since, and BadRequest where a cell cannot be read
        as its block: then nothing is changed. `prefer` says which counts where both were changed.
        """
        return self._take_over(read(notebook_in(Path(path))), Path(path), prefer)

    def to_python(self, path: str | Path) -> Path:
        """Write it as a script of plain Python (`sales.py`), or into a folder as a package with tests; gives the path.

        The package's tests run it on what its latest completed run was given, and hold its output to what that gave:
        both are files beside the tests. What needs jupyter_powa says so.
        """
        path = Path(path)
        file = file_of(self.name, bare(self.graph), self.description, self.variables)
        if path.suffix == ".py":
            path.write_text(script_of(file), encoding="utf-8", newline="\n")
            return path
        runs = self.powa.store.executions.list(self.id, limit=100)
        done = next((one for one in runs if one.status == "completed" and one.trial is None), None)
        recorded = None if done is None else {"input": done.input, "output": done.output}
        for name, text in package_of(file, recorded).items():
            target = path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        return path

    @classmethod
    def from_notebook(cls, path: str | Path, *, powa: Powa | None = None) -> Self:
        """The workflow of a notebook: one that `to_notebook` has written, or any other, by the flow of its variables.

        Of an ordinary notebook, each cell becomes a block, and edges follow what it reads of others; `left_out` then
        says what was not taken over, like magics. The notebook itself is only read.
        """
        notebook, left_out = notebook_in(Path(path)), list[str]()
        if is_written(notebook):
            said = read(notebook)
            _refuse(said.problems, Path(path))
            file = said.file
        else:
            flow = flow_of(notebook, Path(path).stem)
            file, left_out = flow.file, flow.left_out
        made = cls(
            file.name,
            file.graph,
            description=file.description,
            variables=file.variables,
            id=file_id(path),
            powa=powa,
        )
        made.left_out = left_out
        return made

    def _take_over(self, said: Read, path: Path, prefer: Side | None) -> list[str]:
        _refuse(said.problems, path)
        here, there = self.graph, said.file.graph
        sides = (there, here) if prefer == "notebook" else (here, there)
        merged = merge(said.base.graph, *sides)
        if merged.clashes and prefer is None:
            raise Conflict(
                f"{path.name} and the graph were both changed: nothing is taken over. `prefer='graph'` or "
                f"`prefer='notebook'` says which counts. {_words(merged.clashes)}",
                [clash.model_dump(mode="json") for clash in merged.clashes],
            )
        self._builder = Builder(Graph(blocks=merged.graph.blocks, edges=merged.graph.edges))
        if self.name == said.base.name:
            self.name = said.file.name
        if self.description == said.base.description:
            self.description = said.file.description
        return [*said.notes, *(clash.words for clash in merged.clashes)]


def _words(clashes: list[Clash]) -> str:
    return " ".join(
        f"{clash.words} Here: {_short(clash.ours)}. In the notebook: {_short(clash.theirs)}." for clash in clashes
    )


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 200 else f"{text[:200]}…"


def _refuse(problems: list[str], path: Path) -> None:
    if problems:
        raise BadRequest(f"{path.name} is not taken over. {' '.join(problems)}", problems)


def _saved(path: Path, notebook: Notebook) -> None:
    """Whole or not at all: a notebook may hold hours of outputs."""
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        part.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
