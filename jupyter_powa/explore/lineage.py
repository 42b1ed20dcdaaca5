"""Where rows come from: the columns of tables that each column is made of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from pydantic import Field

from jupyter_powa.data.base import Database
from jupyter_powa.data.frames import is_table
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.parsed import one_query
from jupyter_powa.explore.profile import columns_of
from jupyter_powa.explore.statement import selected
from jupyter_powa.explore.traced import Base, base_tables, traced
from jupyter_powa.explore.tree import SUFFIXES
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import FedColumn, Feed, LineageTold, Relation, Said, View

NO_QUERY = "This statement is no plain query, so where its columns come from is not followed."
HANDED_OVER = "These rows were handed over from Python: what they were made of is not known."
NOT_FOLLOWED = "What the statement does with its columns could not be followed: {}."


class Input(Said):
    """A table of a statement that is none of the database's: the output of an earlier block."""

    relation: Relation = Field(description="Where its rows are.")
    title: str = Field(description="What it is called.")
    columns: list[str] = Field(max_length=10_000, description="Its columns.")


class LineageForm(Said):
    """Which rows; of a statement, what else its tables may be, and the columns that it gave."""

    relation: Relation = Field(description="Where the rows come from.")
    inputs: dict[str, Input] = Field(default_factory=dict, description="Outputs of blocks, by their names in the SQL.")
    columns: list[str] | None = Field(None, description="The columns, where they are known already.")


@verb
async def lineage(look: Look, form: LineageForm) -> AsyncIterator[Piece]:
    """The columns with what feeds them; raises BlockError for a statement that the database does not take."""
    told = (await _told(look, form)).model_dump(mode="json", by_alias=True)
    for feed in (feed for column in told["columns"] for feed in column["feeds"] if feed["relation"]):
        feed["relation"] = {name: value for name, value in feed["relation"].items() if value}
    yield Piece(told)


async def _told(look: Look, form: LineageForm) -> LineageTold:
    relation = form.relation
    if relation.kept is not None and (made_by := look.kept.get(relation.kept).made_by) is not None:
        relation = made_by
    if relation.sql is not None:
        return await _query(look, form, relation)
    async with look.at(relation) as (database, inner):
        names = form.columns or [one.name for one in await columns_of(database, View(relation=inner))]
    if relation.kept is not None:
        return LineageTold(columns=[FedColumn(name=name) for name in names], note=HANDED_OVER)
    if relation.block is not None:
        return LineageTold(columns=[FedColumn(name=name) for name in names])
    own = [FedColumn(name=name, feeds=[_feed(relation, name)]) for name in names]
    return LineageTold(columns=own)


def _feed(relation: Relation, column: str, title: str = "") -> Feed:
    parts = relation.table or []
    table = title or (parts[-1] if parts else relation.variable or relation.file or relation.block or "")
    schema = parts[-2] if len(parts) > 1 else None
    return Feed(source=relation.source, schema=schema, table=table, column=column, relation=relation)


async def _query(look: Look, form: LineageForm, relation: Relation) -> LineageTold:
    database = await look.databases.open(relation.source, look.seen())
    try:
        dialect = dialect_of(database.kind)
        names = form.columns
        if names is None:
            try:
                names = await _names(database, relation, dialect)
            except BlockError as error:
                if "Duplicate column name" not in str(error):  # MariaDB refuses those in a subquery only
                    raise
        try:
            tree = await asyncio.to_thread(one_query, str(relation.sql), dialect)
        except ValueError as error:
            tree, note = None, NOT_FOLLOWED.format(error)
        else:
            note = NO_QUERY
        if tree is None:
            return LineageTold(columns=[FedColumn(name=name) for name in names or []], note=note)
        finder = _Tables(look, database, relation.source, form.inputs)
        bases = [await finder.found(base) for base in base_tables(tree, dialect)]
    finally:
        await database.close()
    return _followed(await asyncio.to_thread(traced, tree, bases, dialect, names), names)


async def _names(database: Database, relation: Relation, dialect: Dialect) -> list[str]:
    """The columns of a statement, also where several have one name."""
    said = selected(View(relation=relation), "*", dialect, " where 1 = 0")
    return [column.name for column in (await database.page(said.sql, said.values, limit=1)).columns]


def _followed(found: list[FedColumn] | str, names: Sequence[str] | None) -> LineageTold:
    if isinstance(found, str):
        return LineageTold(columns=[FedColumn(name=name) for name in names or []], note=NOT_FOLLOWED.format(found))
    return LineageTold(columns=found)


class _Tables:
    """Finds what the tables of a statement are, and their columns."""

    def __init__(self, look: Look, database: Database, source: str | None, inputs: Mapping[str, Input]) -> None:
        self.look, self.database, self.source = look, database, source
        self.inputs = {name.casefold(): one for name, one in inputs.items()}

    async def found(self, base: Base) -> Base:
        """The table with its columns and what opens it; without them where the database does not tell."""
        plain = base.parts[0].casefold() if len(base.parts) == 1 else ""
        if (given := self.inputs.get(plain)) is not None and self.database.kind == "duckdb":
            return base.known(given.columns, given.relation, given.title)
        columns = await self._columns(self.database, base.sql)
        return base.known(columns, await self._relation(base, columns), base.title)

    async def _relation(self, base: Base, columns: Sequence[str]) -> Relation | None:
        if base.file:
            return Relation(file=base.file)
        if not base.parts or not columns:
            return None
        name = base.parts[-1]
        variables = self.look.variables if self.source is None and len(base.parts) == 1 else {}
        variable = next((one for one in variables if one.casefold() == name.casefold()), None)
        if variable is not None and is_table(variables[variable]):
            plain = await self.look.databases.look(self.source)
            try:
                if not await self._columns(plain, base.sql):
                    return Relation(variable=variable)
            finally:
                await plain.close()
        if self.database.kind == "duckdb" and len(base.parts) == 1 and name.lower().endswith(SUFFIXES):
            return Relation(file=name)
        return Relation(source=self.source, table=list(base.parts))

    async def _columns(self, database: Database, sql: str) -> list[str]:
        try:
            page = await database.page(f"select * from {sql} where 1 = 0", limit=1)
        except BlockError:
            return []
        return [column.name for column in page.columns]
