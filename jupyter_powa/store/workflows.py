"""The workflows of a store."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from jupyter_powa.errors import AlreadyDeployed, VersionConflict
from jupyter_powa.model.version import Origin
from jupyter_powa.model.workflow import Graph, Workflow, WorkflowRow, now
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, json_text, stamp
from jupyter_powa.store.tables import workflows as table
from jupyter_powa.store.versions import remember
from jupyter_powa.store.webhooks import keep, opened_by, taken_out
from jupyter_powa.unknown import WorkflowNotFound

Sort = Literal["created_at", "name", "updated_at", "last_execution_at"]
Order = Literal["asc", "desc"]

_ROW = [column for column in table.c if column is not table.c.graph]
_BY = {
    "created_at": table.c.created_at,
    "name": table.c.name_key,
    "updated_at": table.c.updated_at,
    "last_execution_at": table.c.last_execution_at,
}


class Workflows:
    """Workflows by id."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def get(self, workflow_id: str) -> Workflow:
        """The workflow with its graph; raises WorkflowNotFound."""
        with self._reach.read() as connection:
            return _workflow(_found(connection, workflow_id, _WHOLE))

    def row(self, workflow_id: str) -> WorkflowRow:
        """The workflow as in a list; raises WorkflowNotFound."""
        with self._reach.read() as connection:
            return _listed(_found(connection, workflow_id, _WITHOUT_GRAPH))

    def list(
        self, *, limit: int = 50, offset: int = 0, q: str = "", sort: Sort = "created_at", order: Order = "desc"
    ) -> tuple[list[WorkflowRow], int]:
        """One page of the workflows whose name holds `q` (in any case), and how many there are in all."""
        rows, count = _listing(sort, order, bool(q))
        asked = {"q": "%" + _WILD.sub(r"/\g<0>", q.casefold()) + "%"} if q else {}
        with self._reach.read() as connection:
            total = connection.execute(count, asked).scalar_one()
            page = {**asked, "most": limit, "before": offset}
            found = connection.execute(rows, page).all() if total else []
        return [_listed(row) for row in found], total

    def put(self, workflow: Workflow, *, expected: int | None = None, origin: Origin = "api") -> Workflow:
        """Store a workflow as it is, new or not; `expected` refuses (VersionConflict) where another was saved since."""
        with self._reach.write() as connection:
            return self.write(connection, workflow, expected, origin)

    def write(
        self, connection: Connection, workflow: Workflow, expected: int | None = None, origin: Origin = "api"
    ) -> Workflow:
        """As `put`, inside a transaction of the caller's."""
        workflow, credentials = taken_out(workflow)
        values = _columns(workflow)
        version = connection.execute(_VERSION, {"known": workflow.id}).scalar()
        if expected is not None and version is not None and version != expected:
            raise VersionConflict(expected, version)
        if version is None:
            connection.execute(_INSERT, {**values, "execution_count": 0})
        else:
            connection.execute(table.update().where(table.c.id == workflow.id).values(**values))
        remember(connection, workflow, values["graph"], origin)
        if credentials is not None:
            keep(connection, workflow.id, credentials)
        return workflow

    def save_graph(
        self,
        workflow_id: str,
        graph: Graph,
        *,
        expected: int | None = None,
        origin: Origin = "api",
        draft: bool = False,
        restored: int | None = None,
    ) -> Workflow:
        """Replace the graph, one version on; raises WorkflowNotFound, AlreadyDeployed, VersionConflict.

        `draft`: an editor saved it by itself, so that it may take the place of the draft before it.
        """
        with self._reach.write() as connection:
            return self.write_graph(connection, workflow_id, graph, expected, origin, draft=draft, restored=restored)

    def write_graph(
        self,
        connection: Connection,
        workflow_id: str,
        graph: Graph,
        expected: int | None = None,
        origin: Origin = "api",
        *,
        draft: bool = False,
        restored: int | None = None,
    ) -> Workflow:
        """As `save_graph`, inside a transaction of the caller's."""
        workflow = _workflow(_found(connection, workflow_id, _WHOLE, lock=True))
        if workflow.state == "deployed":
            raise AlreadyDeployed(workflow_id)
        if expected is not None and workflow.version != expected:
            raise VersionConflict(expected, workflow.version)
        saved, credentials = taken_out(workflow.with_graph(graph))
        values = _columns(saved)
        connection.execute(table.update().where(table.c.id == workflow_id).values(**values))
        remember(connection, saved, values["graph"], origin, draft=draft, restored=restored)
        if credentials is not None:
            keep(connection, workflow_id, credentials)
        return saved

    def changes(self, known: Workflow, graph: Graph) -> bool:
        """Whether it would change anything to save this graph; a secret in it is compared by its hash."""
        saved, credentials = taken_out(known.with_graph(graph))
        if saved.graph != known.graph:
            return True
        if credentials is None or credentials.own_hash is None:
            return False
        with self._reach.read() as connection:
            return not opened_by(connection, known.id, credentials.own_hash)

    def deploy(self, workflow_id: str, expected: int) -> None:
        """Deploy that version of a workflow; raises WorkflowNotFound, AlreadyDeployed, VersionConflict."""
        with self._reach.write() as connection:
            row = _found(connection, workflow_id, _WITHOUT_GRAPH, lock=True)
            if row.state == "deployed":
                raise AlreadyDeployed(workflow_id)
            if row.version != expected:
                raise VersionConflict(expected, row.version)
            values = {"state": "deployed", "updated_at": stamp(now())}
            connection.execute(table.update().where(table.c.id == workflow_id).values(**values))

    def change(self, workflow_id: str, **fields: Any) -> WorkflowRow:
        """Set fields other than the graph; raises WorkflowNotFound."""
        with self._reach.write() as connection:
            row = _listed(_found(connection, workflow_id, _WITHOUT_GRAPH, lock=True))
            changed = row.model_copy(update={**fields, "updated_at": now()})
            connection.execute(table.update().where(table.c.id == workflow_id).values(**_described(changed)))
        return changed

    def delete(self, workflow_id: str) -> None:
        """Forget the workflow, its executions and their logs; raises WorkflowNotFound."""
        with self._reach.write() as connection:
            gone = is_id(workflow_id) and connection.execute(table.delete().where(table.c.id == workflow_id)).rowcount
        if not gone:
            raise WorkflowNotFound(workflow_id)


