"""The block logs of a store."""

from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.store import Store


def log(order: int, **fields) -> BlockLog:
    return BlockLog(f"b{order}", "code", f"B {order}", fields.pop("status", "success"), order, **fields)


def test_logs_come_back_in_the_order_in_which_the_blocks_started(store: Store):
    execution = store.executions.put(Execution(workflow_id=store.workflows.put(Workflow(name="w")).id))
    logs = [log(2, output={"output": [1]}, printed="é\x00"), log(1, status="error", error="no", line=3)]
    store.logs.put_many(execution.id, logs)
    assert store.logs.list(execution.id) == [logs[1], logs[0]]


def test_a_log_that_is_put_again_replaces_the_first(store: Store):
    execution = store.executions.put(Execution(workflow_id=store.workflows.put(Workflow(name="w")).id))
    store.logs.put_many(execution.id, [log(1, status="running")])
    store.executions.finish(execution, [log(1), log(2)])
    assert [found.status for found in store.logs.list(execution.id)] == ["success", "success"]


def test_an_unknown_execution_has_no_logs(store: Store):
    assert store.logs.list("unknown") == store.logs.list("\x00") == []


def test_what_json_cannot_say_is_stored_as_nothing(store: Store):
    execution = store.executions.put(Execution(workflow_id=store.workflows.put(Workflow(name="w")).id))
    store.logs.put_many(execution.id, [log(1, output={"output": float("nan")})])
    assert store.logs.list(execution.id)[0].output == {"output": None}
