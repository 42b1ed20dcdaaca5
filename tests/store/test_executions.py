"""The executions of a store."""

from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.store import Store
from jupyter_powa.store.executions import table
from jupyter_powa.store.owner import lives, this_process
from jupyter_powa.unknown import ExecutionNotFound, WorkflowNotFound

MANY = 100_000


@pytest.fixture
def workflow(store: Store) -> Workflow:
    return store.workflows.put(Workflow(name="w"))


def test_what_was_put_comes_back_equal(store: Store, workflow: Workflow):
    ended = {"status": "failed", "error": "Block 'a': no", "code": "block_failed", "completed_at": datetime.now(UTC)}
    execution = Execution(workflow_id=workflow.id, input={"n": [1, None]}, output={"rows": []}, kernel="this process")
    store.executions.put(execution)
    store.executions.put(execution.model_copy(update=ended))
    assert store.executions.get(execution.id, workflow.id) == execution.model_copy(update=ended)


def test_an_execution_belongs_to_its_workflow(store: Store, workflow: Workflow):
    execution = store.executions.put(Execution(workflow_id=workflow.id))
    for args in [(execution.id, "another"), ("unknown", workflow.id), ("\x00", workflow.id)]:
        with pytest.raises(ExecutionNotFound):
            store.executions.get(*args)


def test_an_execution_of_an_unknown_workflow_is_refused(store: Store):
    with pytest.raises(WorkflowNotFound):
        store.executions.put(Execution(workflow_id="unknown"))


def test_the_newest_comes_first_and_no_more_than_asked(store: Store, workflow: Workflow):
    made = [Execution(workflow_id=workflow.id, created_at=datetime(2026, 1, 1, second=n, tzinfo=UTC)) for n in range(5)]
    for execution in made:
        store.executions.put(execution)
    assert store.executions.list(workflow.id, limit=3) == made[:1:-1]


def test_an_ended_execution_of_a_deleted_workflow_is_not_put_back(store: Store, workflow: Workflow):
    execution = store.executions.put(Execution(workflow_id=workflow.id))
    store.workflows.delete(workflow.id)
    assert store.executions.finish(execution, [BlockLog("a", "code", "A", "success", 1)]) is False
    assert store.logs.list(execution.id) == []


def test_what_a_dead_process_left_unfinished_is_interrupted_and_nothing_else(store: Store, workflow: Workflow):
    host, number, _ = this_process().split("|")
    cases = {
        "ours": this_process(),
        "number given anew": f"{host}|{number}|1.00",
        "gone": f"{host}|4194305|1.00",
        "elsewhere": "another-host|1|1.00",
        "nobody": "",
    }
    made = {
        word: store.executions.put(Execution(workflow_id=workflow.id, status="running"), owner).id
        for word, owner in cases.items()
    }
    done = store.executions.put(Execution(workflow_id=workflow.id, status="completed"), cases["gone"])
    assert set(store.executions.interrupt(lives)) == {made[word] for word in ("number given anew", "gone", "nobody")}
    after = store.executions.get(made["gone"])
    assert (after.status, after.code, after.completed_at is not None) == ("failed", "interrupted", True)
    assert store.executions.get(made["ours"]).status == store.executions.get(made["elsewhere"]).status == "running"
    assert store.executions.get(done.id) == done


def test_a_block_that_ran_then_says_that_it_was_interrupted_and_what_had_finished_stays(store, workflow: Workflow):
    execution = store.executions.put(Execution(workflow_id=workflow.id, status="running"), "")
    logs = [BlockLog("a", "code", "A", "success", 1, output={"output": 1}), BlockLog("b", "code", "B", "running", 2)]
    store.logs.put_many(execution.id, logs)
    store.executions.interrupt(lives)
    first, second = store.logs.list(execution.id)
    assert first == logs[0]
    assert (second.status, second.code) == ("error", "interrupted") and "interrupted" in str(second.error)
    assert store.executions.get(execution.id).broke


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
def test_the_latest_page_of_many_executions_is_quick(store: Store, workflow: Workflow):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        {
            "id": f"e{n}",
            "workflow_id": workflow.id,
            "status": "completed",
            "created_at": (start + timedelta(seconds=n)).isoformat(timespec="microseconds"),
            "owner": "",
            "heartbeat": "",
            "document": "{}",
        }
        for n in range(MANY)
    ]
    with store._reach.write() as connection:
        for begin in range(0, len(rows), 10_000):
            connection.execute(table.insert(), rows[begin : begin + 10_000])
    store.executions.list(workflow.id, 50)
    took = []
    for _ in range(5):
        began = perf_counter()
        page = store.executions.list(workflow.id, 50)
        took.append(perf_counter() - began)
    assert page[0].id == f"e{MANY - 1}" and min(took) < 0.02
