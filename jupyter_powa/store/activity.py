"""What goes on in a store, at a glance: what runs now, and what ran last, of all workflows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from jupyter_powa.model.activity import ExecutionRow
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import moment
from jupyter_powa.store.tables import OPEN, executions, workflows


class Activity:
    """The executions of all workflows, from the newest on; cheap enough to be asked every other second."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def list(self, limit: int = 20) -> Sequence[ExecutionRow]:
        """Everything that runs, then what ran last."""
        with self._reach.read() as connection:
            running = connection.execute(_RUNNING, {"most": limit}).all()
            newest: list[Any] = []
            for workflow_id, last in connection.execute(_LATELY, {"most": limit}).all():
                if len(newest) == limit and newest[-1].created_at >= last:
                    break  # neither this workflow nor those behind it have run since
                newest.extend(connection.execute(_NEWEST, {"of": workflow_id, "most": limit}).all())
                newest = sorted(newest, key=lambda row: (row.created_at, row.id), reverse=True)[:limit]
        known = {row.id for row in running}
        return [_row(row) for row in [*running, *(row for row in newest if row.id not in known)]]


_COLUMNS = (
    executions.c.id,
    executions.c.workflow_id,
    workflows.c.name,
    executions.c.status,
    executions.c.created_at,
    executions.c.heartbeat,
)
_ORDER = (executions.c.created_at.desc(), executions.c.id.desc())
_ROWS = select(*_COLUMNS).join(workflows, workflows.c.id == executions.c.workflow_id)
_RUNNING = _ROWS.where(OPEN).order_by(*_ORDER).limit(bindparam("most"))
_NEWEST = _ROWS.where(executions.c.workflow_id == bindparam("of")).order_by(*_ORDER).limit(bindparam("most"))
_LATELY = (
    select(workflows.c.id, workflows.c.last_execution_at)
    .where(workflows.c.last_execution_at.is_not(None))
    .order_by(workflows.c.last_execution_at.desc())
    .limit(bindparam("most"))
)


def _row(row: Row[Any]) -> ExecutionRow:
    return ExecutionRow(
        id=row.id,
        workflow_id=row.workflow_id,
        workflow_name=row.name,
        status=row.status,
        created_at=moment(row.created_at),
        heartbeat=moment(row.heartbeat),
    )
