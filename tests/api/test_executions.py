"""Run workflows, follow and stop executions, read what they did."""

import asyncio
import time

import pytest

from jupyter_powa.api.route import Asker, dispatch
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.execution import Done, RunError
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings

PRINTS = {"code": "print('working'); output = variables['n'] * 2"}
SLEEPS = {"code": "import time\nprint('asleep', flush=True)\nfor _ in range(3000):\n    time.sleep(0.01)"}


@pytest.fixture
def stored(powa, graph):
    """A stored workflow of these blocks: its id."""

    def store(**blocks) -> str:
        return powa.store.workflows.put(Workflow(name="w", variables={"n": 1}).with_graph(graph(**blocks))).id

    return store


def code(reply) -> tuple[int, str]:
    return reply.status, reply.body["code"]


async def read(reply) -> list[dict]:
    return [dict(event) async for event in reply.stream]


async def ended(call, workflow: str, execution: str) -> dict:
    while True:
        found = (await call("GET", f"/api/workflows/{workflow}/executions/{execution}")).body
        if found["status"] in ("completed", "failed"):
            return found
        await asyncio.sleep(0)


class TestExecute:
    async def test_it_answers_with_the_output_and_what_each_block_did(self, call, stored):
        workflow = stored(start="input", double=("code", PRINTS), end="output")
        reply = await call("POST", f"/api/workflows/{workflow}/execute", {"variables": {"n": 21}})
        assert reply.status == 200
        ran = reply.body
        assert (ran["status"], ran["output"], ran["error"], ran["code"]) == ("completed", 42, None, None)
        assert ran["block_outputs"]["double"]["output"] == 42 and ran["kernel"]
        logs = ran["block_logs"]
        assert [log["block_id"] for log in logs] == ["start", "double", "end"]
        assert (logs[1]["status"], logs[1]["printed"], logs[1]["block_type"]) == ("success", "working\n", "code")
        assert logs[1]["config_snapshot"] == PRINTS and logs[1]["duration_ms"] >= 0
        stored_logs = await call("GET", f"/api/workflows/{workflow}/executions/{ran['execution_id']}/logs")
        assert stored_logs.body["block_logs"] == logs

    @pytest.mark.parametrize(
        ("body", "n"),
        [
            (None, 1),
            ({}, 1),
            ({"variables": None}, 1),
            ({"input": {"n": 2}}, 2),
            ({"variables": {"n": 3}}, 3),
            ({"input": {"n": 2}, "variables": {"n": 3}}, 3),
        ],
    )
    async def test_variables_win_over_input_and_input_over_the_workflows_own(self, call, stored, body, n):
        workflow = stored(start="input", end="output")
        reply = await call("POST", f"/api/workflows/{workflow}/execute", body)
        assert reply.body["output"] == {"n": n}
        row = (await call("GET", f"/api/workflows/{workflow}/executions")).body["executions"][0]
        assert (row["input"], row["output"], row["status"]) == ({"n": n}, {"n": n}, "completed")
        assert row["id"] == reply.body["execution_id"] and row["started_at"] <= row["completed_at"]

    async def test_a_part_of_it_is_run_like_a_cell(self, call, stored):
        workflow = stored(start="input", double=("code", PRINTS), end="output")
        path = f"/api/workflows/{workflow}/execute"
        first = (await call("POST", path, {"variables": {"n": 21}})).body
        again = (await call("POST", path, {"variables": {"n": 21}, "rerun": "changed"})).body
        assert again["output"] == 42
        assert [(log["status"], log["kept"], log["reused_from"]) for log in again["block_logs"]] == [
            ("success", True, first["execution_id"])
        ] * 3
        alone = (await call("POST", path, {"only": "double"})).body
        assert [(log["block_id"], log["kept"]) for log in alone["block_logs"]] == [("start", True), ("double", False)]
        assert alone["block_logs"][1]["why"] == "This run is of it alone."
        row = (await call("GET", f"/api/workflows/{workflow}/executions")).body["executions"][0]
        assert row["part"] == {"only": "double", "upto": None, "onward": None, "rerun": "all"}
        refused = await call("POST", path, {"onward": "nowhere"})
        assert (refused.status, refused.body["code"]) == (400, "unknown_block")

    @pytest.mark.parametrize("body", [{"input": []}, {"variables": "n"}, {"variables": 3}])
    async def test_variables_that_are_no_object_are_refused(self, call, stored, body):
        reply = await call("POST", f"/api/workflows/{stored(start='input')}/execute", body)
        assert code(reply) == (400, "validation_error")

    async def test_a_failing_block_is_an_ordinary_answer(self, call, stored):
        workflow = stored(bad=("code", {"code": "1\n1 / 0"}), end="output")
        reply = await call("POST", f"/api/workflows/{workflow}/execute")
        assert (reply.status, reply.body["status"]) == (200, "failed")
        assert "bad" in reply.body["error"] and "division" in reply.body["error"]
        assert [(log["status"], log["line"]) for log in reply.body["block_logs"]] == [("error", 2), ("skipped", None)]

    async def test_a_graph_that_cannot_run_is_refused_and_leaves_no_execution(self, call, powa, graph):
        for broken in (graph(), graph(a="code"), graph(a="input", b="output", edges=[])):
            workflow = powa.store.workflows.put(Workflow(name="w").with_graph(broken)).id
            for rest in ("execute", "execute/stream", "executions"):
                assert code(await call("POST", f"/api/workflows/{workflow}/{rest}")) == (400, "invalid_graph")
            assert powa.store.executions.list(workflow) == []

    async def test_a_kernel_that_is_not_there_is_told(self, call, stored):
        workflow = stored(start="input")
        reply = await call("POST", f"/api/workflows/{workflow}/execute", {"kernel_id": "k"})
        assert code(reply) == (404, "kernel_not_found")
        assert code(await call("POST", f"/api/workflows/{workflow}/execute", kernel_id="k")) == (
            404,
            "kernel_not_found",
        )


