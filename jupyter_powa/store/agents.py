"""The SQL agents of a store: those that people made, and two that are always there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.exc import IntegrityError

from jupyter_powa.errors import Conflict
from jupyter_powa.model.agents import SqlAgent
from jupyter_powa.model.source import PROJECT_ID
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, stamp
from jupyter_powa.store.tables import agent_contexts as contexts
from jupyter_powa.store.tables import agent_sessions, goldens
from jupyter_powa.store.tables import sql_agents as table
from jupyter_powa.unknown import AgentNotFound, ContextNotFound

_SINCE = datetime(2025, 1, 1, tzinfo=UTC)
BUILT_IN: dict[str, SqlAgent] = {
    agent.id: agent
    for agent in (
        SqlAgent(
            id="5e9e14b6-5f0e-4d6b-9a9e-0d1c0de0a001",
            name="Developer",
            description="Answers questions about the project's own database for whoever builds on it.",
            datasource_id=PROJECT_ID,
            type="SYSTEM",
            status="PUBLISHED",
            created_on=_SINCE,
        ),
        SqlAgent(
            id="5e9e14b6-5f0e-4d6b-9a9e-0d1c0de0a002",
            name="DBA",
            description="Answers questions about tables, keys and sizes of the project's own database.",
            datasource_id=PROJECT_ID,
            type="SYSTEM",
            status="PUBLISHED",
            created_on=_SINCE,
        ),
    )
}
"""The agents that every project has, on its own database. Source: contract §6, the vendor's Developer and DBA."""
_DOCUMENT = {"name", "description", "type", "status", "model", "table_filters"}


class Agents:
    """SQL agents by id. What stands in `BUILT_IN` is always there and never changes."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def get(self, agent_id: str) -> SqlAgent:
        """The agent; raises AgentNotFound."""
        if (built_in := BUILT_IN.get(agent_id)) is not None:
            return built_in.model_copy()
        with self._reach.read() as connection:
            return _agent(_found(connection, agent_id))

    def list(self) -> Sequence[SqlAgent]:
        """All of them: the built-in ones first, then the others, oldest first."""
        with self._reach.read() as connection:
            rows = connection.execute(_all().order_by(table.c.created_on, table.c.id)).all()
        return [*(agent.model_copy() for agent in BUILT_IN.values()), *map(_agent, rows)]

    def using(self, datasource_id: str) -> Sequence[SqlAgent]:
        """Those that answer questions about a data source."""
        return [agent for agent in self.list() if agent.datasource_id == datasource_id]

    def of_context(self, context_id: str) -> Sequence[SqlAgent]:
        """Those that know a context."""
        return [agent for agent in self.list() if agent.context_id == context_id]

    def add(self, agent: SqlAgent) -> SqlAgent:
        """Store a new one; raises ContextNotFound."""
        own = {"id": agent.id, "created_on": stamp(agent.created_on)}
        with self._reach.write() as connection:
            try:
                connection.execute(table.insert().values(**own, **_values(agent)))
            except IntegrityError:
                raise ContextNotFound(agent.context_id or "") from None
            return _agent(_found(connection, agent.id))

    def change(self, agent_id: str, how: Callable[[SqlAgent], SqlAgent]) -> SqlAgent:
        """Store what `how` makes of one; raises AgentNotFound, ContextNotFound, Conflict for a built-in one."""
        _refuse(agent_id, "changed")
        new = None
        try:
            with self._reach.write() as connection:
                old = _agent(_found(connection, agent_id, lock=True))
                new = how(old)
                if not is_id(new.context_id or ""):
                    raise ContextNotFound(new.context_id or "")
                connection.execute(table.update().where(table.c.id == old.id).values(**_values(new)))
                return _agent(_found(connection, old.id))
        except IntegrityError:
            raise ContextNotFound((new and new.context_id) or "") from None

    def delete(self, agent_id: str) -> SqlAgent:
        """Forget one, with its golden questions; its sessions stay. Raises AgentNotFound, Conflict (built-in)."""
        _refuse(agent_id, "deleted")
        with self._reach.write() as connection:
            agent = _agent(_found(connection, agent_id, lock=True))
            connection.execute(goldens.delete().where(goldens.c.agent_id == agent.id))
            gone = agent_sessions.update().where(agent_sessions.c.agent_id == agent.id)
            connection.execute(gone.values(agent_id=None))
            connection.execute(table.delete().where(table.c.id == agent.id))
        return agent


def _refuse(agent_id: str, what: str) -> None:
    if (agent := BUILT_IN.get(agent_id)) is not None:
        raise Conflict(f"The agent {agent.name} is built in and cannot be {what}.", code="built_in")


def _all() -> Select[Any]:
    return select(table, contexts.c.datasource_id).join(contexts, contexts.c.id == table.c.context_id)


def _found(connection: Connection, agent_id: str, *, lock: bool = False) -> Row[Any]:
    query = _all().where(table.c.id == agent_id)
    row = connection.execute(query.with_for_update(of=table) if lock else query).first() if is_id(agent_id) else None
    if row is None:
        raise AgentNotFound(agent_id)
    return row


def _values(agent: SqlAgent) -> dict[str, Any]:
    return {"context_id": agent.context_id, "document": agent.model_dump_json(include=_DOCUMENT)}


def _agent(row: Row[Any]) -> SqlAgent:
    own = {name: getattr(row, name) for name in ("id", "context_id", "datasource_id", "created_on")}
    return SqlAgent.model_validate({**from_json(row.document), **own})
