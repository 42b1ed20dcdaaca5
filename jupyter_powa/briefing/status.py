"""Whether an agent's index still fits its database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from jupyter_powa.briefing.contexts import FAILED
from jupyter_powa.errors import PowaError
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import SqlAgent
from jupyter_powa.powa import Powa
from jupyter_powa.reading import digest_tables
from jupyter_powa.sources import known_source, word_of
from jupyter_powa.unknown import SourceNotFound

PATIENCE: Limit[float] = 5.0
"""Seconds in which a database must say what its tables are; after that, what was known last is told. Source: ours."""


async def told(powa: Powa, agents: Sequence[SqlAgent]) -> list[SqlAgent]:
    """The agents as they are told: each with the state of its index, and without a data source that is gone."""
    wanted: dict[str, dict[str, list[str]]] = {}
    for agent in agents:
        if agent.context_id is not None and agent.datasource_id is not None:
            names, _ = powa.store.contexts.names(agent.context_id)
            wanted.setdefault(agent.datasource_id, {})[agent.context_id] = names
    found: dict[str, str] = {}
    for digests in await asyncio.gather(*(_digests(powa, *one) for one in wanted.items())):
        found |= digests
    return [_told(powa, agent, found.get(agent.context_id or "")) for agent in agents]


def _told(powa: Powa, agent: SqlAgent, digest: str | None) -> SqlAgent:
    if agent.context_id is None:  # its index is brought up to date with every question
        return agent
    _, indexed = powa.store.contexts.names(agent.context_id)
    gone = agent.datasource_id is not None and not _known(powa, agent.datasource_id)
    if agent.context_id in powa.linkers.working:
        state = "INDEXING"
    elif indexed == FAILED:
        state = "FAILED"
    elif gone or indexed is None or digest not in (None, indexed):
        state = "OUTOFSYNC"
    else:
        state = "INSYNC"
    return agent.model_copy(update={"index_status": state, **({"datasource_id": None} if gone else {})})


def _known(powa: Powa, datasource_id: str) -> bool:
    try:
        known_source(powa, datasource_id)
    except SourceNotFound:
        return False
    return True


async def _digests(powa: Powa, datasource_id: str, names: dict[str, list[str]]) -> dict[str, str]:
    """The digests now, by context; none where nobody can say."""
    try:
        source = known_source(powa, datasource_id)
        async with asyncio.timeout(PATIENCE):
            return await digest_tables(powa, names, source=word_of(source.id))
    except (PowaError, TimeoutError):
        return {}
