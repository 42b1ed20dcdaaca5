"""Conversations with SQL agents: one question at a time, entries in order, and nothing of one that was deleted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from jupyter_powa.errors import QuestionInProgress
from jupyter_powa.model.agents import AgentSession, Answer, Chat, Context, Entry, SqlAgent
from jupyter_powa.store import Store
from jupyter_powa.unknown import AgentSessionNotFound, EntryNotFound

ME = "host|1|1.00"


def entry(text: str, **more: object) -> Entry:
    return Entry.model_validate({"chat": Chat(prompt=text, response=Answer(words="yes")), **more})


@pytest.fixture
def session(store: Store) -> AgentSession:
    return store.agent_sessions.add(AgentSession(agent_id="a", agent_config={"table_filter": {"t": "x > 1"}}))


def test_entries_come_back_in_order_with_their_session(store: Store, session: AgentSession) -> None:
    made = [entry("first", confidence=0.5), entry("second")]
    assert store.agent_sessions.end(session.id, made[0], "first")
    assert store.agent_sessions.end(session.id, made[1], "second")
    found = store.agent_sessions.get(session.id)
    assert (found.entries, found.summary, found.agent_config) == (made, "first", session.agent_config)
    assert [(one.id, one.summary, one.entries) for one in store.agent_sessions.list()] == [(session.id, "first", [])]


def test_of_two_questions_at_once_one_waits_unless_its_process_has_gone(store: Store, session: AgentSession) -> None:
    def ask(_: int) -> bool:
        try:
            store.agent_sessions.begin(session.id, ME, lambda owner: True)
        except QuestionInProgress:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 1
    store.agent_sessions.begin(session.id, ME, lambda owner: False)
    store.agent_sessions.end(session.id, entry("done"))
    store.agent_sessions.begin(session.id, ME, lambda owner: True)


def test_an_entry_is_changed_and_only_in_its_own_session(store: Store, session: AgentSession) -> None:
    other = store.agent_sessions.add(AgentSession(agent_id="a", entries=[entry("x"), entry("y")]))
    first = other.entries[0]
    changed = store.agent_sessions.change(other.id, first.id, lambda one: one.model_copy(update={"feedback": [1]}))
    assert store.agent_sessions.get(other.id).entries == [changed, other.entries[1]]
    with pytest.raises(EntryNotFound):
        store.agent_sessions.change(session.id, first.id, lambda one: one)


def test_a_session_is_cleared_and_deleted(store: Store, session: AgentSession) -> None:
    store.agent_sessions.end(session.id, entry("first"), "first")
    store.agent_sessions.clear(session.id)
    found = store.agent_sessions.get(session.id)
    assert (found.entries, found.summary) == ([], None)
    store.agent_sessions.delete(session.id)
    assert not store.agent_sessions.end(session.id, entry("late"))
    for attempt in (store.agent_sessions.get, store.agent_sessions.delete, store.agent_sessions.clear):
        with pytest.raises(AgentSessionNotFound):
            attempt(session.id)


def test_a_session_outlives_its_agent(store: Store) -> None:
    context = store.contexts.add(Context(name="c", datasource_id="s"))
    agent = store.agents.add(SqlAgent(name="A", context_id=context.id))
    session = store.agent_sessions.add(AgentSession(agent_id=agent.id))
    store.agents.delete(agent.id)
    assert store.agent_sessions.get(session.id).agent_id is None
