"""The port to a database: what each adapter must offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from jupyter_powa.model.data import Page, Schema, Table
from jupyter_powa.model.source import Connected

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[float | None], None]
"""Takes how far a statement is, 0 to 1; called from any thread."""


class Database(Protocol):
    """A database that answers SQL. Every call uses its own cursor; cancelling the caller stops the statement."""

    @property
    def kind(self) -> str:
        """The kind of its data source: `duckdb`, `postgresql`, `mariadb`, …"""

    async def met(self) -> Connected:
        """What the database says that it is, and of the user that signed in; raises BlockError."""

    async def estimate(self, table: Sequence[str]) -> int | None:
        """About how many rows a table has, by what the database knows without counting; None where it knows nothing.

        `table` is its name in its parts: [database,] [schema,] name.
        """

    async def schema(self) -> list[Schema]:
        """The schemas with their tables and columns."""

    async def describe(self, tables: Sequence[str] | None = None) -> list[Table]:
        """The public tables (of these names) with columns, keys, comments and row counts; private ones are not seen.

        Raises BlockError with code `unknown_table`.
        """

    async def read(
        self, sql: str, values: Sequence[Any] = (), *, limit: int = 100, seconds: float = 30.0, memory: int = 0
    ) -> Page:
        """The first rows of a query that somebody else wrote: it reads public tables, and changes nothing.

        `memory`: bytes by which it may make this process grow; 0: no limit. Raises SqlRefused for any other query,
        SqlTimeout, SqlTooLarge, and BlockError with code `sql_error`.
        """

    async def bind(self, sql: str, *, seconds: float = 30.0) -> None:
        """Whether `read` would take a query: it passes the guard and is planned, and is not run; raises as `read`."""

    async def page(
        self,
        sql: str,
        values: Sequence[Any] = (),
        *,
        offset: int = 0,
        limit: int = 100,
        progress: Progress | None = None,
    ) -> Page:
        """Some rows of one statement's result; raises BlockError with code `sql_error` for a bad statement."""

    async def frame(self, sql: str, values: Sequence[Any] = (), *, progress: Progress | None = None) -> pd.DataFrame:
        """All rows of one statement's result as a frame, without a copy through text."""

    async def close(self) -> None:
        """Let go of the file or the server."""


class Databases(Protocol):
    """The databases that an execution can reach, by name; None is the project's own."""

    async def open(self, name: str | None, frames: Mapping[str, Any]) -> Database:
        """The database of that name, which also sees these frames by their names.

        Raises DatabaseBusy within 2 s where another process holds the file, BlockError for an unknown name.
        """

    async def look(self, name: str | None = None) -> Database:
        """The same without frames, for whoever only reads: nothing is made where there is no database yet."""
