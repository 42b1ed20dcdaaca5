"""A SQL agent as it travels to a block of a run: what it knows, and no more."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from jupyter_powa.briefing.asking import check
from jupyter_powa.briefing.brief import access, fitting
from jupyter_powa.briefing.contexts import context_of, goldens_of
from jupyter_powa.briefing.quota import Meter
from jupyter_powa.errors import Conflict, NotFound, PowaError
from jupyter_powa.model.agents import SqlAgent
from jupyter_powa.model.execution import BlockLog
from jupyter_powa.model.plan import ModelAccess, Plan, SqlAgentAccess
from jupyter_powa.model.workflow import Block
from jupyter_powa.powa import Powa
from jupyter_powa.sources import word_of

log = logging.getLogger(__name__)


def sql_agent(powa: Powa, word: str) -> SqlAgent:
    """The SQL agent of that id or name; raises NotFound, and Conflict where several have the name."""
    every = powa.store.agents.list()
    found = [one for one in every if one.id == word] or [
        one for one in every if one.name.casefold() == word.strip().casefold()
    ]
    if len(found) > 1:
        words = f"{len(found)} SQL agents are called {word!r}: name one by its id, {found[0].id} or another."
        raise Conflict(words, code="ambiguous_agent")
    if not found:
        project = [one.name for one in powa.store.assets.list("agents")]
        names = ", ".join([*project, *(one.name for one in every)][:30])
        raise NotFound(f"There is no agent {word!r}. Agents: {names}.", code="agent_not_found")
    return found[0]


async def packed(powa: Powa, agent: SqlAgent) -> tuple[SqlAgentAccess, ModelAccess | None]:
    """The agent with what it takes along, and its model where it has one.

    Raises Conflict for a disabled one, QuotaExceeded, and PowaError where its context or model is not there.
    """
    check(agent, {})
    Meter(powa)
    context = await context_of(powa, agent)
    # What the agent may not see stays here: its tables' other columns too.
    tables = [table.model_copy(update={"available_columns": []}) for table in context.tables]
    seen = context.model_copy(update={"tables": tables})
    fitting(agent.table_filters, seen)
    model = access(powa, agent)
    carried = SqlAgentAccess(
        agent=agent,
        context=seen,
        goldens=list(goldens_of(powa, agent)),
        source=word_of(agent.datasource_id or ""),
        model=None if model is None else agent.model,
        memory=powa.settings.query_memory,
    )
    return carried, model


async def count(powa: Powa, plan: Plan, logs: Sequence[BlockLog]) -> None:
    """Keep what the questions of a run have taken; of one that failed, that it was asked is all that is known.

    Never raises: a store that cannot is told in the log.
    """
    asked = {block.id: found for block in plan.graph.blocks if (found := plan.sql_agents.get(_word(block)))}
    for entry in logs:
        if entry.block_id not in asked or entry.status not in ("success", "error"):
            continue
        told = entry.output.get("used", {}) if isinstance(entry.output, dict) else {}
        amounts = {
            "questions": entry.attempts,
            "tokens": told.get("prompt_tokens", 0) + told.get("completion_tokens", 0),
            "queries": told.get("queries", 0),
            "rows": told.get("rows", 0),
        }
        try:
            await powa.write(powa.store.usage.add, amounts, asked[entry.block_id].agent.id)
        except PowaError:
            log.exception("What a question of a block has taken could not be stored")


def _word(block: Block) -> str:
    return str(block.config.get("agent_id") or "")
