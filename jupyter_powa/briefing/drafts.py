"""Drafts of agents: begun from what is stored, held against the database, asked, and published whole or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import uuid4

from jupyter_powa.agents.describe import generated
from jupyter_powa.agents.linkers import Linkers
from jupyter_powa.agents.scoped import scoped
from jupyter_powa.briefing.brief import Known, fitting, model
from jupyter_powa.briefing.contexts import fitted, index, tables_of, without_lost
from jupyter_powa.briefing.quota import Meter, MeteredLlm
from jupyter_powa.briefing.source import AskedSource
from jupyter_powa.data.guard import parts
from jupyter_powa.errors import BadRequest, BlockError, Conflict
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.model.agent_draft import AgentDraft, DraftGolden
from jupyter_powa.model.agents import Context, Golden, SqlAgent
from jupyter_powa.model.data import Table
from jupyter_powa.powa import Powa
from jupyter_powa.reading import plan_project
from jupyter_powa.sources import known_source, word_of


def begun(powa: Powa, agent: SqlAgent) -> AgentDraft:
    """A draft of an agent as it is stored; raises Conflict for a built-in one."""
    if agent.context_id is None:
        words = f"The agent {agent.name} is built in and knows the whole database: there is nothing to edit."
        raise Conflict(words, code="built_in")
    context = powa.store.contexts.get(agent.context_id)
    names = ("name", "description", "model", "table_filters")
    return AgentDraft(
        agent_id=agent.id,
        version=_version(agent, context),
        datasource_id=context.datasource_id,
        tables=context.tables,
        relationships=context.relationships,
        goldens=[DraftGolden.model_validate(one.model_dump()) for one in powa.store.goldens.list(agent.id)],
        **{name: getattr(agent, name) for name in names},
    )


async def fitted_draft(powa: Powa, draft: AgentDraft) -> tuple[AgentDraft, list[str]]:
    """The draft with every column that its tables have, and declared keys; and what the database does not have."""
    if not draft.tables:
        return draft.model_copy(update={"relationships": []}), []
    live = await tables_of(powa, draft.datasource_id)
    kept = without_lost(draft.context(), live)
    made = fitted(kept, live)
    changes = {"tables": made.tables, "relationships": made.relationships}
    return draft.model_copy(update=changes), _lost(draft, kept)


async def generated_draft(powa: Powa, draft: AgentDraft) -> AgentDraft:
    """The draft with what it does not say of its tables; nothing is stored. Raises BlockError, ModelError."""
    draft, _ = await fitted_draft(powa, draft)
    agent = _agent(draft)
    meter, llm = Meter(powa, agent.id), model(powa, agent)
    try:
        source = AskedSource(powa, known_source(powa, draft.datasource_id), meter)
        metered = None if llm is None else MeteredLlm(llm, meter)
        made = await generated(draft.context(), source, metered, draft.description or "")
    finally:
        if llm is not None:
            await llm.close()
        await meter.keep(questions=0)
    return draft.model_copy(update={"tables": made.tables, "relationships": made.relationships})


@asynccontextmanager
async def asked(powa: Powa, draft: AgentDraft) -> AsyncIterator[tuple[SqlAgent, Known]]:
    """The agent that a draft would be, and what it would know; nothing is stored. Raises BadRequest, BlockError."""
    _complete(draft)
    context = fitted(draft.context(), await tables_of(powa, draft.datasource_id))
    linkers = Linkers(None)
    try:
        yield _agent(draft), Known(linkers, context, _goldens(draft, ""))
    finally:
        linkers.close()


async def published(powa: Powa, draft: AgentDraft, *, over: bool = False) -> SqlAgent:
    """The agent as the draft says, stored whole and published.

    Raises BadRequest for what does not hold, and Conflict where the agent was changed since the draft was begun, unless
    it is published `over` that.
    """
    _complete(draft)
    live = await tables_of(powa, draft.datasource_id)
    old = None if draft.agent_id is None else powa.store.agents.get(draft.agent_id)
    context = fitted(draft.context(None if old is None else old.context_id), live)
    await _check(powa, draft, context, live)
    agent = await powa.write(_store, powa, draft, context, over)
    await index(powa, powa.store.contexts.get(context.id), live)
    return agent


def _complete(draft: AgentDraft) -> None:
    if not draft.name.strip():
        raise BadRequest("name: an agent needs a name.")
    if not draft.tables:
        raise BadRequest("tables: choose at least one table.")


def _agent(draft: AgentDraft) -> SqlAgent:
    names = ("name", "description", "model", "table_filters", "datasource_id")
    return SqlAgent(id=draft.agent_id or str(uuid4()), **{name: getattr(draft, name) for name in names})


def _goldens(draft: AgentDraft, agent_id: str) -> list[Golden]:
    return [Golden(agent_id=agent_id, **{**one.model_dump(), "id": one.id or str(uuid4())}) for one in draft.goldens]


def _version(agent: SqlAgent, context: Context) -> str:
    """What tells one state of an agent and its context from another."""
    said = agent.model_dump_json(include={"name", "description", "model", "table_filters", "context_id"})
    known = context.model_dump_json(include={"datasource_id", "tables", "relationships"})
    return sha256(f"{said}\n{known}".encode()).hexdigest()


def _lost(draft: AgentDraft, kept: Context) -> list[str]:
    left = {table.name: {column.name for column in table.columns} for table in kept.tables}
    lost = [table.name for table in draft.tables if table.name not in left]
    return lost + [
        f"{table.name}.{column.name}"
        for table in draft.tables
        for column in table.columns
        if table.name in left and column.name not in left[table.name]
    ]


async def _check(powa: Powa, draft: AgentDraft, context: Context, live: dict[str, Table]) -> None:
    """Whether filters hold and approved questions run; raises BadRequest."""
    source = known_source(powa, draft.datasource_id)
    dialect, word = dialect_of(source.kind), word_of(source.id)
    views = {name: None for name, table in live.items() if table.kind == "view"}
    filters = {name: said for name, said in draft.table_filters.items() if said.strip()}
    for name, said in fitting(filters, context).items():
        try:
            text = scoped(f"select * from {dialect.name(*parts(name))}", {name: said}, dialect.sqlglot, views)
            await plan_project(powa, text, source=word)
        except BlockError as error:
            raise BadRequest(f"table_filters: the filter of {name} does not hold. {error.message}") from None
    before = {one.id: one for one in _stored(powa, draft)}
    for golden in draft.goldens:
        if not golden.question.strip() or not golden.sql_text.strip():
            raise BadRequest("goldens: a golden question needs its words and its SQL.")
        old = before.get(golden.id)
        if golden.approved and not (old is not None and old.approved and old.sql_text == golden.sql_text):
            try:
                await plan_project(powa, golden.sql_text, source=word)
            except BlockError as error:
                raise BadRequest(f"goldens: “{golden.question[:80]}” does not run. {error.message}") from None


def _stored(powa: Powa, draft: AgentDraft) -> Sequence[Golden]:
    return [] if draft.agent_id is None else powa.store.goldens.list(draft.agent_id)


def _store(powa: Powa, draft: AgentDraft, context: Context, over: bool) -> SqlAgent:
    """Everything of the draft in one transaction."""
    values: dict[str, Any] = {
        "name": draft.name.strip(),
        "description": draft.description or None,
        "model": draft.model,
        "table_filters": {name: said for name, said in draft.table_filters.items() if said.strip()},
        "status": "PUBLISHED",
    }
    goldens = {one.id: one for one in _stored(powa, draft)}
    with powa.store.together():
        if draft.agent_id is None:
            powa.store.contexts.add(context)
            agent = powa.store.agents.add(SqlAgent.model_validate({**values, "context_id": context.id}))
        else:
            agent = _changed(powa, draft, context, values, over)
        for golden in _goldens(draft, agent.id):
            if golden.id not in goldens:
                powa.store.goldens.add(golden.model_copy(update={"id": str(uuid4())}))
            else:
                changes = golden.model_dump(include={"question", "sql_text", "approved", "ordered"})
                powa.store.goldens.change(agent.id, golden.id, partial(_copied, changes))
        for golden_id in set(draft.dropped) & set(goldens):
            powa.store.goldens.delete(agent.id, golden_id)
    return agent


def _copied(changes: dict[str, Any], old: Golden) -> Golden:
    return old.model_copy(update=changes)


def _changed(powa: Powa, draft: AgentDraft, context: Context, values: dict[str, Any], over: bool) -> SqlAgent:
    before: list[SqlAgent] = []

    def agent(old: SqlAgent) -> SqlAgent:
        before.append(old)
        return old.model_copy(update=values)

    def known(old: Context) -> Context:
        if old.datasource_id != draft.datasource_id:
            raise BadRequest("datasource_id: an agent stays with its data source. Make a new one for another.")
        if not over and draft.version != _version(before[0], old):
            words = (
                f"The agent {before[0].name} was changed since this draft was begun: begin anew, or publish over it."
            )
            raise Conflict(words, code="draft_outdated")
        return context.model_copy(update={"name": old.name, "description": old.description})

    changed = powa.store.agents.change(str(draft.agent_id), agent)
    powa.store.contexts.change(context.id, known)
    return changed
