"""SQL agents, their contexts and golden questions: two are always there, and nothing is deleted that others need."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.errors import Conflict
from jupyter_powa.model.agents import Context, ContextTable, SqlAgent
from jupyter_powa.model.source import PROJECT_ID
from jupyter_powa.store import Store
from jupyter_powa.store.agents import BUILT_IN
from jupyter_powa.store.contexts import KEPT
from jupyter_powa.unknown import AgentNotFound, ContextNotFound

DEVELOPER, DBA = BUILT_IN


@pytest.fixture
def context(store: Store) -> Context:
    return store.contexts.add(Context(name="shop", datasource_id="s", tables=[ContextTable(name="orders")]))


def test_developer_and_dba_are_always_there_and_never_change(store: Store) -> None:
    assert [(one.name, one.type, one.datasource_id) for one in store.agents.list()] == [
        ("Developer", "SYSTEM", PROJECT_ID),
        ("DBA", "SYSTEM", PROJECT_ID),
    ]
    for attempt in (store.agents.delete, lambda word: store.agents.change(word, lambda agent: agent)):
        with pytest.raises(Conflict, match="built in"):
            attempt(DEVELOPER)
    assert store.agents.get(DBA).name == "DBA"


def test_an_agent_answers_about_the_source_of_its_context(store: Store, context: Context) -> None:
    made = store.agents.add(SqlAgent(name="A", context_id=context.id, status="ODD"))
    assert (made.datasource_id, made.status, made.type) == ("s", "ODD", "USER")
    assert store.agents.list()[2:] == [made] == list(store.agents.using("s"))
    changed = store.agents.change(made.id, lambda agent: agent.model_copy(update={"name": "B"}))
    assert store.agents.get(made.id) == changed == made.model_copy(update={"name": "B"})


@pytest.mark.parametrize("unknown", ["unknown", "a\x00b", "x" * 65])
def test_unknown_ids_are_told_by_their_kind(store: Store, context: Context, unknown: str) -> None:
    made = store.agents.add(SqlAgent(name="A", context_id=context.id))
    with pytest.raises(AgentNotFound):
        store.agents.get(unknown)
    with pytest.raises(ContextNotFound):
        store.contexts.get(unknown)
    if "\x00" not in unknown:  # whoever changes an agent has looked its context up
        with pytest.raises(ContextNotFound):
            store.agents.change(made.id, lambda agent: agent.model_copy(update={"context_id": unknown}))


def test_a_context_that_agents_use_goes_only_with_them(store: Store, context: Context) -> None:
    made = store.agents.add(SqlAgent(name="A", context_id=context.id))
    with pytest.raises(Conflict, match="force"):
        store.contexts.delete(context.id)
    assert store.contexts.get(context.id) == context
    store.contexts.delete(context.id, force=True)
    assert list(store.contexts.list()) == []
    with pytest.raises(AgentNotFound):
        store.agents.get(made.id)


def test_a_context_knows_from_which_schema_its_index_was_made(store: Store, context: Context) -> None:
    assert store.contexts.indexed(context.id) == (context, None)
    store.contexts.note(context.id, "d" * 64)
    changed = store.contexts.change(context.id, lambda one: one.model_copy(update={"name": "x", "id": "other"}))
    assert (changed.id, changed.name) == (context.id, "x")
    assert store.contexts.indexed(context.id) == (changed, "d" * 64)


def test_a_context_is_read_anew_only_where_it_has_changed(store: Store) -> None:
    made = [store.contexts.add(Context(name=f"c{place}", datasource_id="s")) for place in range(KEPT + 1)]
    first = store.contexts.get(made[0].id)
    assert store.contexts.get(made[0].id) is first
    changed = store.contexts.change(made[0].id, lambda old: old.model_copy(update={"name": "x"}))
    assert store.contexts.get(made[0].id) == changed != first
    assert [store.contexts.get(one.id) for one in made[1:]] == made[1:]
    assert store.contexts.get(made[0].id) == changed
    assert store.contexts.names(made[0].id) == ([], None)


def test_what_is_stored_together_is_all_there_or_nothing_of_it(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    context = Context(name="shop", datasource_id="d")
    with pytest.raises(ZeroDivisionError), store.together():
        store.contexts.add(context)
        made = store.agents.add(SqlAgent(name="sales", context_id=context.id))
        assert store.agents.change(made.id, lambda one: one.model_copy(update={"name": "Sales"})).name == "Sales"
        _ = 1 / 0
    assert store.contexts.list() == [] and [one.type for one in store.agents.list()] == ["SYSTEM", "SYSTEM"]
    store.close()
