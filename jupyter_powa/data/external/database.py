"""A database of others through SQLAlchemy: PostgreSQL, MariaDB, MySQL, SQLite, and whatever else has a dialect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from jupyter_powa.data.base import Progress
from jupyter_powa.data.external import described
from jupyter_powa.data.external.arrow import table
from jupyter_powa.data.external.columnar import extracted
from jupyter_powa.data.external.cut import limited
from jupyter_powa.data.external.engines import stopper
from jupyter_powa.data.external.guarded import guarded
from jupyter_powa.data.external.placed import placed
from jupyter_powa.data.external.role import met
from jupyter_powa.data.external.trouble import failed, unreachable
from jupyter_powa.data.external.types import type_names
from jupyter_powa.data.guard import SqlTimeout
from jupyter_powa.data.threads import in_thread
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.data import Column, Page, Schema, Table
from jupyter_powa.model.source import Connected
from jupyter_powa.tracing import statement

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

MOST_ROWS: Limit[int] = 20_000_000
"""Rows of a whole result that are taken into memory. Source: ours; some 2 GB of them."""
BATCH = 50_000


class ExternalDatabase:
    """One data source. Each call has a connection of its own, out of a small pool; cancelling it stops the server."""

    def __init__(
        self, engine: Engine, name: str, *, writable: bool = False, seconds: float = 300.0, most: int = MOST_ROWS
    ) -> None:
        """`name`: what people call it. `seconds`: what a statement may take. `most`: rows of a frame."""
        self._most = most
        self._engine, self.name, self._writable, self._seconds = engine, name, writable, seconds

    @property
    def kind(self) -> str:
        """The dialect's name."""
        return "mariadb" if getattr(self._engine.dialect, "is_mariadb", False) else self._engine.dialect.name

    async def met(self) -> Connected:
        """The server, and what it says of the user."""
        return await self._work("", lambda connection: met(connection, writable=self._writable))

    async def estimate(self, table: Sequence[str]) -> int | None:
        """The server's own statistics; None where it has none."""
        return await self._work("", lambda connection: described.estimate(connection, table))

    async def schema(self) -> list[Schema]:
        """The schemas with their tables and columns."""
        return await self._work("", described.schemas)

    async def describe(self, tables: Sequence[str] | None = None) -> list[Table]:
        """The tables of the default schema (of these names), with keys, comments and row counts."""
        return await self._work("", lambda connection: described.described(connection, tables))

    async def read(
        self, sql: str, values: Sequence[Any] = (), *, limit: int = 100, seconds: float = 30.0, memory: int = 0
    ) -> Page:
        """The first rows of a query that somebody else wrote; its memory is the server's, which has its own limits."""
        columns, rows = await self._guarded(sql, values, limit, seconds)
        return _page(columns, rows, 0, limit)

    async def bind(self, sql: str, *, seconds: float = 30.0) -> None:
        """Let the server plan a query that passes the guard, and run nothing."""
        await self._guarded(sql, (), 1, seconds, bind=True)

    async def _guarded(
        self, sql: str, values: Sequence[Any], limit: int, seconds: float, *, bind: bool = False
    ) -> tuple[list[Column], list[tuple[Any, ...]]]:
        stops: list[Callable[[], None]] = []
        told: dict[str, Any] = {"limit": limit, "seconds": seconds, "stopper": stops.append, "bind": bind}

        def work() -> tuple[list[Column], list[tuple[Any, ...]]]:
            return guarded(self._engine, sql, list(values), **told)

        try:
            async with asyncio.timeout(seconds + 5):
                with statement(self.kind, sql):
                    return await in_thread(work, lambda: [stop() for stop in stops].clear())
        except TimeoutError:
            raise SqlTimeout(seconds) from None

    async def page(
        self,
        sql: str,
        values: Sequence[Any] = (),
        *,
        offset: int = 0,
        limit: int = 100,
        progress: Progress | None = None,
    ) -> Page:
        """Some rows of one statement's result; the server sends no more than these, where it can be told so."""

        def work(connection: Connection) -> Page:
            text, skip = limited(sql, self._engine.dialect.name, limit + 1, offset)
            result = _run(connection, text, values)
            if not result.returns_rows:
                return _changed(result)
            while skip > 0:
                skip -= len(result.fetchmany(min(skip, BATCH))) or skip
            return _page(
                type_names(connection, result), [tuple(row) for row in result.fetchmany(limit + 1)], offset, limit
            )

        return await self._work(sql, work)

    async def frame(self, sql: str, values: Sequence[Any] = (), *, progress: Progress | None = None) -> pd.DataFrame:
        """All rows of one statement's result as a frame; for a statement that gives none, how many it changed."""
        import pandas as pd

        stops: list[Callable[[], None]] = []

        def work(connection: Connection) -> pd.DataFrame:
            if not values and not self._writable:
                found = extracted(connection, sql, self._most, stops.append)
                if found is not None:
                    return found
            result = _run(connection, sql, values)
            if not result.returns_rows:
                return pd.DataFrame({"Count": [max(result.rowcount, 0)]})
            names = list(result.keys())
            raw: Any = result.cursor
            rows = raw.fetchmany(self._most + 1)
            if len(rows) > self._most:
                raise BlockError(f"The result has more than {self._most:,} rows: ask for less.", code="too_many_rows")
            return pd.DataFrame.from_records(rows, columns=names, coerce_float=False)

        return await self._work(sql, work, stops)

    async def close(self) -> None:
        """Nothing is held: the pool keeps the connections."""

    async def _work(
        self, sql: str, work: Callable[[Connection], T], stops: list[Callable[[], None]] | None = None
    ) -> T:
        """The work's result, from a thread, in a transaction that is undone where the source is not writable.

        `stops`: what else stops the work; it may be added to while the work goes on.
        """
        stops = [] if stops is None else stops

        def job() -> T:
            with self._connected() as connection:
                stops.append(stopper(connection))
                try:
                    done = work(connection)
                    if self._writable:
                        connection.commit()
                    return done
                except DBAPIError as error:
                    raise failed(self.name, error.orig or error, sql) from None
                except SQLAlchemyError as error:
                    raise BlockError(
                        f"{type(error).__name__}: {str(error).splitlines()[0]}", code="sql_error"
                    ) from None
                except Exception as error:
                    if type(error).__module__.partition(".")[0] in ("psycopg", "pymysql", "sqlite3"):
                        connection.invalidate()
                        raise failed(self.name, error, sql) from None
                    raise

        try:
            async with asyncio.timeout(self._seconds):
                with statement(self.kind, sql):
                    return await in_thread(job, lambda: [stop() for stop in stops].clear())
        except TimeoutError:
            raise SqlTimeout(self._seconds) from None

    def _connected(self) -> Connection:
        try:
            return self._engine.connect()
        except DBAPIError as error:
            raise unreachable(self.name, self.kind, error.orig or error) from None
        except SQLAlchemyError as error:
            raise unreachable(self.name, self.kind, error) from None


def _run(connection: Connection, sql: str, values: Sequence[Any]) -> CursorResult[Any]:
    """The statement as the driver takes it. Without values nothing in it is a placeholder, not even a percent sign."""
    if not values:
        return connection.execution_options(no_parameters=True).exec_driver_sql(sql)
    style = str(connection.dialect.paramstyle)
    return connection.exec_driver_sql(
        placed(sql, len(values), "qmark" if style == "qmark" else "format"), tuple(values)
    )


def _changed(result: CursorResult[Any]) -> Page:
    count = max(result.rowcount, 0)
    return Page(columns=[Column(name="Count", type="BIGINT")], arrow=table(["Count"], [(count,)]))


def _page(columns: list[Column], rows: list[tuple[Any, ...]], offset: int, limit: int) -> Page:
    names = [column.name for column in columns]
    return Page(columns=columns, arrow=table(names, rows[:limit]), offset=offset, more=len(rows) > limit)
