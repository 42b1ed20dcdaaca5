"""The versions of a store's workflows."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Block, Graph, Workflow, now
from jupyter_powa.store import Store
from jupyter_powa.store.migrate import upgrade
from jupyter_powa.store.versions import LARGEST, MOST, PAUSE, remember
from jupyter_powa.unknown import VersionNotFound, WorkflowNotFound


def of(code: str) -> Graph:
    return Graph(blocks=[Block(id="a", type="code", config={"code": code})])


def numbers(store: Store, workflow: Workflow) -> list[int]:
    return [row.number for row in store.versions.list(workflow.id)]


def later(store: Store, workflow: Workflow, minutes: float, *, draft: bool = False, graph: str = "{}") -> Workflow:
    """The next version, saved so many minutes after the one before."""
    moment = workflow.updated_at + timedelta(minutes=minutes)
    following = workflow.model_copy(update={"version": workflow.version + 1, "updated_at": moment})
    with store._reach.write() as connection:
        remember(connection, following, graph, "editor", draft=draft)
    return following


def test_every_saved_graph_is_kept_and_says_what_saved_it(store: Store):
    workflow = store.workflows.put(Workflow(name="w", blocks=of("1").blocks), origin="import")
    store.workflows.save_graph(workflow.id, of("2"), origin="cell")
    store.workflows.save_graph(workflow.id, of("1"), origin="restore", restored=1)
    told = [(row.number, row.origin, row.restored, row.blocks) for row in store.versions.list(workflow.id)]
    assert told == [(3, "restore", 1, 1), (2, "cell", None, 1), (1, "import", None, 1)]
    assert store.versions.get(workflow.id, 2).graph == of("2")
    assert store.versions.before(workflow.id, 3) == 2 and store.versions.before(workflow.id, 1) is None


def test_drafts_of_an_editor_are_one_version_until_somebody_else_saves(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    for code in "123":
        store.workflows.save_graph(workflow.id, of(code), origin="editor", draft=True)
    assert numbers(store, workflow) == [4, 1]
    store.workflows.save_graph(workflow.id, of("cell"), origin="cell")
    store.workflows.save_graph(workflow.id, of("4"), origin="editor", draft=True)
    assert numbers(store, workflow) == [6, 5, 4, 1]
    assert store.versions.get(workflow.id, 4).graph == of("3")


def test_a_draft_that_was_run_or_left_for_a_while_stays(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    first = store.workflows.save_graph(workflow.id, of("1"), origin="editor", draft=True)
    store.executions.put(Execution(workflow_id=workflow.id))
    second = store.workflows.save_graph(workflow.id, of("2"), origin="editor", draft=True)
    assert numbers(store, workflow) == [3, 2, 1]
    third = later(store, second, PAUSE.total_seconds() / 60 - 1, draft=True)
    later(store, third, PAUSE.total_seconds() / 60 + 1, draft=True)
    assert numbers(store, workflow) == [5, 4, first.version, 1]


def test_of_many_versions_the_first_and_the_newest_stay_and_old_ones_grow_thin(store: Store):
    workflow = store.workflows.put(Workflow(name="w", updated_at=now() - timedelta(days=30)))
    for _ in range(MOST * 2):
        workflow = later(store, workflow, 20)
    kept = numbers(store, workflow)
    assert len(kept) == MOST and kept[-1] == 1
    assert kept[: MOST // 2 - 1] == list(range(workflow.version, workflow.version - MOST // 2 + 1, -1))
    gaps = [newer - older for newer, older in pairwise(kept)]
    assert max(gaps) < MOST / 2


def test_large_versions_are_fewer(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    for _ in range(4):
        workflow = later(store, workflow, 20, graph="x" * (LARGEST // 3))
    assert len(numbers(store, workflow)) == 3
    assert numbers(store, workflow)[0] == workflow.version


def test_they_go_with_their_workflow_and_what_is_not_kept_is_told(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    for number in (0, 2, -1, 2**40):
        with pytest.raises(VersionNotFound, match="is not kept"):
            store.versions.get(workflow.id, number)
    store.workflows.delete(workflow.id)
    with pytest.raises(WorkflowNotFound):
        store.versions.list(workflow.id)
    with store._reach.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM versions")).scalar() == 0


def test_a_secret_in_a_graph_is_in_no_version(store: Store):
    hook = Block(id="h", type="webhook", config={"webhook_secret": "much too secret"})
    workflow = store.workflows.put(Workflow(name="w", blocks=[hook]))
    store.workflows.save_graph(workflow.id, Graph(blocks=[hook]))
    assert "much too secret" not in "".join(
        store.versions.get(workflow.id, number).model_dump_json() for number in (1, 2)
    )


def test_a_store_of_before_has_what_it_holds_as_its_first_versions(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path}/powa.sqlite")
    workflow = store.workflows.put(Workflow(name="w", blocks=of("1").blocks, version=7))
    with store._reach.write() as connection:
        connection.execute(text("DROP TABLE versions"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0010'"))
        upgrade(connection)
    (kept,) = store.versions.list(workflow.id)
    assert (kept.number, kept.origin, kept.blocks, kept.saved_at) == (7, "unknown", 1, workflow.updated_at)
    assert store.versions.get(workflow.id, 7).graph == of("1")
    store.close()
