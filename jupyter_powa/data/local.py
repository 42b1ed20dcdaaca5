"""DuckDB, in memory or in a file, with the notebook's frames as tables. The only file that imports duckdb."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_powa.data import described, reading
from jupyter_powa.data.base import Progress
from jupyter_powa.data.frames import bindable, named, quoted, readable, whole, yielding
from jupyter_powa.data.guard import SqlTimeout
from jupyter_powa.data.opening import MEMORY as MEMORY
from jupyter_powa.data.opening import connect, one_statement
from jupyter_powa.data.relation import Relation
from jupyter_powa.data.said import sql_error
from jupyter_powa.data.shared import Shared, shared
from jupyter_powa.data.threads import in_thread
from jupyter_powa.data.watched import within
from jupyter_powa.data.writes import Writes
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.data import Page, Schema, Table
from jupyter_powa.model.source import Connected, Role
from jupyter_powa.tracing import statement

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

T = TypeVar("T")

BUSY_WAIT: Limit[float] = 2.0
"""Seconds to wait for a database file that another process holds. Source: guarantees.md 2b."""

PRIVATE = "set python_enable_replacements=false"
"""Only what was handed over is seen, nothing else of this process."""

PROGRESS = "set enable_progress_bar=true; set enable_progress_bar_print=false; set progress_bar_time=0"
"""Makes `query_progress()` answer, and prints nothing; without it the answer is -1 (2.0.1)."""

TABLES = "select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal"


class LocalDatabases:
    """The project's DuckDB: one file, or the memory of this object.

    A file is open while a database of it is, and half a second longer: a notebook and the server's kernel take turns.
    """

    def __init__(self, path: str, *, patience: float = BUSY_WAIT, readonly: bool = False) -> None:
        """Note the path: nothing is opened yet. `readonly`: statements change nothing."""
        self.path = path
        self._file: Shared | None = None if path == MEMORY else shared(path, connect)
        self._memory: duckdb.DuckDBPyConnection | None = None
        self._patience = patience
        self.writes = self._file.writes if self._file is not None else Writes()
        self._view = partial(LocalDatabase, readonly=readonly, writes=self.writes)

    async def open(self, name: str | None, frames: Mapping[str, Any]) -> LocalDatabase:
        """The project's database, which also sees these frames.

        A frame hides a table of the same name; of a ChainMap, those of its later maps yield to tables.
        """
        if name is not None:
            raise BlockError(f"There is no database of the name {name!r}.", code="unknown_database")
        if self._file is None:
            if self._memory is None:
                made = await in_thread(lambda: connect(MEMORY))
                self._memory = self._memory or made  # another caller may have been faster
            return self._view(self._memory, frames, place=f"{MEMORY}{id(self)}")
        taken = await self._file.take(self._patience)
        return self._view(taken, frames, self._file, place=self.path)

    async def look(self, name: str | None = None) -> LocalDatabase:
        """The database for whoever only reads: no frames; a file that is not there is empty and is not made."""
        if self._file is not None and self._file.missing():
            return LocalDatabase(await in_thread(lambda: connect(MEMORY)), {})
        return await self.open(name, {})

    async def close(self) -> None:
        """Forget the memory; a file is let go of by its users."""
        if self._memory is not None:
            self._memory.close()
            self._memory = None


class LocalDatabase:
    """One user's view of a DuckDB: every call has its own cursor, so a long statement delays no other."""

    kind = "duckdb"

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        frames: Mapping[str, Any],
        file: Shared | None = None,
        *,
        readonly: bool = False,
        place: str = "",
        writes: Writes | None = None,
    ) -> None:
        """`file` is given back by `close`. `place`: what relations on it are known by. `writes`: told of statements."""
        self._readonly = readonly
        self._connection = connection
        self._frames = frames
        self._file = file
        self._writes = writes or Writes()
        self.place = place
        """Tells this database from all others of the process; empty where it is not the project's."""

    async def met(self) -> Connected:
        """DuckDB has no users: whoever has the file may do anything."""
        return Connected(server="DuckDB", role=Role(may_write=not self._readonly, words="A file knows no users."))

    async def estimate(self, table: Sequence[str]) -> int | None:
        """DuckDB's own count, which rows that were deleted are still in."""
        return await self._work("", lambda cursor: described.estimate(cursor, table))

    async def schema(self) -> list[Schema]:
        """The schemas with their tables and columns; those of an attached database carry its name."""
        return await self._work("", described.schemas)

    async def describe(self, tables: Sequence[str] | None = None) -> list[Table]:
        """The public tables (of these names) with keys, comments and row counts."""
        return await self._work("", lambda cursor: described.described(cursor, tables))

    async def read(
        self, sql: str, values: Sequence[Any] = (), *, limit: int = 100, seconds: float = 30.0, memory: int = 0
    ) -> Page:
        """The first rows of a query that reads public tables and nothing else; frames are not seen."""
        try:
            async with asyncio.timeout(seconds):
                work = self._work(sql, lambda cursor: reading.guarded(cursor, sql, bindable(values), limit))
                return await within(memory, self._used, work)
        except TimeoutError:
            raise SqlTimeout(seconds) from None

    async def bind(self, sql: str, *, seconds: float = 30.0) -> None:
        """Plan a query that passes the guard, and run nothing."""
        try:
            async with asyncio.timeout(seconds):
                await self._work(sql, lambda cursor: reading.bound(cursor, sql))
        except TimeoutError:
            raise SqlTimeout(seconds) from None

    def _used(self) -> int:
        """Bytes that the database holds in memory, its running queries included."""
        with self._connection.cursor() as cursor:
            (used,) = cursor.execute("select sum(memory_usage_bytes) from duckdb_memory()").fetchone() or (0,)
        return int(used)

    async def page(
        self,
        sql: str,
        values: Sequence[Any] = (),
        *,
        offset: int = 0,
        limit: int = 100,
        progress: Progress | None = None,
    ) -> Page:
        """Some rows of one statement's result; a query is not run further than its last row here needs."""

        def work(cursor: duckdb.DuckDBPyConnection) -> Page:
            if progress:
                cursor.execute(PROGRESS)
            return reading.page(cursor, sql, bindable(values), offset, limit)

        return await self._call(sql, work, progress)

    async def frame(self, sql: str, values: Sequence[Any] = (), *, progress: Progress | None = None) -> pd.DataFrame:
        """All rows as a frame; for a statement that gives none, DuckDB's count of changed rows."""

        def work(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
            if progress:
                cursor.execute(PROGRESS)
            cursor.execute(sql, bindable(values))
            huge = [place for place, column in enumerate(cursor.description or ()) if str(column[1]) == "HUGEINT"]
            return whole(cursor.df(), huge)

        return await self._call(sql, work, progress)

    async def close(self) -> None:
        """Let go of the file."""
        if self._file:
            self._file.give_back()
        self._file = None

    async def _call(
        self, sql: str, work: Callable[[duckdb.DuckDBPyConnection], T], progress: Progress | None = None
    ) -> T:
        """The work's result for one statement, which sees the frames that it names."""

        def shown(cursor: duckdb.DuckDBPyConnection) -> T:
            one_statement(sql)
            self._show(sql, cursor)
            if self._readonly:
                cursor.execute("begin transaction read only")
            return work(cursor)

        try:
            return await self._work(sql, shown, progress)
        finally:
            self._writes.saw(sql)

    async def _work(
        self, sql: str, work: Callable[[duckdb.DuckDBPyConnection], T], progress: Progress | None = None
    ) -> T:
        """The work's result, from a thread, with a fresh cursor that a cancelled caller interrupts."""
        import duckdb

        cursor = self._connection.cursor()

        def job() -> T:
            try:
                cursor.execute(PRIVATE)
                return work(cursor)
            except duckdb.Error as error:
                raise sql_error(error, sql) from None
            finally:
                cursor.close()

        def stop() -> None:
            with contextlib.suppress(duckdb.Error):  # it ended in this moment
                cursor.interrupt()

        def tell() -> None:
            with contextlib.suppress(duckdb.Error):
                percent = cursor.query_progress()
                if progress:
                    progress(min(percent / 100, 1.0) if percent >= 0 else None)

        with statement(self.kind, sql):
            return await in_thread(job, stop, tell if progress else None)

    def _show(self, sql: str, cursor: duckdb.DuckDBPyConnection) -> None:
        """Let the cursor see the frames that the statement names, as views of its own."""
        found = named(sql, self._frames)
        if found and (yields := yielding(self._frames) & set(found)):
            tables = {name.casefold() for (name,) in cursor.execute(TABLES).fetchall()}
            found = {
                name: frame for name, frame in found.items() if name not in yields or name.casefold() not in tables
            }
        for name, frame in found.items():
            if isinstance(frame, Relation) and frame.where == self.place != "":
                cursor.execute(f"create or replace temp view {quoted(name)} as {frame.sql}")
            else:
                cursor.register(name, readable(frame))
