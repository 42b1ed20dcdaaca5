"""Project assets in a store: found by id or name, one name of a kind, changed one version on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from jupyter_powa.errors import Conflict, NotFound
from jupyter_powa.model.assets import KnowledgeBase, Orchestration, ProjectAgent
from jupyter_powa.model.workflow import Block, Workflow
from jupyter_powa.store import Store


def test_an_agent_is_found_by_its_id_and_by_its_name_in_any_case(store: Store):
    agent = store.assets.add("agents", ProjectAgent(name="Straße", system_prompt="Be short.", temperature=None))
    assert store.assets.get("agents", agent.id) == store.assets.get("agents", "STRASSE") == agent
    for word in ("nobody", "", "a\x00b", "x" * 300):
        with pytest.raises(NotFound) as told:
            store.assets.get("agents", word)
        assert told.value.code == "agent_not_found"
    with pytest.raises(NotFound, match="no knowledge base"):
        store.assets.get("knowledge_bases", agent.id)


def test_a_name_is_there_once_in_its_kind(store: Store):
    store.assets.add("agents", ProjectAgent(name="Support"))
    store.assets.add("knowledge_bases", KnowledgeBase(name="Support"))
    other = store.assets.add("agents", ProjectAgent(name="Sales"))
    with pytest.raises(Conflict, match="already an agent named 'support'") as told:
        store.assets.add("agents", ProjectAgent(name="support"))
    assert told.value.code == "name_taken"
    with pytest.raises(Conflict, match="already"):
        store.assets.change("agents", other.id, lambda old: old.model_copy(update={"name": "SUPPORT"}))
    assert [agent.name for agent in store.assets.list("agents")] == ["Sales", "Support"]


def test_a_change_is_one_version_on_and_a_refused_one_changes_nothing(store: Store):
    agent = store.assets.add("agents", ProjectAgent(name="a"))
    changed = store.assets.change(
        "agents", "a", lambda old: old.model_copy(update={"name": "b", "version": 7, "id": "x"})
    )
    assert (changed.id, changed.name, changed.version, changed.created_at) == (agent.id, "b", 2, agent.created_at)
    assert changed.updated_at > agent.updated_at

    def refuses(old):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.assets.change("agents", agent.id, refuses)
    assert store.assets.get("agents", agent.id) == changed


def test_many_that_change_one_at_a_time_lose_nothing(store: Store):
    agent = store.assets.add("agents", ProjectAgent(name="a", system_prompt=""))

    def more(number: int) -> None:
        store.assets.change(
            "agents", agent.id, lambda old: old.model_copy(update={"system_prompt": old.system_prompt + "x"})
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(more, range(12)))
    last = store.assets.get("agents", agent.id)
    assert (last.system_prompt, last.version) == ("x" * 12, 13)


def test_what_is_deleted_is_gone_and_its_name_is_free(store: Store):
    made = store.assets.add("orchestrations", Orchestration(name="o", agents=["a"]))
    assert store.assets.delete("orchestrations", "O") == made
    with pytest.raises(NotFound):
        store.assets.delete("orchestrations", made.id)
    store.assets.add("orchestrations", Orchestration(name="o", agents=["a"]))


def test_the_workflows_that_name_an_asset_are_found(store: Store):
    block = Block(id="ask", type="agent", config={"agent_id": 'The "100%_sure" one'})
    named = store.workflows.put(Workflow(name="w", blocks=[block]))
    store.workflows.put(Workflow(name="other", blocks=[Block(id="ask", type="agent", config={"agent_id": "no"})]))
    found = store.assets.mentioned(["unknown", 'The "100%_sure" one'])
    assert [(row[0], row[1], row[2].blocks[0].id) for row in found] == [(named.id, "w", "ask")]
