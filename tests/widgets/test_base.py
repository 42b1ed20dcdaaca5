"""A widget answers its own front end, in whichever thread that speaks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jupyter_powa import Powa, Workflow
from jupyter_powa.kernel.local import LocalKernels, local_kernel
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.plan import Plan
from jupyter_powa.widgets.base import bundles
from jupyter_powa.widgets.workflow import WorkflowWidget


class Heard(WorkflowWidget):
    """The widget, and what its front end would hear."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.heard: list[tuple[dict[str, Any], list[bytes] | None]] = []
        super().__init__(*args, **kwargs)

    def send(self, content: Any, buffers: Any = None) -> None:
        self.heard.append((content, buffers))

    def say(self, **content: Any) -> None:
        """What the front end says."""
        self._handle_custom_msg(content, [])

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """A request and its one answer."""
        request_id = f"{method} {path} {len(self.heard)}"
        self.say(kind="request", id=request_id, method=method, path=path, body=body)
        return self.until(lambda one: one["id"] == request_id)

    def until(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first thing heard that fits."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for content, _ in list(self.heard):
                if fits(content):
                    return content
            time.sleep(0.005)
        raise AssertionError(f"not heard; but: {[content for content, _ in self.heard]}")


@pytest.fixture
def widget() -> Iterator[Heard]:
    """The widget of a small workflow."""
    powa = Powa.memory(kernels=LocalKernels({}))
    wf = Workflow("Shown", powa=powa)
    wf.input("Input", {"n": 2})
    wf.code("Double", "Input.output['n'] * 2")
    wf.output("Report", "<Double.output>")
    made = Heard(powa, wf.save().id)
    yield made
    made.close()
    loop_thread().submit(powa.close()).result()


def test_a_request_is_answered_as_over_http(widget: Heard) -> None:
    answer = widget.ask("GET", f"/api/workflows/{widget.workflow_id}")
    assert (answer["kind"], answer["status"], answer["body"]["name"]) == ("result", 200, "Shown")
    listed = widget.ask("GET", f"/api/workflows/{widget.workflow_id}/executions?limit=5")
    assert listed["body"]["executions"] == []


@pytest.mark.parametrize(
    ("path", "status"), [("/api/workflows/nope", 404), ("/no/such/path", 404), ("/api/workflows?limit=x", 400)]
)
def test_an_error_is_answered_with_its_status_and_words(widget: Heard, path: str, status: int) -> None:
    answer = widget.ask("GET", path)
    assert (answer["kind"], answer["status"]) == ("error", status)
    assert answer["error"]["error"]


def test_every_event_of_a_run_is_heard_wherever_it_was_started(widget: Heard) -> None:
    widget.say(kind="request", id="live", method="GET", path=f"/api/powa/workflows/{widget.workflow_id}/events")
    started = widget.ask("POST", f"/api/workflows/{widget.workflow_id}/executions", {"variables": {"n": 5}})
    done = widget.until(lambda one: one.get("event", {}).get("type") == "done")["event"]
    assert done["execution_id"] == started["body"]["execution_id"]
    assert (done["status"], done["output"]) == ("completed", 10)
    numbers = [one["event"]["seq"] for one, _ in widget.heard if one["kind"] == "event"]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_run_that_a_server_started_in_this_kernel_is_heard_too(widget: Heard) -> None:
    widget.say(kind="request", id="live", method="GET", path=f"/api/powa/workflows/{widget.workflow_id}/events")
    widget.ask("GET", "/api/powa/blocks")  # the stream has begun by now
    graph = widget._powa.store.workflows.get(widget.workflow_id).graph
    plan = Plan(workflow_id=widget.workflow_id, graph=graph, variables={"n": 4}, database=":memory:")
    loop_thread().submit(local_kernel().run(plan, lambda event: None)).result()
    done = widget.until(lambda one: one.get("event", {}).get("type") == "done")["event"]
    assert (done["execution_id"], done["output"]) == (plan.execution_id, 8)
    kinds = [one["event"]["type"] for one, _ in widget.heard if one["kind"] == "event"]
    assert kinds[0] == "execution_start"
    assert kinds.count("done") == 1


def test_a_stream_that_is_cancelled_is_quiet(widget: Heard) -> None:
    widget.say(kind="request", id="live", method="GET", path=f"/api/powa/workflows/{widget.workflow_id}/events")
    widget.ask("GET", "/api/powa/blocks")
    widget.say(kind="cancel", id="live")
    widget.ask("GET", "/api/powa/limits")
    widget.ask("POST", f"/api/workflows/{widget.workflow_id}/executions", {})
    widget.ask("GET", f"/api/workflows/{widget.workflow_id}/executions")
    assert [one["kind"] for one, _ in widget.heard if one["id"] == "live"] == ["open"]


def test_two_threads_ask_at_once_and_each_gets_its_own_answers(widget: Heard) -> None:
    answers: dict[str, list[Any]] = {"one": [], "other": []}

    def ask(who: str) -> None:
        for turn in range(20):
            request_id = f"{who}-{turn}"
            widget.say(kind="request", id=request_id, method="GET", path=f"/api/workflows?q={request_id}&limit=1")
            answers[who].append(widget.until(lambda one, wanted=request_id: one["id"] == wanted)["status"])

    threads = [threading.Thread(target=ask, args=(who,)) for who in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == {"one": [200] * 20, "other": [200] * 20}


@pytest.mark.parametrize(
    "content", [None, [], {"kind": "request"}, {"kind": "request", "id": 1, "method": 2, "path": 3}]
)
def test_what_is_no_message_is_ignored(widget: Heard, content: Any) -> None:
    widget._handle_custom_msg(content, [])
    assert widget.ask("GET", "/api/powa/limits")["status"] == 200


def test_a_bundle_is_sent_as_bytes_and_nothing_else_of_the_folder_is(widget: Heard) -> None:
    assert set(bundles()) >= {"workflow.js", "copilot.js"}
    widget.ask("GET", "/_bundle/workflow.js")
    content, buffers = widget.heard[-1]
    assert content["status"] == 200
    assert buffers is not None
    assert len(buffers[0]) > 100_000
    for name in ("../powa.py", "bundles.json", "nope.js"):
        assert widget.ask("GET", f"/_bundle/{name}")["status"] == 404
