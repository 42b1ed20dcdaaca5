"""/copilot/v1/context: what parts of data sources mean (ours: the API that it matches cannot make them)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import Field

from jupyter_powa.api.family import RESOURCE, About, Id, Name, Strict
from jupyter_powa.api.route import route
from jupyter_powa.briefing.contexts import fitted, index, joined_by, tables_of
from jupyter_powa.model.agent_draft import MOST_TABLES
from jupyter_powa.model.agents import Cardinality, Context, ContextColumn, ContextTable, Relationship
from jupyter_powa.model.data import Table
from jupyter_powa.powa import Powa
from jupyter_powa.sources import known_source


class ChosenColumn(Strict):
    """A column of a table, and what it means."""

    name: str = Field(min_length=1, max_length=500, description="The column's name.")
    description: About | None = Field(None, description="What it means.")
    data_role: str | None = Field(None, max_length=100, description="What it is for: IDENTIFIER, CATEGORICAL, …")
    values: list[Any] = Field(default_factory=list, max_length=10_000, description="Its values, where they are few.")
    id: str | None = Field(None, description="Told, and not read.")
    type: str = Field("", description="Told, and not read: the database says it.")


class ChosenTable(Strict):
    """A table, and what it means."""

    name: str = Field(min_length=1, max_length=500, description="Its name, as the data source has it.")
    description: About | None = Field(None, description="What one row of it is; left out: the database's comment.")
    columns: list[ChosenColumn] | None = Field(
        None, max_length=10_000, description="The columns that are chosen; left out: all of them."
    )
    id: str | None = Field(None, description="Told, and not read.")
    context_id: str | None = Field(None, description="Told, and not read.")
    created_on: Any = Field(None, description="Told, and not read.")
    available_columns: Any = Field(None, description="Told, and not read.")


class Joined(Strict):
    """How rows of two tables belong together."""

    table: str = Field(description="The table that refers.")
    columns: list[str] = Field(min_length=1, max_length=100, description="Its columns.")
    other_table: str = Field(description="The table that is referred to.")
    other_columns: list[str] = Field(min_length=1, max_length=100, description="Its columns, in the same order.")
    cardinality: Cardinality = Field("many_to_one", description="How many belong to how many.")
    id: str | None = Field(None, description="Told, and not read.")
    declared: bool = Field(False, description="Told, and not read: the database says it.")


class NewContext(Strict):
    """A context to make."""

    name: Name = Field(description="What people call it.")
    datasource_id: Id = Field(description="The data source.")
    description: About | None = Field(None, description="What it is about; instructions for whoever answers.")
    tables: list[ChosenTable] = Field(
        default_factory=list, max_length=MOST_TABLES, description="The tables that are chosen; none: all of them."
    )
    relationships: list[Joined] = Field(
        default_factory=list, max_length=100_000, description="How they belong together, beside declared keys."
    )


class ContextChanges(Strict):
    """What to change of a context; lists are replaced whole. Null clears the description, and changes nothing else."""

    name: Name | None = Field(None, description="What people call it.")
    description: About | None = Field(None, description="What it is about.")
    tables: list[ChosenTable] | None = Field(None, max_length=MOST_TABLES, description="The tables that are chosen.")
    relationships: list[Joined] | None = Field(None, max_length=100_000, description="How they belong together.")


@route("GET", "/copilot/v1/context/", action="read", resource=RESOURCE)
async def list_contexts(powa: Powa, datasource_id: Id | None = None) -> list[Context]:
    """List the contexts (of a data source)."""
    return list(powa.store.contexts.list(datasource_id))


@route("POST", "/copilot/v1/context/", action="write", resource=RESOURCE)
async def create_context(powa: Powa, body: NewContext) -> Context:
    """Create a context from tables of a data source, with the keys that the database declares."""
    source = known_source(powa, body.datasource_id)
    live = await tables_of(powa, source.id)
    context = Context(name=body.name, description=body.description, datasource_id=source.id)
    context.tables = _tables(body.tables, context)
    context.relationships = _relationships(body.relationships, context)
    context = await powa.write(powa.store.contexts.add, fitted(context, live))
    await index(powa, context, live)
    return context


@route("GET", "/copilot/v1/context/{context_id}", action="read", resource=RESOURCE)
async def get_context(powa: Powa, context_id: Id) -> Context:
    """Get a context."""
    return powa.store.contexts.get(context_id)


@route("PATCH", "/copilot/v1/context/{context_id}", action="write", resource=RESOURCE)
async def change_context(powa: Powa, context_id: Id, body: ContextChanges) -> Context:
    """Change a context: its words, its tables and columns, its relationships."""
    live = await tables_of(powa, powa.store.contexts.get(context_id).datasource_id)

    def changed(old: Context) -> Context:
        new = old.model_copy(deep=True)
        new.name = body.name or old.name
        if "description" in body.model_fields_set:
            new.description = body.description
        if body.tables is not None:
            new.tables = _tables(body.tables, old)
            names = {table.name for table in new.tables}
            new.relationships = [one for one in old.relationships if {one.table, one.other_table} <= names]
        if body.relationships is not None:
            new.relationships = _relationships(body.relationships, old)
        return new

    return await edited(powa, context_id, changed, live)


@route("DELETE", "/copilot/v1/context/{context_id}", action="write", resource=RESOURCE, nothing=200)
async def delete_context(powa: Powa, context_id: Id, force: bool = False) -> None:
    """Delete a context; one that agents use is only deleted by force, together with them."""
    await powa.write(powa.store.contexts.delete, context_id, force=force)
    await powa.linkers.forget(context_id)


async def edited(powa: Powa, context_id: str, how: Callable[[Context], Context], live: dict[str, Table]) -> Context:
    """The context as it was changed, fitted to its database, stored and indexed."""
    context = await powa.write(powa.store.contexts.change, context_id, lambda old: fitted(how(old), live))
    await index(powa, context, live)
    return context


def _tables(told: list[ChosenTable], context: Context) -> list[ContextTable]:
    """The tables that are chosen; one that was chosen before keeps its id, and so do its columns."""
    before = {table.name: table for table in context.tables}
    made = []
    for table in {one.name: one for one in told}.values():
        old = before.get(table.name)
        kept = {} if old is None else {"id": old.id, "created_on": old.created_on}
        ids = {} if old is None else {column.name: column.id for column in old.columns}
        columns = [
            ContextColumn(**{**column.model_dump(), "id": ids.get(column.name)}) for column in table.columns or ()
        ]
        made.append(ContextTable(name=table.name, description=table.description, columns=columns, **kept))
    return made


def _relationships(told: list[Joined], context: Context) -> list[Relationship]:
    """The relationships that are told; one that was there before keeps its id."""
    ids = {joined_by(one): one.id for one in context.relationships}
    made = [Relationship(**one.model_dump(exclude={"id", "declared"})) for one in told]
    for one in made:
        one.id = ids.get(joined_by(one), one.id)
    return made
