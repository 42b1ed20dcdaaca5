"""A database that an agent can ask: its port over a real one, its context, and the brief of a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.describe import generated
from jupyter_powa.agents.index import Index
from jupyter_powa.agents.link import Linker
from jupyter_powa.data.base import Database
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.llm.base import Llm
from jupyter_powa.model.agents import Chat, Context, ContextColumn, ContextTable, Golden, SqlAgent
from jupyter_powa.model.data import Page, Table


class Asked:
    """The port `Source` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.ran: list[str] = []
        """Every query that was run."""

    @property
    def kind(self) -> str:
        return self._database.kind

    async def describe(self, tables: Sequence[str] | None = None) -> list[Table]:
        return await self._database.describe(tables)

    async def read(self, sql: str, *, limit: int = 100, seconds: float = 30.0) -> Page:
        self.ran.append(sql)
        return await self._database.read(sql, limit=limit, seconds=seconds)

    async def bind(self, sql: str) -> None:
        await self._database.bind(sql)


async def local(setup: str, folder: Path) -> Asked:
    """A DuckDB file, made from a text of statements."""
    path = folder / "made.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(setup)
    return Asked(await LocalDatabases(str(path)).open(None, {}))


async def context_of(source: Asked, meanings: Mapping[str, str] | None = None) -> Context:
    """The context of all tables, filled in from the data, with what `table` and `table.column` mean."""
    said = meanings or {}
    tables = []
    for table in await source.describe():
        columns = [
            ContextColumn(name=one.name, type=one.type, description=said.get(f"{table.name}.{one.name}"))
            for one in table.columns
        ]
        tables.append(ContextTable(name=table.name, description=said.get(table.name), columns=columns))
    return await generated(Context(name="made", datasource_id="made", tables=tables), source, None)


def brief(
    source: Asked,
    context: Context,
    *,
    llm: Llm | None = None,
    history: Sequence[Chat] = (),
    filters: Mapping[str, str] | None = None,
    goldens: Sequence[Golden] = (),
) -> Brief:
    """Whoever asks."""
    index = Index()
    index.refresh(context, goldens)
    agent = SqlAgent(name="made", context_id=context.id)
    return Brief(agent, context, source, Linker(context, index), llm, history, filters or {})
