"""The keys of requests that are to be done once: the same key again gets the first execution's reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from jupyter_powa.errors import KeyTaken
from jupyter_powa.model.workflow import now
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import stamp
from jupyter_powa.store.tables import keys as table

KEPT = timedelta(hours=24)
"""How long a key is known (guarantees.md 1.1: what Stripe promises)."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a sender calls a request to a workflow, and a hash of what was asked."""

    workflow_id: str
    key: str
    fingerprint: str


class Keys:
    """Keys by workflow."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def find(self, key: Key) -> tuple[str, bool] | None:
        """The execution that the key started, and whether the same was asked; None for a new key."""
        with self._reach.read() as connection:
            known = (table.c.workflow_id == key.workflow_id, table.c.key == key.key)
            row = connection.execute(select(table).where(*known, table.c.created_at > _oldest())).first()
        return None if row is None else (row.execution_id, row.fingerprint == key.fingerprint)

    def write(self, connection: Connection, key: Key, execution_id: str) -> None:
        """Store a new key inside a transaction of the caller's; raises KeyTaken. Old ones are forgotten."""
        connection.execute(table.delete().where(table.c.created_at <= _oldest()))
        values = {"workflow_id": key.workflow_id, "key": key.key, "fingerprint": key.fingerprint}
        try:
            connection.execute(table.insert().values(**values, execution_id=execution_id, created_at=stamp(now())))
        except IntegrityError:
            raise KeyTaken from None


def _oldest() -> str:
    return stamp(now() - KEPT)
