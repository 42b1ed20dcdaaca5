"""Agents as JSON that goes from one project to another: export, import, and what both must agree on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.briefing.contexts import context_of, fitted, index, tables_of
from jupyter_powa.errors import PowaError
from jupyter_powa.model.agent_draft import MOST_TABLES
from jupyter_powa.model.agents import Cardinality, Context, ContextColumn, ContextTable, Golden, Relationship, SqlAgent
from jupyter_powa.powa import Powa
from jupyter_powa.sources import known_source


class _Portable(BaseModel):
    model_config = ConfigDict(extra="ignore", protected_namespaces=())


class PortableColumn(_Portable):
    """A column without its id."""

    name: str = Field(min_length=1, max_length=500, description="The column's name.")
    type: str = Field("", max_length=500, description="The database's own word for its type.")
    description: str | None = Field(None, description="What it means.")
    data_role: str | None = Field(None, description="What it is for; any word is kept.")
    values: list[Any] = Field(default_factory=list, max_length=10_000, description="Its values, where they are few.")


class PortableTable(_Portable):
    """A table without its ids."""

    name: str = Field(min_length=1, max_length=500, description="The table's name.")
    description: str | None = Field(None, description="What one row of it is.")
    columns: list[PortableColumn] = Field(default_factory=list, max_length=10_000, description="Its chosen columns.")


class PortableRelationship(_Portable):
    """A relationship without its id."""

    table: str = Field(description="The table that refers.")
    columns: list[str] = Field(min_length=1, description="Its columns.")
    other_table: str = Field(description="The table that is referred to.")
    other_columns: list[str] = Field(min_length=1, description="Its columns, in the same order.")
    cardinality: Cardinality = Field(
        "many_to_one", description="How many rows of the one belong to how many of the other."
    )
    declared: bool = Field(False, description="Whether the database itself declares it.")


class PortableContext(_Portable):
    """A context without its ids and its data source."""

    name: str = Field(max_length=200, description="What people call it.")
    description: str | None = Field(None, description="What it is about.")
    tables: list[PortableTable] = Field(default_factory=list, max_length=MOST_TABLES, description="Its tables.")
    relationships: list[PortableRelationship] = Field(
        default_factory=list, max_length=100_000, description="How they belong together."
    )


class PortableGolden(_Portable):
    """A golden question without its ids."""

    question: str = Field(min_length=1, max_length=20_000, description="The question in words.")
    sql_text: str = Field(min_length=1, max_length=20_000, description="The SQL that answers it.")
    approved: bool = Field(False, description="Whether somebody has said that it is right.")
    ordered: bool = Field(False, description="Whether the order of the rows matters.")


class PortableAgent(_Portable):
    """An agent with all that it knows, without ids. What follows `context` is ours."""

    name: str = Field(min_length=1, max_length=200, description="What people call it.")
    description: str | None = Field(None, max_length=50_000, description="What it is for.")
    context: PortableContext = Field(description="What it knows.")
    status: str = Field("DEVELOPMENT", min_length=1, max_length=100, description="Any word is kept.")
    model: str = Field("", max_length=200, description="The model that writes its SQL.")
    table_filters: dict[str, str] = Field(
        default_factory=dict, max_length=MOST_TABLES, description="A condition in SQL on the rows of each table."
    )
    goldens: list[PortableGolden] = Field(default_factory=list, max_length=5_000, description="Golden questions.")


async def exported(powa: Powa, agent: SqlAgent) -> PortableAgent:
    """The agent as it travels; raises ContextNotFound, and for a built-in one SourceNotFound, BlockError."""
    stored = agent.context_id is not None
    context = powa.store.contexts.get(agent.context_id or "") if stored else await context_of(powa, agent)
    goldens = powa.store.goldens.list(agent.id)
    return PortableAgent.model_validate(
        {
            **agent.model_dump(include={"name", "description", "status", "model", "table_filters"}),
            "context": context.model_dump(),
            "goldens": [golden.model_dump() for golden in goldens],
        }
    )


async def imported(powa: Powa, datasource_id: str, told: PortableAgent) -> SqlAgent:
    """A new agent with a new context, as it was told; raises SourceNotFound.

    It need not fit the data source: what does not is kept, and the agent's index says that it is out of sync.
    """
    source = known_source(powa, datasource_id)
    context = _context(told.context, source.id)
    try:
        live = await tables_of(powa, source.id)
    except PowaError:
        live = None
    context = await powa.write(powa.store.contexts.add, fitted(context, live or {}, strict=False))
    own = told.model_dump(include={"name", "description", "status", "model", "table_filters"})
    made = SqlAgent(**own, context_id=context.id)
    agent = await powa.write(powa.store.agents.add, made)
    goldens = [Golden(agent_id=agent.id, **golden.model_dump()) for golden in told.goldens]
    await powa.write(powa.store.goldens.add, *goldens)
    if live is not None and _has(live, context):
        await index(powa, context, live)
    return agent


def _context(told: PortableContext, datasource_id: str) -> Context:
    context = Context(name=told.name, description=told.description, datasource_id=datasource_id)
    context.tables = [
        ContextTable(
            name=table.name,
            description=table.description,
            context_id=context.id,
            columns=[ContextColumn(**column.model_dump()) for column in table.columns],
        )
        for table in told.tables
    ]
    context.relationships = [Relationship(**one.model_dump()) for one in told.relationships]
    return context


def _has(live: dict[str, Any], context: Context) -> bool:
    """Whether the database has every table and column of a context."""
    names: dict[str, Sequence[str]] = {name: [one.name for one in table.columns] for name, table in live.items()}
    return all(
        table.name in names and all(column.name in names[table.name] for column in table.columns)
        for table in context.tables
    )
