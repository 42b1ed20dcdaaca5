"""What was run in the explorer, newest first."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from jupyter_powa.limits import Limit
from jupyter_powa.model.explore import PastQuery
from jupyter_powa.model.workflow import new_id
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import stamp
from jupyter_powa.store.tables import queries as table

MOST: Limit[int] = 1_000
"""Queries that are remembered; the oldest are forgotten first. Source: ours."""
LONGEST: Limit[int] = 100_000
"""Characters of a query that is remembered. Source: ours; a longer one would be made by a program."""

_NEWEST = (table.c.started_at.desc(), table.c.id.desc())
_TOLD = tuple(column for column in table.c if column.name != "id")


class Queries:
    """Queries by the time at which they started."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def add(self, query: PastQuery) -> None:
        """Remember a query, unless it is too long; whoever calls has taken secrets out."""
        if len(query.sql) > LONGEST:
            return
        values = {**query.model_dump(), "started_at": stamp(query.started_at), "id": new_id()}
        too_many = select(table.c.id).order_by(*_NEWEST).offset(MOST).limit(MOST)
        with self._reach.write() as connection:
            connection.execute(insert(table).values(values))
            if old := connection.execute(too_many).scalars().all():
                connection.execute(delete(table).where(table.c.id.in_(old)))

    def list(self, limit: int = 50, offset: int = 0) -> list[PastQuery]:
        """Some of them, newest first."""
        with self._reach.read() as connection:
            rows = connection.execute(select(*_TOLD).order_by(*_NEWEST).offset(offset).limit(limit)).mappings().all()
        return [PastQuery.model_validate(dict(row)) for row in rows]

    def clear(self) -> None:
        """Forget all of them."""
        with self._reach.write() as connection:
            connection.execute(delete(table))