_WILD = re.compile("[%_/]")

# Built once: to build a statement takes longer than to run it.
_KNOWN = table.c.id == bindparam("known")
_WHOLE, _WITHOUT_GRAPH = select(*table.c).where(_KNOWN), select(*_ROW).where(_KNOWN)
_LOCKED = {_WHOLE: _WHOLE.with_for_update(), _WITHOUT_GRAPH: _WITHOUT_GRAPH.with_for_update()}
_VERSION = select(table.c.version).where(_KNOWN).with_for_update()
_INSERT = table.insert()


@cache
def _listing(sort: Sort, order: Order, named: bool) -> tuple[Select[Any], Select[Any]]:
    """The statements that give a page, and the total."""
    column = _BY[sort]
    by = (column.desc(), table.c.id.desc()) if order == "desc" else (column.asc(), table.c.id.asc())
    rows, count = select(*_ROW), select(func.count()).select_from(table)
    if named:
        holds = table.c.name_key.like(bindparam("q"), escape="/")
        rows, count = rows.where(holds), count.where(holds)
    if sort == "last_execution_at":  # what never ran comes last, whichever way
        rows = rows.order_by(column.is_(None))
    return rows.order_by(*by).limit(bindparam("most")).offset(bindparam("before")), count


def _found(connection: Connection, workflow_id: str, query: Select[Any], *, lock: bool = False) -> Row[Any]:
    statement = _LOCKED[query] if lock else query
    row = connection.execute(statement, {"known": workflow_id}).first() if is_id(workflow_id) else None
    if row is None:
        raise WorkflowNotFound(workflow_id)
    return row


def _described(workflow: Workflow | WorkflowRow) -> dict[str, Any]:
    """The columns that say what a workflow is, without its graph."""
    document = {
        "color": workflow.color,
        "variables": workflow.variables,
        "schedule_config": workflow.schedule_config,
    }
    return {
        "name": workflow.name,
        "name_key": workflow.name.casefold(),
        "description": workflow.description,
        "state": workflow.state,
        "version": workflow.version,
        "updated_at": stamp(workflow.updated_at),
        "document": json_text(document),
    }


def _columns(workflow: Workflow) -> dict[str, Any]:
    graph = {"blocks": workflow.blocks, "edges": workflow.edges}
    return {
        "id": workflow.id,
        **_described(workflow),
        "created_at": stamp(workflow.created_at),
        "graph": json_text(graph),
    }


_SHARED: Sequence[str] = ("id", "name", "description", "state", "version", "created_at", "updated_at")


def _fields(row: Row[Any]) -> dict[str, Any]:
    values = row._mapping
    return {**{name: values[name] for name in _SHARED}, **from_json(values["document"])}


def _listed(row: Row[Any]) -> WorkflowRow:
    counted = {"execution_count": row.execution_count, "last_execution_at": row.last_execution_at}
    return WorkflowRow.model_validate({**_fields(row), **counted})


def _workflow(row: Row[Any]) -> Workflow:
    return Workflow.model_validate({**_fields(row), **from_json(row.graph)})
