"""What runs and what ran last, whichever workflow."""

from datetime import UTC, datetime, timedelta

from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Workflow

START = datetime(2026, 1, 1, tzinfo=UTC)


async def test_what_runs_comes_first_then_what_ran_last_of_all_workflows(call, powa):
    first, second = (powa.store.workflows.put(Workflow(name=name)).id for name in ("First", "Second"))
    order = [(first, "completed"), (second, "failed"), (first, "completed"), (second, "completed")]
    for minutes, (workflow, status) in enumerate(order):
        at = START + timedelta(minutes=minutes)
        powa.store.executions.put(Execution(workflow_id=workflow, status=status, created_at=at))
    powa.store.executions.put(
        Execution(workflow_id=first, status="running", created_at=START - timedelta(days=1)), powa.owner
    )
    rows = (await call("GET", "/api/powa/executions", limit=3)).body["executions"]
    assert [(row["workflow_name"], row["status"]) for row in rows] == [
        ("First", "running"),
        ("Second", "completed"),
        ("First", "completed"),
        ("Second", "failed"),
    ]


async def test_a_run_is_told_as_it_is_now(call, powa, graph):
    workflow = powa.store.workflows.put(Workflow(name="w").with_graph(graph(a="input", b="output"))).id
    await call("POST", f"/api/workflows/{workflow}/execute", {})
    (row,) = (await call("GET", "/api/powa/executions")).body["executions"]
    assert (row["workflow_id"], row["status"]) == (workflow, "completed")
    assert row["heartbeat"] >= row["created_at"]


async def test_nothing_ran(call):
    assert (await call("GET", "/api/powa/executions")).body == {"executions": []}
