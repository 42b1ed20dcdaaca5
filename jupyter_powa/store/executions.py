"""The executions of a store, each with the process that runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.exc import IntegrityError

from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.workflow import now
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.keys import Key, Keys
from jupyter_powa.store.logs import Logs
from jupyter_powa.store.ready import Ready
from jupyter_powa.store.rows import from_json, is_id, json_text, stamp
from jupyter_powa.store.tables import executions as table
from jupyter_powa.store.tables import workflows
from jupyter_powa.unknown import ExecutionNotFound, WorkflowNotFound

_COLUMNS = frozenset({"id", "workflow_id", "status", "created_at"})
_READ = [table.c.id, table.c.workflow_id, table.c.status, table.c.created_at, table.c.document]
INTERRUPTED = "The execution was interrupted: the process that ran it ended. Nothing is run again by itself."


class Executions:
    """Executions by id, and by workflow from the newest on."""

    def __init__(self, reach: Reach, logs: Logs, keys: Keys) -> None:
        self._reach = reach
        self._logs, self._keys = logs, keys

    def get(self, execution_id: str, workflow_id: str | None = None) -> Execution:
        """The execution, of that workflow where one is given; raises ExecutionNotFound."""
        with self._reach.read() as connection:
            row = connection.execute(_GET, {"known": execution_id}).first() if is_id(execution_id) else None
        if row is None or (workflow_id is not None and row.workflow_id != workflow_id):
            raise ExecutionNotFound(execution_id)
        return _execution(row)

    def list(self, workflow_id: str, limit: int = 20) -> list[Execution]:
        """The newest executions of a workflow; empty for an unknown one."""
        if not is_id(workflow_id):
            return []
        with self._reach.read() as connection:
            asked = {"of": workflow_id, "most": limit}
            return [_execution(row) for row in connection.execute(_LIST, asked)]

    def add(self, execution: Execution, owner: str = "", key: Key | None = None) -> Execution:
        """Store a new execution, with the key of its request; raises WorkflowNotFound, KeyTaken."""
        with self._reach.write() as connection:
            self.insert(connection, execution, owner, key)
        return execution

    def insert(self, connection: Connection, execution: Execution, owner: str, key: Key | None = None) -> None:
        """As `add`, inside a transaction of the caller's."""
        self._add(connection, execution, owner)
        if key is not None:
            self._keys.write(connection, key, execution.id)

    def put(self, execution: Execution, owner: str = "") -> Execution:
        """Store an execution, new or not; raises WorkflowNotFound."""
        with self._reach.write() as connection:
            if not _UPDATE.run(connection, _columns(execution)).rowcount:
                self._add(connection, execution, owner)
        return execution

    def finish(self, execution: Execution, logs: Iterable[BlockLog] = (), new_of: str | None = None) -> bool:
        """Store how far an execution is, with these of its logs; False where it was deleted meanwhile.

        `new_of`: it was not stored yet, and this is its owner; raises WorkflowNotFound then.
        """
        with self._reach.write() as connection:
            if new_of is not None:
                self._add(connection, execution, new_of)
            elif not _UPDATE.run(connection, _columns(execution)).rowcount:
                return False
            self._logs.write(connection, execution.id, logs)
        return True

    def interrupt(self, lives: Callable[[str], bool]) -> Sequence[str]:
        """End those unfinished executions whose owner no longer lives, as failed; gives their ids."""
        unfinished = table.c.status.in_(("pending", "running"))
        with self._reach.write() as connection:
            owners = connection.execute(select(table.c.owner).where(unfinished).distinct()).scalars().all()
            gone = [owner for owner in owners if not lives(owner)]
            rows = connection.execute(select(*_READ).where(unfinished, table.c.owner.in_(gone))).all() if gone else []
            for row in rows:
                ended = {"status": "failed", "code": "interrupted", "error": INTERRUPTED, "broke": True}
                ended["completed_at"] = now()
                _UPDATE.run(connection, _columns(_execution(row).model_copy(update=ended)))
                self._logs.interrupt(connection, row.id, INTERRUPTED)
        return [row.id for row in rows]

    def _add(self, connection: Connection, execution: Execution, owner: str) -> None:
        created = stamp(execution.created_at)
        values = _columns(execution)
        values |= {
            "id": values.pop("known"),
            "workflow_id": execution.workflow_id,
            "created_at": created,
            "owner": owner,
        }
        try:
            _INSERT.run(connection, values)
        except IntegrityError:
            raise WorkflowNotFound(execution.workflow_id) from None
        _COUNT.run(connection, {"counted": execution.workflow_id, "last": created})


# Built once: to build a statement takes longer than to run it.
_GET = select(*_READ).where(table.c.id == bindparam("known"))
_LIST = (
    select(*_READ)
    .where(table.c.workflow_id == bindparam("of"))
    .order_by(table.c.created_at.desc(), table.c.id.desc())
    .limit(bindparam("most"))
)
_INSERT = Ready(any=table.insert().values({column.name: bindparam(column.name) for column in table.columns}))
_UPDATE = Ready(
    any=table.update()
    .where(table.c.id == bindparam("known"))
    .values({name: bindparam(name) for name in ("status", "heartbeat", "document")})
)
_COUNT = Ready(
    any=workflows.update()
    .where(workflows.c.id == bindparam("counted"))
    .values(execution_count=workflows.c.execution_count + 1, last_execution_at=bindparam("last"))
)


def _columns(execution: Execution) -> dict[str, Any]:
    document = {name: value for name, value in execution.__dict__.items() if name not in _COLUMNS}
    return {
        "known": execution.id,
        "status": execution.status,
        "heartbeat": stamp(now()),
        "document": json_text(document),
    }


def _execution(row: Row[Any]) -> Execution:
    columns = {"id": row.id, "workflow_id": row.workflow_id, "status": row.status, "created_at": row.created_at}
    return Execution.model_validate({**columns, **from_json(row.document)})
