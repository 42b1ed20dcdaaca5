"""Project assets from a cell."""

from __future__ import annotations

import pytest

import jupyter_powa
from jupyter_powa.errors import BadRequest, Conflict, NotFound
from jupyter_powa.notebook.project import Project
from jupyter_powa.powa import Powa


@pytest.fixture
def project(powa: Powa) -> Project:
    return Project(powa)


def test_an_agent_is_made_found_changed_and_deleted(project: Project) -> None:
    agent = project.agents.create(name="Support", system_prompt="Be kind.", temperature=0)
    assert (agent.name, agent.temperature, len(project.agents), "support" in project.agents) == ("Support", 0, 1, True)
    agent.update(system_prompt="Be short.")
    assert project.agents["Support"].system_prompt == agent.system_prompt == "Be short."
    assert repr(agent) == "ProjectAgent(name='Support', system_prompt='Be short.', temperature=0.0)"
    agent.delete()
    assert "no agent yet" in repr(project.agents) and list(project.agents) == []
    with pytest.raises(NotFound):
        project.agents["Support"]


def test_a_cell_that_puts_can_be_run_again_and_one_that_creates_says_that_the_name_is_taken(project: Project) -> None:
    first = project.agents.put("Support", system_prompt="a")
    again = project.agents.put("Support", system_prompt="b")
    assert (again.id, again.system_prompt, again.version) == (first.id, "b", 2)
    assert project.agents.put("Support").version == 2
    with pytest.raises(Conflict, match="already"):
        project.agents.create("support")


def test_documents_go_into_a_knowledge_base_and_are_found(project: Project, powa: Powa, tmp_path) -> None:
    powa.settings.root_dir = tmp_path
    (tmp_path / "travel.md").write_text("# Hotels\nUp to 150 a night.")
    base = project.knowledge_bases.create("Handbook")
    assert base.add("travel.md").chunks == 1
    base.add(name="meals", text="Thirty a day.")
    assert [document.name for document in base.list()] == ["meals", "travel.md"] and base.documents == 2
    found = base.search("hotel")
    assert found[0].document == "travel.md"
    assert repr(found).startswith("1. travel.md, Hotels (") and "Up to 150 a night." in repr(found)
    base.remove("meals")
    assert base.documents == 1 and repr(base.search("thirty")) == "nothing was found"
    with pytest.raises(BadRequest, match="either"):
        base.add()


def test_what_is_made_is_listed_and_used_by_name(project: Project) -> None:
    project.knowledge_bases.create("Handbook")
    project.agents.create("Support", knowledge_bases=["Handbook"])
    desk = project.orchestrations.create("Desk", agents=["Support"], strategy="parallel")
    assert desk.agents == [project.agents["Support"].id]
    assert (
        repr(project) == "Project(1 agents, 1 knowledge bases, 1 orchestrations, 0 sources, 2 sql agents, 0 datasets)"
    )
    assert [one.name for one in project.agents] == ["Support"]
    with pytest.raises(Conflict, match="is used by the agent 'Support'"):
        project.knowledge_bases["Handbook"].delete()
    with pytest.raises(AttributeError, match="system_prompt"):
        project.agents["Support"].prompt  # noqa: B018


def test_the_package_has_it_by_name() -> None:
    assert "agents" in dir(jupyter_powa.project) and "project" in dir(jupyter_powa)
