"""The sessions of the pipeline assistant: a goal beside a conversation, and the workflow that is built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from jupyter_powa.model.pipeline import PipelineSession
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, stamp
from jupyter_powa.store.tables import copilot_sessions as conversations
from jupyter_powa.store.tables import pipeline_sessions as table
from jupyter_powa.store.workflows import Workflows
from jupyter_powa.unknown import PipelineSessionNotFound, WorkflowNotFound

_WHOLE = select(table.c.document, *conversations.c).join(conversations, conversations.c.id == table.c.id)
_BESIDE = frozenset({"id", "workflow_id", "created_at", "updated_at"})
"""What its conversation knows."""


class Pipelines:
    """Sessions by id."""

    def __init__(self, reach: Reach, workflows: Workflows) -> None:
        self._reach, self._workflows = reach, workflows

    def begin(self, session: PipelineSession, workflow: Workflow) -> PipelineSession:
        """Store a session, its conversation and its workflow, all or nothing.

        A workflow that is there already is emptied, and its earlier sessions go. Raises AlreadyDeployed.
        """
        own = session.model_dump_json(exclude=set(_BESIDE))
        times = {"created_at": stamp(session.created_at), "updated_at": stamp(session.updated_at)}
        with self._reach.write() as connection:
            try:
                self._workflows.write_graph(connection, workflow.id, Graph(), origin="copilot")
            except WorkflowNotFound:
                self._workflows.write(connection, workflow, origin="copilot")
            old = select(table.c.id).join(conversations, conversations.c.id == table.c.id)
            gone = old.where(conversations.c.workflow_id == workflow.id)
            connection.execute(conversations.delete().where(conversations.c.id.in_(gone)))
            connection.execute(
                conversations.insert().values(id=session.id, workflow_id=workflow.id, **times),
            )
            connection.execute(table.insert().values(id=session.id, document=own))
        return session

    def get(self, session_id: str) -> PipelineSession:
        """The session; raises PipelineSessionNotFound."""
        with self._reach.read() as connection:
            return _session(_found(connection, session_id))

    def list(self, *, limit: int = 50, offset: int = 0) -> tuple[Sequence[PipelineSession], int]:
        """One page of the sessions, newest first, and how many there are in all."""
        order = (conversations.c.created_at.desc(), conversations.c.id.desc())
        with self._reach.read() as connection:
            total = connection.execute(select(func.count()).select_from(table)).scalar_one()
            rows = connection.execute(_WHOLE.order_by(*order).limit(limit).offset(offset)).all()
        return [_session(row) for row in rows], total

    def delete(self, session_id: str) -> None:
        """Forget a session and its conversation; raises PipelineSessionNotFound. Its workflow stays."""
        with self._reach.write() as connection:
            _found(connection, session_id)
            connection.execute(conversations.delete().where(conversations.c.id == session_id))


def _found(connection: Connection, session_id: str) -> Row[Any]:
    row = connection.execute(_WHOLE.where(table.c.id == session_id)).first() if is_id(session_id) else None
    if row is None:
        raise PipelineSessionNotFound(session_id)
    return row


def _session(row: Row[Any]) -> PipelineSession:
    beside = {name: row._mapping[name] for name in _BESIDE}
    return PipelineSession.model_validate({**from_json(row.document), **beside})
