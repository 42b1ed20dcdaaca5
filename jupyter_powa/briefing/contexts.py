"""Contexts beside the database that they are about: made from its tables, checked against them, indexed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from jupyter_powa.data.digest import digest
from jupyter_powa.errors import BadRequest, Conflict
from jupyter_powa.model.agents import Context, ContextColumn, ContextTable, Golden, Relationship, SqlAgent
from jupyter_powa.model.data import Table
from jupyter_powa.model.workflow import new_id
from jupyter_powa.powa import Powa
from jupyter_powa.reading import describe_project
from jupyter_powa.sources import known_source, word_of

_SINCE = datetime(2025, 1, 1, tzinfo=UTC)


async def tables_of(powa: Powa, datasource_id: str) -> dict[str, Table]:
    """The tables of a data source as they are now, by name; raises SourceNotFound, BlockError, Conflict."""
    source = known_source(powa, datasource_id)
    if source.kind in ("mariadb", "mysql") and not source.database:
        words = f"The data source {source.name} names no database, and its server has several: set its `database`."
        raise Conflict(words, code="no_database")
    return {table.name: table for table in await describe_project(powa, source=word_of(source.id))}


def fitted(context: Context, live: dict[str, Table], *, strict: bool = True) -> Context:
    """The context with every column of its tables available, their types, and the keys that the database declares.

    What the database does not have raises BadRequest (`strict`), or stays as it was told.
    """
    if not context.tables and strict:
        context = context.model_copy(update={"tables": [ContextTable(name=name) for name in live]})
    tables = [_fitted(context.id, table, live.get(table.name), strict) for table in context.tables]
    made = context.model_copy(update={"tables": tables})
    if strict:
        made.relationships = _joined(made, live)
    return made


def without_lost(context: Context, live: dict[str, Table]) -> Context:
    """The context without the tables and columns that the database does not have any more, and their joins.

    Raises Conflict where nothing would be left: such a context is meant for another database.
    """
    tables = []
    for table in context.tables:
        if (found := live.get(table.name)) is not None:
            names = {column.name for column in found.columns}
            columns = [column for column in table.columns if column.name in names]
            tables.append(table.model_copy(update={"columns": columns}))
    if context.tables and not tables:
        raise Conflict("The data source has none of the tables of this context. Choose others, or another source.")
    chosen = {table.name: {column.name for column in table.columns} for table in tables}
    joins = [
        one
        for one in context.relationships
        if set(one.columns) <= chosen.get(one.table, set())
        and set(one.other_columns) <= chosen.get(one.other_table, set())
    ]
    return context.model_copy(update={"tables": tables, "relationships": joins})


async def whole(powa: Powa, agent: SqlAgent) -> Context:
    """The context of an agent that has none: its whole data source, as it is now."""
    source = known_source(powa, agent.datasource_id or "")
    live = await tables_of(powa, source.id)
    context = Context(id=agent.id, name=source.name, datasource_id=source.id, created_on=_SINCE)
    made = fitted(context, live)
    for table in made.tables:  # the same ones each time, so that the index sees what has changed
        table.id, table.created_on = str(uuid5(NAMESPACE_URL, f"{agent.id}/{table.name}")), _SINCE
        for column in table.columns:
            column.id = None
        table.available_columns = []
    for one in made.relationships:
        one.id = str(uuid5(NAMESPACE_URL, f"{agent.id}/{one.table}/{one.columns}/{one.other_table}"))
    return made


async def context_of(powa: Powa, agent: SqlAgent) -> Context:
    """What an agent knows; raises ContextNotFound, SourceNotFound, BlockError."""
    if agent.context_id is None:
        return await whole(powa, agent)
    context, indexed = powa.store.contexts.indexed(agent.context_id)
    if indexed is None:  # it was imported where it does not fit, or nobody could say: which columns were left out?
        return fitted(context, await tables_of(powa, context.datasource_id), strict=False)
    return context


def goldens_of(powa: Powa, agent: SqlAgent) -> Sequence[Golden]:
    """The approved golden questions of whoever knows what the agent knows."""
    known = (
        [agent.id] if agent.context_id is None else [one.id for one in powa.store.agents.of_context(agent.context_id)]
    )
    return [golden for golden in powa.store.goldens.list(*known) if golden.approved]


async def index(powa: Powa, context: Context, live: dict[str, Table]) -> None:
    """Bring the index of a stored context up to date, and note the schema that it was made from."""
    agents = powa.store.agents.of_context(context.id)
    goldens = [golden for golden in powa.store.goldens.list(*(one.id for one in agents)) if golden.approved]
    try:
        async with powa.linkers.linked(context, goldens):
            pass
    except BaseException:
        await powa.write(powa.store.contexts.note, context.id, FAILED)
        raise
    await powa.write(powa.store.contexts.note, context.id, digest((table.name for table in context.tables), live))


FAILED = "failed"
"""Noted instead of a digest where an index could not be made."""


def _fitted(context_id: str, told: ContextTable, live: Table | None, strict: bool) -> ContextTable:
    if live is None:
        if strict:
            raise BadRequest(f"tables: the data source has no table {told.name!r}.")
        every = told.available_columns or told.columns
        return told.model_copy(update={"context_id": context_id, "available_columns": every})
    every = [
        ContextColumn(name=column.name, type=column.type, description=column.comment, data_role=None)
        for column in live.columns
    ]
    types = {column.name: column for column in every}
    columns = []
    for column in told.columns or (every if strict else []):
        if (known := types.get(column.name)) is None and strict:
            raise BadRequest(f"tables: {told.name} has no column {column.name!r}.")
        kind = known.type if known is not None and strict else column.type
        columns.append(column.model_copy(update={"id": column.id or new_id(), "type": kind}))
    about = told.description if told.description is not None or not strict else live.comment
    values = {"context_id": context_id, "columns": columns, "available_columns": every, "description": about}
    return told.model_copy(update=values)


def _joined(context: Context, live: dict[str, Table]) -> list[Relationship]:
    """The relationships that were told, and those that the database declares."""
    chosen = {table.name: {column.name for column in table.columns} for table in context.tables}
    made = {joined_by(one): one for one in _declared(chosen, live)}
    for one in context.relationships:
        _check(one, chosen)
        made[joined_by(one)] = one.model_copy(update={"declared": joined_by(one) in made})
    return list(made.values())


def _declared(chosen: dict[str, set[str]], live: dict[str, Table]) -> Iterable[Relationship]:
    for name, columns in chosen.items():
        table = live.get(name)
        for key in table.foreign_keys if table else ():
            if key.table in chosen and set(key.columns) <= columns and set(key.references) <= chosen[key.table]:
                alone = table is not None and (key.columns in table.unique or key.columns == table.primary_key)
                yield Relationship(
                    table=name,
                    columns=key.columns,
                    other_table=key.table,
                    other_columns=key.references,
                    cardinality="one_to_one" if alone else "many_to_one",
                    declared=True,
                )


def _check(one: Relationship, chosen: dict[str, set[str]]) -> None:
    for table, columns in ((one.table, one.columns), (one.other_table, one.other_columns)):
        if table not in chosen:
            raise BadRequest(f"relationships: the context has no table {table!r}.")
        if absent := [column for column in columns if column not in chosen[table]]:
            raise BadRequest(f"relationships: {table} has no column {absent[0]!r} in this context.")
    if len(one.columns) != len(one.other_columns):
        raise BadRequest(f"relationships: {one.table} and {one.other_table} must be joined by as many columns each.")


def joined_by(one: Relationship) -> tuple[str, ...]:
    """What tells a relationship from others: its tables and columns."""
    return (one.table, *one.columns, "=", one.other_table, *one.other_columns)
