"""Put together what an agent needs for a question: its context with the index, its source, its model, the filters."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.linkers import Linkers
from jupyter_powa.briefing.contexts import context_of, goldens_of
from jupyter_powa.briefing.quota import Meter, MeteredLlm
from jupyter_powa.briefing.source import AskedSource
from jupyter_powa.data.guard import parts
from jupyter_powa.errors import BadRequest
from jupyter_powa.limits import Limit
from jupyter_powa.llm.base import Llm
from jupyter_powa.llm.open import open_llm
from jupyter_powa.model.agents import Chat, Context, ContextTable, Golden, SqlAgent
from jupyter_powa.model.plan import ModelAccess
from jupyter_powa.models import PLANNER
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known as secrets
from jupyter_powa.sources import known_source

FILTERS = ("table_filter", "table_filters")
"""The two spellings of the one key of a config (contract §6)."""
HISTORY: Limit[int] = 20
"""Questions before that an agent is told. Source: ours, half of the copilot's messages."""


@dataclass(frozen=True)
class Known:
    """What an agent shall know for a question, where that is not what is stored; its index is one of its own."""

    linkers: Linkers
    context: Context | None = None
    """None: the one that is stored; so for the examples."""
    goldens: Sequence[Golden] | None = None
    without: str | None = None
    """A question that is not among the examples."""


@asynccontextmanager
async def briefed(
    powa: Powa,
    agent: SqlAgent,
    meter: Meter,
    config: dict[str, Any] | None = None,
    history: Sequence[Chat] = (),
    known: Known | None = None,
) -> AsyncIterator[Brief]:
    """The brief, while the question is answered; raises PowaError where something of it is not there."""
    source = AskedSource(powa, known_source(powa, agent.datasource_id or ""), meter)
    known = known or Known(powa.linkers)
    context = known.context or await context_of(powa, agent)
    filters = fitting(joined(agent.table_filters, filters_of(config or {})), context)
    context = unseen(context, filters)
    goldens = goldens_of(powa, agent) if known.goldens is None else known.goldens
    if known.without is not None:
        goldens = [golden for golden in goldens if golden.question != known.without]
    llm = model(powa, agent)
    try:
        async with known.linkers.linked(context, goldens) as linker:
            yield Brief(
                agent=agent,
                context=context,
                source=source,
                linker=linker,
                llm=None if llm is None else MeteredLlm(llm, meter),
                history=list(history)[-HISTORY:],
                filters=filters,
                limit=powa.settings.agent_rows,
            )
    finally:
        if llm is not None:
            await llm.close()


def model(powa: Powa, agent: SqlAgent) -> Llm | None:
    """The model that writes an agent's SQL, opened; None is the planner. Raises as `access` does."""
    found = access(powa, agent)
    return None if found is None else open_llm(found, powa.recorder())


def access(powa: Powa, agent: SqlAgent) -> ModelAccess | None:
    """How an agent's model is reached; None is the planner, which also stands in for a default without a key.

    Raises BadRequest for a model that was chosen and cannot be reached.
    """
    try:
        found = powa.models.access(agent.model)
    except BadRequest as error:
        if agent.model or error.code != "missing_key":
            raise
        return None
    if found.provider == PLANNER:
        return None
    if found.key is not None:
        secrets.remember(found.key.get_secret_value())
    return found


def filters_of(config: dict[str, Any]) -> dict[str, str]:
    """The conditions of a config by table, both spellings together; raises BadRequest for another shape."""
    found: dict[str, str] = {}
    for spelling in FILTERS:
        given = config.get(spelling)
        if given is None:
            continue
        if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
            raise BadRequest(f"config.{spelling}: write it as an object with a condition for each table.")
        found = joined(found, given)
    return found


def joined(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Conditions by table, both where there are two."""
    made = dict(one)
    for table, condition in other.items():
        if condition.strip():
            made[table] = f"({made[table]}) AND ({condition})" if table in made else condition
    return made


def unseen(context: Context, filters: Mapping[str, str]) -> Context:
    """The context without values of filtered tables, which may be of hidden rows; its index is one of its own."""
    filtered = {parts(name)[-1].casefold() for name in filters}
    hidden = [table.name for table in context.tables if parts(table.name)[-1].casefold() in filtered]
    if not hidden:
        return context
    tables = [_without_values(table) if table.name in hidden else table for table in context.tables]
    mark = sha256("\n".join(sorted(hidden)).encode()).hexdigest()[:12]
    return context.model_copy(update={"id": f"{context.id}-{mark}", "tables": tables})


def _without_values(table: ContextTable) -> ContextTable:
    return table.model_copy(update={"columns": [one.model_copy(update={"values": []}) for one in table.columns]})


def fitting(filters: dict[str, str], context: Context) -> dict[str, str]:
    """The filters, each for a table that there is: one for a misspelt table would filter nothing; raises BadRequest."""
    names = {parts(table.name)[-1].casefold() for table in context.tables}
    for table in filters:
        if not parts(table) or parts(table)[-1].casefold() not in names:
            raise BadRequest(f"There is a filter for {table!r}, but this agent knows no such table.")
    return filters
