"""The conversations of a store: sessions by workflow, and their messages in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select
from sqlalchemy.exc import IntegrityError

from jupyter_powa.errors import TurnInProgress
from jupyter_powa.model.copilot import CopilotSession, Message
from jupyter_powa.model.workflow import Graph, Workflow, now
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, json_text, stamp
from jupyter_powa.store.tables import copilot_messages as messages
from jupyter_powa.store.tables import copilot_sessions as sessions
from jupyter_powa.store.workflows import Workflows
from jupyter_powa.unknown import MessageNotFound, SessionNotFound, WorkflowNotFound

INTERRUPTED = "The turn was interrupted: the process that answered ended. Send the message again."
_READ = [messages.c.id, messages.c.session_id, messages.c.document]
# Built once: a turn waits for these before its first word, and to build one takes as long as to run it.
_SESSION = select(sessions).where(sessions.c.id == bindparam("session"))
_SAID = select(*_READ).where(messages.c.session_id == bindparam("session")).order_by(messages.c.place.desc())
_LAST = select(func.max(messages.c.place)).where(messages.c.session_id == bindparam("session")).scalar_subquery()
_OPEN_OR_LAST = select(*_READ, messages.c.owner, messages.c.place).where(
    messages.c.session_id == bindparam("session"), or_(messages.c.owner.is_not(None), messages.c.place == _LAST)
)
_TOUCH = sessions.update().where(sessions.c.id == bindparam("session")).values(updated_at=bindparam("moment"))
_SAY = messages.insert()


class Conversations:
    """Sessions and messages by id."""

    def __init__(self, reach: Reach, workflows: Workflows) -> None:
        self._reach, self._workflows = reach, workflows

    def add(self, session: CopilotSession) -> CopilotSession:
        """Store a new session; raises WorkflowNotFound."""
        values = session.model_dump() | {
            "created_at": stamp(session.created_at),
            "updated_at": stamp(session.updated_at),
        }
        with self._reach.write() as connection:
            try:
                connection.execute(sessions.insert().values(**values))
            except IntegrityError:
                raise WorkflowNotFound(session.workflow_id) from None
        return session

    def get(self, session_id: str) -> CopilotSession:
        """The session; raises SessionNotFound."""
        with self._reach.read() as connection:
            return _found(connection, session_id)

    def newest(self, workflow_id: str) -> CopilotSession | None:
        """The newest session of a workflow; None where there is none."""
        query = select(sessions).where(sessions.c.workflow_id == workflow_id)
        query = query.order_by(sessions.c.created_at.desc(), sessions.c.id.desc()).limit(1)
        with self._reach.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else CopilotSession.model_validate(dict(row._mapping))

    def delete(self, session_id: str) -> None:
        """Forget a session and its messages; raises SessionNotFound."""
        with self._reach.write() as connection:
            _found(connection, session_id)
            connection.execute(sessions.delete().where(sessions.c.id == session_id))

    def messages(self, session_id: str, limit: int | None = None) -> list[Message]:
        """The messages of a session, oldest first, or (`limit`) its last ones; raises SessionNotFound."""
        with self._reach.read() as connection:
            query = _SAID.limit(limit) if limit else _SAID
            rows = connection.execute(query, {"session": session_id}).all() if is_id(session_id) else []
            if not rows:
                _found(connection, session_id)
        return [_message(row) for row in reversed(rows)]

    def message(self, session_id: str, message_id: str) -> tuple[Message, Graph | None]:
        """A message, and the graph that its change was made against; raises SessionNotFound, MessageNotFound."""
        with self._reach.read() as connection:
            _found(connection, session_id)
            row = _said(connection, session_id, message_id)
        return _message(row), None if row.base is None else Graph.model_validate_json(row.base)

    def applied(self, workflow_id: str, version: int) -> list[Message]:
        """The messages whose changes the workflow had at that version, the newest change first."""
        query = select(*_READ).join(sessions).where(sessions.c.workflow_id == workflow_id)
        with self._reach.read() as connection:
            found = [_message(row) for row in connection.execute(query)]
        known = [one for one in found if one.applied_version is not None and one.applied_version <= version]
        return sorted(known, key=lambda one: one.applied_version or 0, reverse=True)

    def begin(
        self, said: Message, answer: Message, owner: str, lives: Callable[[str], bool], lost: Collection[str] = ()
    ) -> None:
        """Store what the user said and the answer that begins; raises SessionNotFound, TurnInProgress.

        `lives` tells whether a process still runs: an answer of one that is gone is ended first, and so is one of the
        `lost`, by their ids: nobody gives those any more.
        """
        session_id = said.session_id
        with self._reach.write() as connection:
            # This locks the row: of two messages at once, one is told that a turn is under way.
            if not connection.execute(_TOUCH, {"session": session_id, "moment": stamp(now())}).rowcount:
                raise SessionNotFound(session_id)
            rows = connection.execute(_OPEN_OR_LAST, {"session": session_id}).all()
            for row in rows:
                if row.owner is not None and row.id not in lost and lives(row.owner):
                    raise TurnInProgress
            for row in rows:
                if row.owner is not None:
                    self._interrupt(connection, row)
            last = max((row.place for row in rows), default=0)
            values = [
                {"id": one.id, "session_id": session_id, "place": place, "owner": of, "document": _document(one)}
                for place, (one, of) in enumerate(((said, None), (answer, owner)), last + 1)
            ]
            connection.execute(_SAY, values)

    def save(self, message: Message) -> bool:
        """Store how far an answer is; False where its session was deleted meanwhile."""
        with self._reach.write() as connection:
            return bool(self._write(connection, message))

    def end(self, message: Message, base: Graph | None) -> bool:
        """Store an answer that has ended, with the graph its change was made against; False where it was deleted."""
        values = {
            "owner": None,
            "base": None if base is None else json_text({"blocks": base.blocks, "edges": base.edges}),
        }
        with self._reach.write() as connection:
            return bool(self._write(connection, message, **values))

    def apply(self, message: Message, workflow_id: str, graph: Graph, expected: int | None) -> Workflow:
        """Save a graph and the message that proposed it, both or neither; the message notes the version.

        Raises WorkflowNotFound, AlreadyDeployed, VersionConflict.
        """
        with self._reach.write() as connection:
            saved = self._workflows.write_graph(connection, workflow_id, graph, expected, "copilot")
            message.applied_version = saved.version
            self._write(connection, message)
        return saved

    def restore(self, undone: Sequence[Message], workflow_id: str, graph: Graph, expected: int | None) -> Workflow:
        """Put a graph back and note that these messages are not applied any more; raises as `apply`."""
        with self._reach.write() as connection:
            saved = self._workflows.write_graph(connection, workflow_id, graph, expected, "copilot")
            for message in undone:
                message.applied_version, message.restored_version = None, saved.version
                self._write(connection, message)
        return saved

    def interrupt(self, lives: Callable[[str], bool], lost: Collection[str] = ()) -> Sequence[str]:
        """End the answers whose process no longer lives, and the `lost` ones, as failed; gives their ids."""
        with self._reach.write() as connection:
            rows = connection.execute(select(*_READ, messages.c.owner).where(messages.c.owner.is_not(None))).all()
            gone = [row for row in rows if row.id in lost or not lives(row.owner)]
            for row in gone:
                self._interrupt(connection, row)
        return [row.id for row in gone]

    def _interrupt(self, connection: Connection, row: Any) -> None:
        message = _message(row).model_copy(update={"status": "failed", "error": INTERRUPTED})
        self._write(connection, message, owner=None)

    def _write(self, connection: Connection, message: Message, **more: Any) -> int:
        query = messages.update().where(messages.c.id == message.id)
        return connection.execute(query.values(document=_document(message), **more)).rowcount


def _found(connection: Connection, session_id: str) -> CopilotSession:
    row = connection.execute(_SESSION, {"session": session_id}).first() if is_id(session_id) else None
    if row is None:
        raise SessionNotFound(session_id)
    return CopilotSession.model_validate(dict(row._mapping))


def _said(connection: Connection, session_id: str, message_id: str) -> Any:
    known = (messages.c.id == message_id, messages.c.session_id == session_id)
    query = select(*_READ, messages.c.base).where(*known)
    row: Any = connection.execute(query).first() if is_id(message_id) else None
    if row is None:
        raise MessageNotFound(message_id)
    return row


def _document(message: Message) -> str:
    return message.model_dump_json(by_alias=True, exclude={"id", "session_id"})


def _message(row: Row[Any]) -> Message:
    return Message.model_validate({"id": row.id, "session_id": row.session_id, **from_json(row.document)})
