"""The block logs of a store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from jupyter_powa.model.execution import BlockLog
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.ready import Ready
from jupyter_powa.store.rows import from_json, is_id
from jupyter_powa.store.tables import block_logs as table

_NEW: dict[str, Any] = {name: bindparam(name) for name in ("execution_id", "block_id", "execution_order", "document")}


def _upsert(insert: Any) -> Any:
    made = insert(table).values(_NEW)
    return made.on_conflict_do_update(
        index_elements=[table.c.execution_id, table.c.block_id],
        set_={"execution_order": made.excluded.execution_order, "document": made.excluded.document},
    )


_PUT = Ready(sqlite=_upsert(sqlite.insert), postgresql=_upsert(postgresql.insert))
_LOG = TypeAdapter(BlockLog).serializer


class Logs:
    """Block logs by execution, in the order in which the blocks started."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def put_many(self, execution_id: str, logs: Iterable[BlockLog]) -> None:
        """Store logs, new or not, in one transaction."""
        with self._reach.write() as connection:
            self.write(connection, execution_id, logs)

    def write(self, connection: Connection, execution_id: str, logs: Iterable[BlockLog]) -> None:
        """Store logs inside a transaction of the caller's: one statement for all."""
        rows = (
            {
                "execution_id": execution_id,
                "block_id": log.block_id,
                "execution_order": log.execution_order,
                "document": _LOG.to_json(log, exclude_defaults=True).decode(),
            }
            for log in logs
        )
        _PUT.run_many(connection, rows)

    def interrupt(self, connection: Connection, execution_id: str, words: str) -> None:
        """End those logs of an execution that say that their block runs, inside a transaction of the caller's."""
        broken = [log for log in _read(connection, execution_id) if log.status == "running"]
        for log in broken:
            log.status, log.error, log.code = "error", words, "interrupted"
        self.write(connection, execution_id, broken)

    def list(self, execution_id: str) -> list[BlockLog]:
        """The logs of an execution; empty for an unknown one."""
        if not is_id(execution_id):
            return []
        with self._reach.read() as connection:
            return _read(connection, execution_id)


def _read(connection: Connection, execution_id: str) -> list[BlockLog]:
    query = select(table.c.document).where(table.c.execution_id == execution_id)
    found = connection.execute(query.order_by(table.c.execution_order, table.c.block_id)).scalars()
    return [BlockLog(**from_json(text)) for text in found]
