"""The golden questions of a store, by agent: those that somebody approved, and those that were only proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from jupyter_powa.errors import Conflict
from jupyter_powa.model.agent_draft import MOST_GOLDENS
from jupyter_powa.model.agents import Golden
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, stamp
from jupyter_powa.store.tables import goldens as table
from jupyter_powa.unknown import GoldenNotFound

_OWN = ("id", "agent_id", "created_on")


class Goldens:
    """Golden questions by agent and id."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def get(self, agent_id: str, golden_id: str) -> Golden:
        """The golden question; raises GoldenNotFound."""
        with self._reach.read() as connection:
            return _golden(_found(connection, agent_id, golden_id))

    def list(self, *agent_ids: str) -> Sequence[Golden]:
        """Those of these agents, oldest first."""
        query = select(table).where(table.c.agent_id.in_(agent_ids)).order_by(table.c.created_on, table.c.id)
        with self._reach.read() as connection:
            return [_golden(row) for row in connection.execute(query).all()]

    def add(self, *made: Golden) -> None:
        """Store new ones; raises Conflict where an agent has too many."""
        with self._reach.write() as connection:
            for golden in made:
                own = {"id": golden.id, "agent_id": golden.agent_id, "created_on": stamp(golden.created_on)}
                connection.execute(table.insert().values(**own, document=_document(golden)))
            _fitting(connection, {golden.agent_id for golden in made})

    def propose(self, entry_id: str, golden: Golden | None) -> None:
        """What the feedback on an entry proposes now, instead of before; what was approved meanwhile stays."""
        with self._reach.write() as connection:
            rows = connection.execute(select(table).where(table.c.entry_id == entry_id)).all()
            approved = [row for row in rows if _golden(row).approved]
            connection.execute(
                table.delete().where(table.c.entry_id == entry_id, table.c.id.not_in([row.id for row in approved]))
            )
            if golden is not None and not approved:
                own = {"id": golden.id, "agent_id": golden.agent_id, "created_on": stamp(golden.created_on)}
                connection.execute(table.insert().values(**own, entry_id=entry_id, document=_document(golden)))
                _fitting(connection, {golden.agent_id})

    def change(self, agent_id: str, golden_id: str, how: Callable[[Golden], Golden]) -> Golden:
        """Store what `how` makes of one; raises GoldenNotFound."""
        with self._reach.write() as connection:
            old = _golden(_found(connection, agent_id, golden_id, lock=True))
            new = how(old)
            connection.execute(table.update().where(table.c.id == old.id).values(document=_document(new)))
        return new

    def delete(self, agent_id: str, golden_id: str) -> None:
        """Forget one; raises GoldenNotFound."""
        with self._reach.write() as connection:
            _found(connection, agent_id, golden_id, lock=True)
            connection.execute(table.delete().where(table.c.id == golden_id))


def _fitting(connection: Connection, agent_ids: Iterable[str]) -> None:
    for agent_id in agent_ids:
        query = select(table.c.id).where(table.c.agent_id == agent_id).limit(MOST_GOLDENS + 1)
        if len(connection.execute(query).all()) > MOST_GOLDENS:
            raise Conflict(
                f"An agent has at most {MOST_GOLDENS:,} golden questions: delete some first.", code="too_many"
            )


def _found(connection: Connection, agent_id: str, golden_id: str, *, lock: bool = False) -> Row[Any]:
    query = select(table).where(table.c.id == golden_id, table.c.agent_id == agent_id)
    row = connection.execute(query.with_for_update() if lock else query).first() if is_id(golden_id) else None
    if row is None:
        raise GoldenNotFound(golden_id)
    return row


def _document(golden: Golden) -> str:
    return golden.model_dump_json(exclude=set(_OWN))


def _golden(row: Row[Any]) -> Golden:
    return Golden.model_validate({**from_json(row.document), **{name: getattr(row, name) for name in _OWN}})
