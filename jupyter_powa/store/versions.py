"""The versions of a store's workflows: every graph as it was saved, thinned with age."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, func, select

from jupyter_powa.limits import Limit
from jupyter_powa.model.version import Origin, Version, VersionRow
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import is_id, moment, stamp
from jupyter_powa.store.tables import executions, workflows
from jupyter_powa.store.version_tables import versions as table
from jupyter_powa.unknown import VersionNotFound, WorkflowNotFound

MOST: Limit[int] = 100
"""Versions that are kept of one workflow; older ones are thinned. Source: ours."""
LARGEST: Limit[int] = 50_000_000
"""Characters of all versions of one workflow, which is some fifty of the largest graphs. Source: ours."""
PAUSE = timedelta(minutes=10)
"""A draft that comes later than this after the one before it does not take its place."""

_ROW = [column for column in table.c if column not in (table.c.graph, table.c.size, table.c.workflow_id)]
_OF = table.c.workflow_id == bindparam("known")
_NEWEST = select(table.c.number, table.c.saved_at, table.c.draft).where(_OF).order_by(table.c.number.desc()).limit(1)
_RUN = (
    select(executions.c.id)
    .where(executions.c.workflow_id == bindparam("known"), executions.c.created_at >= bindparam("since"))
    .limit(1)
)
_FORGET = delete(table).where(_OF, table.c.number == bindparam("gone"))
_INSERT = table.insert()
_SUMS = select(func.count(), func.sum(table.c.size)).where(_OF)
_AGES = select(table.c.number, table.c.saved_at, table.c.size).where(_OF).order_by(table.c.number)


class Versions:
    """Versions by workflow and number."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def list(self, workflow_id: str) -> Sequence[VersionRow]:
        """The versions that are kept, newest first; raises WorkflowNotFound."""
        with self._reach.read() as connection:
            _known(connection, workflow_id)
            query = select(*_ROW).where(table.c.workflow_id == workflow_id).order_by(table.c.number.desc())
            return [VersionRow.model_validate(dict(row._mapping)) for row in connection.execute(query)]

    def get(self, workflow_id: str, number: int) -> Version:
        """One version with its graph; raises WorkflowNotFound, VersionNotFound."""
        query = select(*_ROW, table.c.graph).where(table.c.workflow_id == workflow_id, table.c.number == number)
        with self._reach.read() as connection:
            _known(connection, workflow_id)
            row = connection.execute(query).first() if 0 < number < 2**31 else None
        if row is None:
            raise VersionNotFound(number)
        return Version.model_validate({**row._mapping, "graph": Graph.model_validate_json(row.graph)})

    def before(self, workflow_id: str, number: int) -> int | None:
        """The version that is kept before that one, where there is one."""
        query = select(func.max(table.c.number)).where(table.c.workflow_id == workflow_id, table.c.number < number)
        with self._reach.read() as connection:
            found: int | None = connection.execute(query).scalar()
        return found


def remember(
    connection: Connection,
    workflow: Workflow,
    graph: str,
    origin: Origin,
    *,
    draft: bool = False,
    restored: int | None = None,
) -> None:
    """Keep a workflow's graph (as text) as its version, inside a transaction of the caller's."""
    known = {"known": workflow.id}
    newest = connection.execute(_NEWEST, known).first()
    folds = draft and newest is not None and newest.draft and _goes_on(connection, workflow, newest.saved_at)
    if newest is not None:
        connection.execute(_FORGET, {**known, "gone": newest.number if folds else workflow.version})
    values = {"workflow_id": workflow.id, "number": workflow.version, "saved_at": stamp(workflow.updated_at)}
    counted = {"blocks": len(workflow.blocks), "edges": len(workflow.edges), "size": len(graph)}
    said = {"origin": origin, "draft": draft, "restored": restored, "graph": graph}
    connection.execute(_INSERT, {**values, **counted, **said})
    count, size = connection.execute(_SUMS, known).one()
    if count > MOST or size > LARGEST:
        _thin(connection, workflow.id)


def _goes_on(connection: Connection, workflow: Workflow, since: str) -> bool:
    """Whether a draft goes on from one that was saved then, and takes its place: just now, and never run."""
    if workflow.updated_at - moment(since) > PAUSE:
        return False
    return connection.execute(_RUN, {"known": workflow.id, "since": since}).first() is None


def _thin(connection: Connection, workflow_id: str) -> None:
    """Forget as many versions as are too many."""
    rows = builtins.list(connection.execute(_AGES, {"known": workflow_id}).all())
    while len(rows) > 1 and (len(rows) > MOST or sum(row.size for row in rows) > LARGEST):
        gone = rows.pop(_spare([moment(row.saved_at).timestamp() for row in rows]))
        connection.execute(_FORGET, {"known": workflow_id, "gone": gone.number})


def _spare(times: Sequence[float]) -> int:
    """Which of these versions is missed least: of the older half, but for the first, the one that stood shortest."""
    older = range(1, len(times) // 2 + 1)
    if len(times) < 3:
        return 0
    return min(older, key=lambda place: times[place + 1] - times[place - 1])


def _known(connection: Connection, workflow_id: str) -> None:
    query = select(workflows.c.id).where(workflows.c.id == workflow_id)
    if not is_id(workflow_id) or connection.execute(query).first() is None:
        raise WorkflowNotFound(workflow_id)