class TestStream:
    async def test_it_tells_what_happens_as_it_happens_and_ends_with_done(self, call, stored):
        workflow = stored(start="input", double=("code", PRINTS), end="output")
        events = await read(await call("POST", f"/api/workflows/{workflow}/execute/stream", {"input": {"n": 2}}))
        assert [event["type"] for event in events] == [
            "execution_start",
            *("block_start", "block_complete"),
            *("block_start", "block_chunk", "block_complete"),
            *("block_start", "block_complete"),
            "done",
        ]
        assert [event["seq"] for event in events] == list(range(1, 10))
        assert {event["workflow_id"] for event in events} == {workflow}
        assert (events[4]["chunk"], events[5]["data"]["output"], events[5]["block_name"]) == ("working\n", 4, "double")
        assert (events[-1]["status"], events[-1]["output"]) == ("completed", 4)

    async def test_what_is_told_as_the_end_is_stored_by_then(self, call, stored, powa):
        workflow = stored(start="input")
        reply = await call("POST", f"/api/workflows/{workflow}/execute/stream")
        async for event in reply.stream:
            if event["type"] == "done":
                assert powa.store.executions.get(event["execution_id"]).status == "completed"
                assert len(powa.store.logs.list(event["execution_id"])) == 1

    async def test_a_reader_that_leaves_does_not_stop_the_run(self, call, stored):
        workflow = stored(start="input", double=("code", PRINTS), end="output")
        reply = await call("POST", f"/api/workflows/{workflow}/execute/stream")
        first = await anext(reply.stream)
        await reply.stream.aclose()
        assert (await ended(call, workflow, first["execution_id"]))["status"] == "completed"


class TestBackground:
    async def test_it_answers_at_once_and_the_run_goes_on(self, call, stored):
        workflow = stored(start="input", double=("code", PRINTS), end="output")
        reply = await call("POST", f"/api/workflows/{workflow}/executions", {"variables": {"n": 4}})
        assert (reply.status, reply.body["status"]) == (202, "pending")
        assert (await ended(call, workflow, reply.body["execution_id"]))["output"] == 8

    async def test_what_runs_is_seen_as_running_and_can_be_stopped(self, call, stored):
        workflow = stored(sleep=("code", SLEEPS), end="output")
        reply = await call("POST", f"/api/workflows/{workflow}/execute/stream")
        async for event in reply.stream:
            if event["type"] == "block_chunk":
                execution = event["execution_id"]
                found = (await call("GET", f"/api/workflows/{workflow}/executions/{execution}")).body
                rows = (await call("GET", f"/api/workflows/{workflow}/executions")).body["executions"]
                logs = (await call("GET", f"/api/workflows/{workflow}/executions/{execution}/logs")).body["block_logs"]
                assert found["status"] == rows[0]["status"] == logs[0]["status"] == "running"
                assert logs[0]["printed"] == "asleep\n"
                began = time.monotonic()
                stopped = await call("POST", f"/api/powa/executions/{execution}/cancel")
                assert stopped.body == {"ok": True, "stopped": True}
        assert (event["type"], event["code"]) == ("error", "stopped") and time.monotonic() - began < 5
        found = (await call("GET", f"/api/workflows/{workflow}/executions/{execution}")).body
        assert (found["status"], found["code"]) == ("failed", "stopped")
        again = await call("POST", f"/api/powa/executions/{execution}/cancel")
        assert again.body == {"ok": True, "stopped": False}

    async def test_an_unknown_execution_is_not_found(self, call, stored):
        one, other = stored(start="input"), stored(start="input")
        execution = (await call("POST", f"/api/workflows/{one}/execute")).body["execution_id"]
        for path in (f"/api/workflows/{other}/executions/{execution}", f"/api/workflows/{one}/executions/x/logs"):
            assert code(await call("GET", path)) == (404, "execution_not_found")
        assert code(await call("POST", "/api/powa/executions/x/cancel")) == (404, "execution_not_found")

    async def test_deleting_a_workflow_stops_what_runs_of_it(self, call, stored, powa):
        workflow = stored(sleep=("code", SLEEPS))
        reply = await call("POST", f"/api/workflows/{workflow}/execute/stream")
        kinds = []
        async for event in reply.stream:
            kinds.append(event["type"])
            if event["type"] == "block_chunk":
                assert (await call("DELETE", f"/api/workflows/{workflow}")).status == 204
        assert kinds[-1] == "error" and powa.executions.running == {}


