"""Where the files of the knowledge bases are: one folder, or one that goes with the process where nothing is kept."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_powa.knowledge.file import KnowledgeFile


class Folder:
    """The files of the knowledge bases by id."""

    def __init__(self, path: Path | None) -> None:
        """`path`: it is made with the first file. None: a temporary one, that is gone after `close`."""
        self._path = path
        self._temporary: TemporaryDirectory[str] | None = None

    def file(self, knowledge_base_id: str) -> KnowledgeFile:
        """The file of a knowledge base, whether it is there yet or not; the id must be one of the store's."""
        if self._path is not None:
            return KnowledgeFile(self._path / f"{knowledge_base_id}.sqlite")
        if self._temporary is None:
            self._temporary = TemporaryDirectory(prefix="powa-knowledge-")
        return KnowledgeFile(Path(self._temporary.name) / f"{knowledge_base_id}.sqlite")

    def close(self) -> None:
        """Delete what was only kept for this process."""
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None
