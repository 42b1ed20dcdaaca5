"""A notebook's workflow and the store, where others save the same workflow: by hand, or by the copilot."""

from __future__ import annotations

import pytest

from jupyter_powa import Workflow
from jupyter_powa.errors import Conflict
from jupyter_powa.model.workflow import Graph
from tests.notebook.conftest import Make


def elsewhere(wf: Workflow, code: str) -> None:
    """Save other code for its block `One`, as an editor does."""
    store = wf.powa.store.workflows
    stored = store.get(wf.id)
    blocks = [block.model_copy(update={"config": {"code": code}}) for block in stored.blocks]
    store.save_graph(wf.id, Graph(blocks=blocks, edges=stored.edges))


@pytest.fixture
def wf(make: Make) -> Workflow:
    wf = make()
    wf.code("One", "1")
    return wf.save()


def test_what_was_edited_elsewhere_is_what_runs_and_what_is_gone_on_from(wf: Workflow) -> None:
    elsewhere(wf, "output = 2")
    assert wf.run().output == 2
    elsewhere(wf, "output = 3")
    wf.code("Two", "output = One.output + 1", after="One")
    assert wf.run().output == 4


def test_where_both_changed_nothing_is_saved_and_it_is_said_what_to_do(wf: Workflow) -> None:
    wf.code("Two", "2")
    elsewhere(wf, "output = 2")
    with pytest.raises(Conflict, match=r"changed here, and elsewhere as well \(version 2\).*reload.*replace=True"):
        wf.run()
    assert [block.name for block in wf.powa.store.workflows.get(wf.id).blocks] == ["One"]
    assert [block.name for block in wf.graph.blocks] == ["One", "Two"]


def test_then_one_of_the_two_is_chosen(wf: Workflow) -> None:
    wf.code("Two", "2")
    elsewhere(wf, "output = 5")
    wf.save(replace=True)
    assert wf.powa.store.workflows.get(wf.id).blocks[0].config == {"code": "1"}
    wf.code("Three", "3")
    elsewhere(wf, "output = 6")
    wf.reload()
    assert "Three" not in [block.name for block in wf.graph.blocks]


def test_a_workflow_that_was_loaded_goes_on_from_there_too(wf: Workflow) -> None:
    loaded = Workflow.load(wf.id, powa=wf.powa)
    elsewhere(wf, "output = 7")
    assert loaded.run().output == 7


def test_running_the_cells_again_puts_their_graph_in_its_place(wf: Workflow, make: Make) -> None:
    elsewhere(wf, "output = 8")
    again = Workflow(wf.name, id=wf.id, powa=wf.powa)
    again.code("One", "output = 9")
    assert again.run().output == 9


def test_one_that_was_deleted_elsewhere_is_made_anew(wf: Workflow) -> None:
    wf.powa.store.workflows.delete(wf.id)
    assert wf.run().status == "completed"
