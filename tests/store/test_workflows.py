"""The workflows of a store."""

from datetime import timedelta

import pytest

from jupyter_powa.errors import AlreadyDeployed, VersionConflict
from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.store import Store
from jupyter_powa.unknown import WorkflowNotFound

GRAPH = Graph.model_validate(
    {
        "blocks": [{"id": "a", "type": "input", "config": {"input": {"n": 1}}}, {"id": "b", "type": "output"}],
        "edges": [{"source": "a", "target": "b", "sourceHandle": "output"}],
    }
)


def test_what_was_put_comes_back_equal(store: Store):
    workflow = Workflow(name="Flüge ✈", variables={"deep": [{"x": None}]}, color="#abc", description="d").with_graph(
        GRAPH
    )
    store.workflows.put(workflow)
    assert store.workflows.get(workflow.id) == workflow


@pytest.mark.parametrize("workflow_id", ["", "unknown", "a\x00b", "x" * 5_000, "../../etc", "' or 1=1 --"])
def test_an_id_that_nothing_has_is_not_found_however_odd_it_is(store: Store, workflow_id: str):
    with pytest.raises(WorkflowNotFound):
        store.workflows.get(workflow_id)
    with pytest.raises(WorkflowNotFound):
        store.workflows.delete(workflow_id)


def test_each_saved_graph_is_one_version_on(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    saved = store.workflows.save_graph(workflow.id, GRAPH)
    assert (saved.version, store.workflows.get(workflow.id).graph) == (2, GRAPH)


def test_a_graph_saved_from_an_old_version_is_refused_and_changes_nothing(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    store.workflows.save_graph(workflow.id, GRAPH, expected=1)
    with pytest.raises(VersionConflict):
        store.workflows.save_graph(workflow.id, Graph(), expected=1)
    with pytest.raises(VersionConflict):
        store.workflows.put(workflow, expected=1)
    assert store.workflows.get(workflow.id).graph == GRAPH


def test_a_deployed_workflow_keeps_its_graph(store: Store):
    workflow = store.workflows.put(Workflow(name="w", state="deployed"))
    with pytest.raises(AlreadyDeployed):
        store.workflows.save_graph(workflow.id, GRAPH)


def test_a_changed_field_leaves_the_graph_and_the_version(store: Store):
    workflow = store.workflows.put(Workflow(name="w").with_graph(GRAPH))
    changed = store.workflows.change(workflow.id, name="Renamed", variables={"n": 2})
    after = store.workflows.get(workflow.id)
    assert (after.name, after.variables, after.version, after.graph) == ("Renamed", {"n": 2}, 2, GRAPH)
    assert changed.updated_at == after.updated_at > workflow.updated_at


def test_deleting_a_workflow_takes_its_executions_along(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    store.executions.put(Execution(workflow_id=workflow.id))
    store.workflows.delete(workflow.id)
    assert store.executions.list(workflow.id) == []


class TestList:
    """Pages of workflows."""

    @pytest.fixture(autouse=True)
    def some(self, store: Store):
        first = Workflow(name="b one")
        for place, name in enumerate(["b one", "A two", "Ünder_100%", "c"]):
            moment = first.created_at + timedelta(seconds=place)
            store.workflows.put(Workflow(id=f"w{place}", name=name, created_at=moment, updated_at=moment))

    def names(self, store: Store, **asked):
        return [row.name for row in store.workflows.list(**asked)[0]]

    def test_the_newest_comes_first(self, store: Store):
        assert self.names(store) == ["c", "Ünder_100%", "A two", "b one"]

    def test_pages_follow_one_another_and_tell_the_total(self, store: Store):
        rows, total = store.workflows.list(limit=2, offset=1)
        assert ([row.name for row in rows], total) == (["Ünder_100%", "A two"], 4)

    def test_names_sort_without_regard_to_case(self, store: Store):
        assert self.names(store, sort="name", order="asc") == ["A two", "b one", "c", "Ünder_100%"]

    @pytest.mark.parametrize(
        ("q", "found"),
        [
            ("TWO", ["A two"]),
            ("ünder_", ["Ünder_100%"]),
            ("%", ["Ünder_100%"]),
            ("_", ["Ünder_100%"]),
            ("zz", []),
            ("/", []),
            ("ÜNDER_1", ["Ünder_100%"]),
        ],
    )
    def test_a_search_takes_its_text_literally_in_any_case(self, store: Store, q: str, found: list[str]):
        assert self.names(store, q=q) == found

    def test_executions_are_counted_and_what_never_ran_comes_last(self, store: Store):
        store.executions.put(Execution(workflow_id="w1"))
        newest = store.executions.put(Execution(workflow_id="w0"))
        store.executions.put(newest.model_copy(update={"status": "completed"}))
        rows, _ = store.workflows.list(sort="last_execution_at")
        assert [(row.id, row.execution_count) for row in rows] == [("w0", 1), ("w1", 1), ("w3", 0), ("w2", 0)]
        assert rows[0].last_execution_at == newest.created_at
        assert [row.id for row in store.workflows.list(sort="last_execution_at", order="asc")[0]] == [
            "w1",
            "w0",
            "w2",
            "w3",
        ]
