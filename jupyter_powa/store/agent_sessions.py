"""The conversations with SQL agents: sessions with their entries, and which process answers in one just now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from jupyter_powa.errors import QuestionInProgress
from jupyter_powa.model.agents import AgentSession, Entry
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, json_text, stamp
from jupyter_powa.store.tables import agent_entries as entries
from jupyter_powa.store.tables import agent_sessions as sessions
from jupyter_powa.unknown import AgentSessionNotFound, EntryNotFound

Lives = Callable[[str], bool]
"""Whether a process still runs."""


class AgentSessions:
    """Sessions by id, and their entries in order."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def list(self) -> Sequence[AgentSession]:
        """All of them without their entries, newest first."""
        query = select(sessions).order_by(sessions.c.created_on.desc(), sessions.c.id.desc())
        with self._reach.read() as connection:
            return [_session(row) for row in connection.execute(query).all()]

    def get(self, session_id: str) -> AgentSession:
        """The session with its entries; raises AgentSessionNotFound."""
        with self._reach.read() as connection:
            session = _session(_found(connection, session_id))
            query = select(entries).where(entries.c.session_id == session_id).order_by(entries.c.place)
            rows = connection.execute(query).all()
        return session.model_copy(update={"entries": [_entry(row) for row in rows]})

    def add(self, session: AgentSession) -> AgentSession:
        """Store a new one with its entries."""
        own = {"id": session.id, "agent_id": session.agent_id, "created_on": stamp(session.created_on)}
        with self._reach.write() as connection:
            connection.execute(sessions.insert().values(**own, document=_document(session)))
            for place, entry in enumerate(session.entries, 1):
                _add(connection, session.id, place, entry)
        return session

    def begin(self, session_id: str, owner: str, lives: Lives) -> None:
        """Note that a question is asked in it; raises AgentSessionNotFound, QuestionInProgress.

        `lives`: one whose process has gone is not waited for.
        """
        with self._reach.write() as connection:
            row = _found(connection, session_id, lock=True)
            if row.owner is not None and lives(row.owner):
                raise QuestionInProgress
            connection.execute(sessions.update().where(sessions.c.id == session_id).values(owner=owner))

    def end(self, session_id: str, entry: Entry, summary: str | None = None) -> bool:
        """Store a question and its answer; False where the session was deleted meanwhile.

        `summary`: what the session is about, where it does not say so yet.
        """
        with self._reach.write() as connection:
            row = connection.execute(select(sessions).where(sessions.c.id == session_id).with_for_update()).first()
            if row is None:
                return False
            session = _session(row)
            session.summary = session.summary or summary
            values = {"owner": None, "document": _document(session)}
            connection.execute(sessions.update().where(sessions.c.id == session_id).values(**values))
            last = select(func.max(entries.c.place)).where(entries.c.session_id == session_id)
            _add(connection, session_id, (connection.execute(last).scalar() or 0) + 1, entry)
        return True

    def change(self, session_id: str, entry_id: str, how: Callable[[Entry], Entry]) -> Entry:
        """Store what `how` makes of an entry; raises AgentSessionNotFound, EntryNotFound."""
        with self._reach.write() as connection:
            _found(connection, session_id, lock=True)
            query = select(entries).where(entries.c.id == entry_id, entries.c.session_id == session_id)
            row = connection.execute(query).first() if is_id(entry_id) else None
            if row is None:
                raise EntryNotFound(entry_id)
            new = how(_entry(row))
            document = new.model_dump_json(exclude={"id"})
            connection.execute(entries.update().where(entries.c.id == entry_id).values(document=document))
        return new

    def clear(self, session_id: str) -> None:
        """Forget its entries and what it was about; raises AgentSessionNotFound."""
        with self._reach.write() as connection:
            session = _session(_found(connection, session_id, lock=True))
            session.summary = None
            connection.execute(entries.delete().where(entries.c.session_id == session_id))
            changed = sessions.update().where(sessions.c.id == session_id)
            connection.execute(changed.values(document=_document(session)))

    def delete(self, session_id: str) -> None:
        """Forget a session and its entries; raises AgentSessionNotFound."""
        with self._reach.write() as connection:
            _found(connection, session_id, lock=True)
            connection.execute(sessions.delete().where(sessions.c.id == session_id))


def _add(connection: Connection, session_id: str, place: int, entry: Entry) -> None:
    document = entry.model_dump_json(exclude={"id"})
    values = {"id": entry.id, "session_id": session_id, "place": place, "document": document}
    connection.execute(entries.insert().values(**values))


def _found(connection: Connection, session_id: str, *, lock: bool = False) -> Row[Any]:
    query = select(sessions).where(sessions.c.id == session_id)
    row = connection.execute(query.with_for_update() if lock else query).first() if is_id(session_id) else None
    if row is None:
        raise AgentSessionNotFound(session_id)
    return row


def _document(session: AgentSession) -> str:
    return json_text({"agent_config": session.agent_config, "summary": session.summary})


def _session(row: Row[Any]) -> AgentSession:
    own = {name: getattr(row, name) for name in ("id", "agent_id", "created_on")}
    return AgentSession.model_validate({**from_json(row.document), **own})


def _entry(row: Row[Any]) -> Entry:
    return Entry.model_validate({**from_json(row.document), "id": row.id})