class TestWatch:
    async def test_a_watcher_sees_what_runs_from_its_beginning_and_what_comes(self, call, stored):
        workflow = stored(sleep=("code", SLEEPS))
        running = await call("POST", f"/api/workflows/{workflow}/execute/stream")
        async for event in running.stream:
            if event["type"] == "block_chunk":
                break
        watched = (await call("GET", f"/api/powa/workflows/{workflow}/events")).stream
        assert [(await anext(watched))["type"] for _ in range(3)] == ["execution_start", "block_start", "block_chunk"]
        await call("POST", f"/api/powa/executions/{event['execution_id']}/cancel")
        seen = []
        while not seen or seen[-1] not in ("done", "error"):
            seen.append((await anext(watched))["type"])
        await call("PUT", f"/api/workflows/{workflow}/graph", {"blocks": [], "edges": []}, draft="true")
        assert (await anext(watched)) == {"type": "workflow_saved", "workflow_id": workflow, "version": 3}
        await watched.aclose()

    async def test_an_unknown_workflow_has_nothing_to_watch(self, call):
        assert code(await call("GET", "/api/powa/workflows/x/events")) == (404, "workflow_not_found")


class Breaks:
    """A kernel whose runs end as told, or raise it."""

    name = "a kernel that breaks"

    def __init__(self, end) -> None:
        self.end = end

    async def get(self, kernel_id):
        return self

    async def run(self, plan, emit):
        if isinstance(self.end, Exception):
            raise self.end
        emit(self.end)

    async def cancel(self, execution_id):
        return False

    async def close(self):
        pass


@pytest.mark.parametrize(
    ("end", "status", "code", "error_code"),
    [
        (RunError("The kernel died.", "kernel_died"), 500, "kernel_died", "EXECUTION_FAILED"),
        (RunError("Too long.", "timeout", "EXECUTION_TIMEOUT"), 504, "timeout", "EXECUTION_TIMEOUT"),
        (Done("failed", None, 1.0, "Held.", "database_busy"), 409, "database_busy", "DATABASE_BUSY"),
        (ValueError("a secret path"), 500, "execution_failed", "EXECUTION_FAILED"),
    ],
)
async def test_a_run_that_breaks_is_an_error_that_names_its_execution(graph, end, status, code, error_code):
    powa = Powa.memory(kernels=Breaks(end))
    workflow = powa.store.workflows.put(Workflow(name="w").with_graph(graph(a="input"))).id
    reply = await dispatch(powa, "POST", f"/api/workflows/{workflow}/execute")
    assert (reply.status, reply.body["code"], reply.body["error_code"]) == (status, code, error_code)
    assert powa.store.executions.get(reply.body["execution_id"]).status == "failed"
    assert "secret" not in reply.json.decode()
    await powa.close()


async def test_a_caller_may_start_so_many_executions_a_minute_and_others_are_not_counted(graph):
    powa = Powa.memory(Settings(database=":memory:", execute_rate=2), kernels=LocalKernels({}))
    workflow = powa.store.workflows.put(Workflow(name="w").with_graph(graph(a="input"))).id
    path = f"/api/workflows/{workflow}/execute"
    statuses = [
        (await dispatch(powa, "POST", path, asker=Asker(caller))).status for caller in ("me", "me", "me", "you", None)
    ]
    assert statuses == [200, 200, 429, 200, 200]
    refused = await dispatch(powa, "POST", path, asker=Asker("me"))
    assert refused.body["code"] == "rate_limited" and 50 < int(refused.headers["Retry-After"]) <= 61
    assert (await dispatch(powa, "GET", f"/api/workflows/{workflow}/executions", asker=Asker("me"))).status == 200
    await powa.close()


async def test_an_execution_that_takes_too_long_is_stopped_and_told(graph):
    powa = Powa.memory(Settings(database=":memory:", execution_timeout=0.2), kernels=LocalKernels({}))
    workflow = powa.store.workflows.put(Workflow(name="w").with_graph(graph(a=("code", SLEEPS)))).id
    reply = await dispatch(powa, "POST", f"/api/workflows/{workflow}/execute")
    assert (reply.status, reply.body["error_code"]) == (504, "EXECUTION_TIMEOUT")
    assert powa.store.executions.get(reply.body["execution_id"]).code == "timeout"
    await powa.close()
