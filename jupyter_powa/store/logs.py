"""The block logs of a store."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Dialect, select
from sqlalchemy.dialects import postgresql, sqlite

from jupyter_powa.model.execution import BlockLog
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id
from jupyter_powa.store.tables import block_logs as table


def _upsert(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=[table.c.execution_id, table.c.block_id],
        set_={"execution_order": insert.excluded.execution_order, "document": insert.excluded.document},
    )


@cache
def _statement(dialect: Dialect) -> str:
    """The one statement that stores logs, as text: a driver takes a hundred rows of it much faster than a compiler."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect.name]
    return str(_upsert(insert(table)).compile(dialect=dialect, column_keys=_NAMES))


_NAMES = ["execution_id", "block_id", "execution_order", "document"]
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
        rows: builtins.list[Any] = [
            (execution_id, log.block_id, log.execution_order, _LOG.to_json(log).decode()) for log in logs
        ]
        if rows:
            dialect = connection.dialect
            if not dialect.positional:
                rows = [dict(zip(_NAMES, row, strict=True)) for row in rows]
            connection.exec_driver_sql(_statement(dialect), rows)

    def list(self, execution_id: str) -> list[BlockLog]:
        """The logs of an execution; empty for an unknown one."""
        if not is_id(execution_id):
            return []
        query = select(table.c.document).where(table.c.execution_id == execution_id)
        with self._reach.read() as connection:
            found = connection.execute(query.order_by(table.c.execution_order, table.c.block_id)).scalars()
            return [BlockLog(**from_json(text)) for text in found]
