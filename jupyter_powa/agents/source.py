"""An agent's source over a database that is open here: in the kernel, where a block asks."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_powa.data.base import Database
from jupyter_powa.model.data import Page, Table


class DatabaseSource:
    """A database that an agent asks (`agents.base.Source`), each query under guard."""

    def __init__(self, database: Database, memory: int = 0) -> None:
        """`memory`: bytes by which a query may make this process grow; 0: no limit."""
        self._database, self._memory = database, memory
        self.last: Page | None = None
        """What the last query gave, in the database's own types."""

    @property
    def kind(self) -> str:
        """The kind of the database."""
        return self._database.kind

    async def describe(self, tables: Sequence[str] | None = None) -> list[Table]:
        """The tables (of these names) with columns, keys, comments and about how many rows."""
        return await self._database.describe(tables)

    async def read(self, sql: str, *, limit: int = 100, seconds: float = 30.0) -> Page:
        """The first rows of a query that the guard lets through."""
        self.last = await self._database.read(sql, limit=limit, seconds=seconds, memory=self._memory)
        return self.last

    async def bind(self, sql: str) -> None:
        """Whether the database would take a query."""
        await self._database.bind(sql)
