"""A workflow and the files of a repository: written in stable order, read again as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from jupyter_powa.model.file import file_id, file_of, parsed, written
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa
from jupyter_powa.store.webhooks import bare


class Filed:
    """What a Workflow has of files."""

    name: str
    description: str | None
    variables: dict[str, Any]

    @property
    def graph(self) -> Graph:
        """The blocks and edges."""
        raise NotImplementedError

    def __init__(
        self,
        name: str,
        graph: Graph | None = None,
        *,
        description: str | None = None,
        variables: dict[str, Any] | None = None,
        id: str | None = None,
        powa: Powa | None = None,
    ) -> None:
        raise NotImplementedError

    def to_file(self, path: str | Path) -> Path:
        """Write it as `*.powa.json` for a repository: stable order, positions apart, no secret; gives the path."""
        path = Path(path)
        file = file_of(self.name, bare(self.graph), self.description, self.variables)
        path.write_text(written(file), encoding="utf-8", newline="\n")
        return path

    @classmethod
    def from_file(cls, path: str | Path, *, powa: Powa | None = None) -> Self:
        """The workflow of a `*.powa.json`. One file is one workflow, wherever it is read; raises BadRequest."""
        file = parsed(Path(path).read_text(encoding="utf-8"))
        return cls(
            file.name,
            file.graph,
            description=file.description,
            variables=file.variables,
            id=file_id(path),
            powa=powa,
        )
