"""Golden questions by agent; what feedback proposes becomes one only once it is approved."""

from __future__ import annotations

import pytest

from jupyter_powa.errors import Conflict
from jupyter_powa.model.agent_draft import MOST_GOLDENS
from jupyter_powa.model.agents import Context, Golden, SqlAgent
from jupyter_powa.store import Store
from jupyter_powa.unknown import GoldenNotFound


def golden(place: int = 1, agent: str = "a", **more: object) -> Golden:
    return Golden.model_validate(
        {"agent_id": agent, "question": f"question {place}", "sql_text": f"select {place}", **more}
    )


def test_they_come_back_by_agent_in_order(store: Store) -> None:
    made = [golden(1), golden(2, approved=True, ordered=True), golden(3, "b")]
    store.goldens.add(*made)
    assert list(store.goldens.list("a")) == made[:2]
    assert list(store.goldens.list("a", "b")) == made
    changed = store.goldens.change("a", made[0].id, lambda one: one.model_copy(update={"approved": True}))
    assert store.goldens.get("a", made[0].id) == changed
    with pytest.raises(GoldenNotFound):
        store.goldens.get("b", made[0].id)
    store.goldens.delete("a", made[0].id)
    assert list(store.goldens.list("a")) == made[1:2]


def test_feedback_proposes_at_most_one_and_what_was_approved_stays(store: Store) -> None:
    first, second = golden(1), golden(2)
    store.goldens.propose("e", first)
    store.goldens.propose("e", second)
    assert list(store.goldens.list("a")) == [second]
    store.goldens.propose("e", None)
    assert list(store.goldens.list("a")) == []
    store.goldens.propose("e", first)
    store.goldens.change("a", first.id, lambda one: one.model_copy(update={"approved": True}))
    store.goldens.propose("e", second)
    store.goldens.propose("e", None)
    assert [one.id for one in store.goldens.list("a")] == [first.id]


def test_they_go_with_their_agent(store: Store) -> None:
    context = store.contexts.add(Context(name="c", datasource_id="s"))
    agent = store.agents.add(SqlAgent(name="A", context_id=context.id))
    store.goldens.add(golden(1, agent.id), golden(2))
    store.agents.delete(agent.id)
    assert [one.question for one in store.goldens.list(agent.id, "a")] == ["question 2"]


def test_an_agent_has_no_more_of_them_than_can_be_read_at_once(store: Store) -> None:
    store.goldens.add(*(golden(place) for place in range(MOST_GOLDENS)))
    with pytest.raises(Conflict):
        store.goldens.add(golden())
    assert len(store.goldens.list("a")) == MOST_GOLDENS
