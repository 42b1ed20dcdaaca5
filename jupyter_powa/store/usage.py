"""What SQL agents have used: how much of what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from jupyter_powa.model.workflow import new_id, now
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import stamp
from jupyter_powa.store.tables import usage as table


class Usage:
    """Amounts by event and time."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def add(self, amounts: Mapping[str, int], agent_id: str | None = None, when: datetime | None = None) -> None:
        """Note what was used, all of it or nothing; amounts of 0 are left out."""
        at = stamp(when or now())
        rows = [
            {"id": new_id(), "happened_at": at, "event": event, "amount": amount, "agent_id": agent_id}
            for event, amount in amounts.items()
            if amount
        ]
        if rows:
            with self._reach.write() as connection:
                connection.execute(table.insert(), rows)

    def sums(self, start: datetime | None = None, end: datetime | None = None) -> dict[str, int]:
        """How much of each was used from a time on, and before another one."""
        query = select(table.c.event, func.sum(table.c.amount)).group_by(table.c.event)
        if start is not None:
            query = query.where(table.c.happened_at >= stamp(start))
        if end is not None:
            query = query.where(table.c.happened_at < stamp(end))
        with self._reach.read() as connection:
            return {event: int(amount) for event, amount in connection.execute(query).all()}
