"""An agent's data source: questions to the kernel, each under guard, each counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jupyter_powa.agents.scoped import scoped
from jupyter_powa.briefing.quota import Meter
from jupyter_powa.data.external.arrow import table
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.model.data import Page, Table
from jupyter_powa.model.source import DataSource
from jupyter_powa.powa import Powa
from jupyter_powa.reading import describe_project, plan_project, read_project
from jupyter_powa.sources import word_of


class AskedSource:
    """A data source that the kernel reads (`agents.base.Source`). Cancelling the caller stops the statement there."""

    def __init__(self, powa: Powa, source: DataSource, meter: Meter) -> None:
        self._powa, self._source, self._meter = powa, source, meter
        self._word = word_of(source.id)

    @property
    def kind(self) -> str:
        """The kind of the data source."""
        return self._source.kind

    async def describe(self, tables: Sequence[str] | None = None) -> list[Table]:
        """The tables (of these names) with columns, keys, comments and about how many rows."""
        return await describe_project(self._powa, tables, source=self._word)

    async def read(self, sql: str, *, limit: int = 100, seconds: float = 30.0) -> Page:
        """The first rows of a query that the guard lets through; raises QuotaExceeded."""
        self._meter.check()
        self._meter.queries += 1
        rows = await read_project(self._powa, sql, limit=limit, seconds=seconds, source=self._word)
        self._meter.rows += len(rows.rows)
        names = [column.name for column in rows.columns]
        return Page(columns=rows.columns, arrow=table(names, rows.rows), more=rows.more)

    async def bind(self, sql: str) -> None:
        """Whether the database would take a query."""
        await plan_project(self._powa, sql, source=self._word)


class FilteredSource(AskedSource):
    """The same for SQL that people wrote: what it reads is held to an agent's row filters, as its answers are."""

    def __init__(self, powa: Powa, source: DataSource, meter: Meter, filters: Mapping[str, str]) -> None:
        super().__init__(powa, source, meter)
        self._filters = {name: said for name, said in filters.items() if said.strip()}
        self._views: dict[str, None] | None = None

    async def read(self, sql: str, *, limit: int = 100, seconds: float = 30.0) -> Page:
        """The first rows of a query that the guard lets through; raises SqlRefused for what cannot be filtered."""
        if self._filters:
            if self._views is None:
                self._views = {table.name: None for table in await self.describe() if table.kind == "view"}
            sql = scoped(sql, self._filters, dialect_of(self.kind).sqlglot, self._views)
        return await super().read(sql, limit=limit, seconds=seconds)
