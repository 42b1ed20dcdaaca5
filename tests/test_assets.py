"""What can be done with project assets by their kind: checked in full, resolved to ids, guarded while in use."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from jupyter_powa import assets, documents
from jupyter_powa.errors import BadRequest, Conflict, NotFound
from jupyter_powa.model.workflow import Block, Workflow
from jupyter_powa.powa import Powa


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("agents", "agents"),
        ("agent", "agents"),
        ("Knowledge base", "knowledge_bases"),
        ("knowledge-bases", "knowledge_bases"),
        ("orchestration", "orchestrations"),
    ],
)
def test_a_kind_may_be_said_in_the_singular_or_the_plural(word: str, kind: str) -> None:
    assert assets.kind_of(word) == kind


@pytest.mark.parametrize("word", ["", "workflows", "sql_agents"])
def test_another_kind_is_refused_with_those_there_are(word: str) -> None:
    with pytest.raises(BadRequest, match="agents, knowledge_bases, orchestrations"):
        assets.kind_of(word)


async def test_an_agent_is_made_changed_and_deleted(powa: Powa) -> None:
    base = await assets.create(powa, "knowledge_base", {"name": "Handbook"})
    agent = await assets.create(powa, "agent", {"name": "Support", "knowledge_bases": ["handbook", base.id]})
    assert agent.model_dump()["knowledge_bases"] == [base.id]
    changed = await assets.update(powa, "agents", "support", {"system_prompt": "Be kind."})
    assert (changed.id, changed.version, changed.model_dump()["knowledge_bases"]) == (agent.id, 2, [base.id])
    assert await assets.listed(powa, "agents") == [changed]
    await assets.delete(powa, "agents", agent.id)
    with pytest.raises(NotFound):
        await assets.details(powa, "agents", agent.id)


@pytest.mark.parametrize(
    ("kind", "config", "field"),
    [
        ("agents", {}, "name"),
        ("agents", {"name": "  "}, "name"),
        ("agents", {"name": "a\nb"}, "name"),
        ("agents", {"name": "a", "temperature": 3}, "temperature"),
        ("agents", {"name": "a", "tools": ["shell"]}, "tools.0"),
        ("agents", {"name": "a", "model": "<x.output>"}, "model"),
        ("agents", {"name": "a", "id": "mine"}, "id"),
        ("agents", {"name": "a", "knowledge_bases": ["no such"]}, "knowledge_bases"),
        ("orchestrations", {"name": "o", "agents": []}, "agents"),
        ("orchestrations", {"name": "o", "agents": ["nobody"]}, "agents"),
        ("orchestrations", {"name": "o", "agents": ["Known"], "supervisor": "nobody"}, "supervisor"),
        ("orchestrations", {"name": "o", "agents": ["Known"], "strategy": "vote"}, "strategy"),
        ("knowledge_bases", {"name": "k", "documents": 3}, "documents"),
    ],
)
async def test_a_config_that_does_not_fit_is_refused_by_field_and_nothing_is_stored(
    powa: Powa, kind: str, config: dict[str, Any], field: str
) -> None:
    await assets.create(powa, "agents", {"name": "Known"})
    with pytest.raises(BadRequest) as told:
        await assets.create(powa, kind, config)
    assert [one["field"] for one in told.value.details] == [field]
    assert [one.name for one in await assets.listed(powa, kind)] == (["Known"] if kind == "agents" else [])


async def test_a_change_that_does_not_fit_changes_nothing(powa: Powa) -> None:
    agent = await assets.create(powa, "agents", {"name": "a"})
    await assets.create(powa, "agents", {"name": "b"})
    for config in ({"temperature": "hot"}, {"name": "B"}, {}, {"knowledge_bases": ["no"]}, {"version": 3}):
        with pytest.raises((BadRequest, Conflict)):
            await assets.update(powa, "agents", agent.id, config)
    assert await assets.details(powa, "agents", "a") == agent


async def test_many_changes_at_once_all_arrive(powa: Powa) -> None:
    agent = await assets.create(powa, "agents", {"name": "a"})
    fields = {"description": "d", "system_prompt": "s", "model": "m", "max_tokens": 7, "temperature": 0.0}
    await asyncio.gather(*[assets.update(powa, "agents", agent.id, {key: value}) for key, value in fields.items()])
    last = (await assets.details(powa, "agents", agent.id)).model_dump()
    assert {key: last[key] for key in fields} == fields and last["version"] == 6


async def test_what_is_in_use_is_not_deleted_unless_it_must_be(powa: Powa) -> None:
    base = await assets.create(powa, "knowledge_bases", {"name": "K"})
    agent = await assets.create(powa, "agents", {"name": "A", "knowledge_bases": ["K"]})
    await assets.create(powa, "orchestrations", {"name": "O", "agents": ["A"]})
    blocks = [
        Block(id="a", type="agent", config={"agent_id": "a", "input": "x"}),
        Block(id="k", type="llm", config={"prompt": "x", "knowledge_bases": [{"id": base.id}]}),
    ]
    powa.store.workflows.put(Workflow(name="W", blocks=blocks))
    powa.store.workflows.put(Workflow(name="no", blocks=[Block(id="a", type="code", config={"code": f"'{base.id}'"})]))
    for kind, word, users in [("knowledge_bases", "K", ["A", "W"]), ("agents", agent.id, ["O", "W"])]:
        with pytest.raises(Conflict, match="force") as told:
            await assets.delete(powa, kind, word)
        assert told.value.code == "in_use"
        assert [use["name"] for use in told.value.details] == users
        await assets.delete(powa, kind, word, force=True)
    await assets.delete(powa, "orchestrations", "O")


async def test_a_knowledge_base_goes_with_its_file_and_keeps_its_model_while_it_has_documents(powa: Powa) -> None:
    base = await assets.create(powa, "knowledge_bases", {"name": "K"})
    assert (await assets.update(powa, "knowledge_bases", "K", {"embedding_model": "local/m"})).version == 2
    await assets.update(powa, "knowledge_bases", "K", {"embedding_model": ""})
    await documents.add_document(powa, "K", name="d", text="Some text.")
    with pytest.raises(Conflict, match="while there are documents"):
        await assets.update(powa, "knowledge_bases", "K", {"embedding_model": "local/m"})
    told = await assets.update(powa, "knowledge_bases", "K", {"description": "All of it."})
    assert (told.model_dump()["documents"], told.model_dump()["chunks"]) == (1, 1)
    file = powa.knowledge.file(base.id)
    assert file.path.exists()
    await assets.delete(powa, "knowledge_bases", "K")
    assert not file.path.exists()


async def test_an_agent_may_have_two_turns_in_an_orchestration_and_a_base_is_named_once(powa: Powa) -> None:
    base = await assets.create(powa, "knowledge_bases", {"name": "K"})
    writer = await assets.create(powa, "agents", {"name": "W", "knowledge_bases": ["K", base.id]})
    editor = await assets.create(powa, "agents", {"name": "E"})
    made = await assets.create(powa, "orchestrations", {"name": "O", "agents": ["W", "E", "W"]})
    assert made.model_dump()["agents"] == [writer.id, editor.id, writer.id]
    assert writer.model_dump()["knowledge_bases"] == [base.id]
