"""The databases that an execution or a question can reach: the project's own, stored sources, and the notebook's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_powa.data.base import Database
from jupyter_powa.data.jupysql import FILE, stored
from jupyter_powa.data.local import MEMORY, LocalDatabase, LocalDatabases
from jupyter_powa.data.writes import Writes
from jupyter_powa.errors import BlockError
from jupyter_powa.model.source import PROJECT, SourceAccess

Sources = Mapping[str, SourceAccess]


class Reachable:
    """Databases by name: stored sources come with whoever asks; a notebook's connections are found by their names."""

    def __init__(
        self,
        project: LocalDatabases,
        sources: Sources | None = None,
        variables: Mapping[str, Any] | None = None,
        file: Path = FILE,
    ) -> None:
        """`sources`: by each word that may be used for one. `variables`: the notebook's. `file`: JupySQL's."""
        self._file = file
        self._project, self._sources = project, sources or {}
        self._variables = variables if variables is not None else {}
        self._files: dict[str, LocalDatabases] = {}

    async def open(self, name: str | None, frames: Mapping[str, Any]) -> Database:
        """The database of that name, which also sees these frames where it is a DuckDB.

        Raises BlockError (`unknown_database`), DatabaseBusy.
        """
        if name is None or name == PROJECT:
            return await self._project.open(None, frames)
        if (access := self._sources.get(name)) is not None:
            return await self._stored(access, frames)
        if (found := connection_of(self._variables.get(name), name, frames)) is not None:
            return found
        saved = self.saved()
        if name in saved:
            return await self._stored(saved[name], frames)
        stored = {one.name for one in self._sources.values()}
        known = sorted(stored | set(connections(self._variables)) | set(saved))
        words = f"There is no data source {name!r}. Known: {', '.join(known) or 'none but the project itself'}."
        raise BlockError(words, code="unknown_database")

    def saved(self) -> dict[str, SourceAccess]:
        """The connections of JupySQL's file, by name."""
        return stored(self._file)

    @property
    def writes(self) -> Writes:
        """Which tables of the project's own database were written to."""
        return self._project.writes

    @property
    def path(self) -> str:
        """The file of the project's own database, or `:memory:`."""
        return self._project.path

    def access(self, name: str) -> SourceAccess | None:
        """How a stored source is reached, or one of JupySQL's; None for what is neither."""
        return self._sources.get(name) or (None if self.connection(name) is not None else self.saved().get(name))

    def connection(self, name: str) -> Any:
        """The notebook's connection of that name; None where there is none."""
        return self._variables.get(name) if name in connections({name: self._variables.get(name)}) else None

    async def look(self, name: str | None = None) -> Database:
        """The same for whoever only reads."""
        return await (self._project.look(None) if name is None or name == PROJECT else self.open(name, {}))

    async def close(self) -> None:
        """Let go of the project's memory, where it is ours."""
        await self._project.close()
        for one in self._files.values():
            await one.close()

    async def _stored(self, access: SourceAccess, frames: Mapping[str, Any]) -> Database:
        if access.kind != "duckdb":
            return external(access)
        path = access.database or access.host or MEMORY
        if path not in self._files:
            self._files[path] = LocalDatabases(path, readonly=not access.writable)
        return await self._files[path].open(None, frames)


def external(access: SourceAccess) -> Database:
    """The database of a stored source that is no DuckDB."""
    # Late: SQLAlchemy is only loaded where a source is used; most runs need none.
    from jupyter_powa.data.external.database import ExternalDatabase
    from jupyter_powa.data.external.engines import engine_of

    return ExternalDatabase(engine_of(access), access.name, writable=access.writable, seconds=access.seconds)


def connections(variables: Mapping[str, Any]) -> dict[str, str]:
    """The notebook's variables that are connections, with the kind of each."""
    found = {}
    for name, value in dict(variables).items():
        if name.startswith("_"):
            continue
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        if kind.startswith("sqlalchemy.engine") and type(value).__name__ == "Engine":
            found[name] = str(value.dialect.name)
        elif type(value).__name__ == "DuckDBPyConnection":
            found[name] = "duckdb"
    return found


def connection_of(value: Any, name: str, frames: Mapping[str, Any]) -> Database | None:
    """A variable that is a SQLAlchemy engine or a DuckDB connection, as a database; it is the user's own, to write."""
    kind = connections({name: value}).get(name)
    if kind is None:
        return None
    if type(value).__name__ == "DuckDBPyConnection":
        return LocalDatabase(value, frames)
    from jupyter_powa.data.external.database import ExternalDatabase

    return ExternalDatabase(value, name, writable=True)
