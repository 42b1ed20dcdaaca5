"""The chat widget's own side: its state, its picture, its name."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_powa import Powa, Workflow
from jupyter_powa.copilot.diff import between
from jupyter_powa.errors import PowaError
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.copilot import CopilotSession, Message
from jupyter_powa.model.workflow import Block, Graph
from jupyter_powa.settings import ModelServer
from jupyter_powa.widgets.copilot import CopilotWidget
from tests.llm.server import model_server


@pytest.fixture
def workflow() -> Iterator[Workflow]:
    """A stored workflow of one block."""
    powa = Powa.memory(kernels=LocalKernels({}))
    made = Workflow("Talked about", powa=powa)
    made.code("Load", "1")
    yield made.save()
    loop_thread().submit(powa.close()).result()


def talk(workflow: Workflow, *answers: str) -> str:
    """A stored conversation; its id."""
    store = workflow.powa.store.conversations
    session = store.add(CopilotSession(workflow_id=workflow.id))
    for text in answers:
        said = Message(session_id=session.id, role="user", content="Please")
        answer = Message(session_id=session.id, role="assistant", content=text)
        store.begin(said, answer, "here", lambda owner: True)
        after = Graph(blocks=[*workflow.graph.blocks, Block(id="new", type="output", name="Report")])
        answer.workflow_diff = between(workflow.graph, after)
        store.end(answer, workflow.graph)
    return session.id


def test_its_state_is_small_and_holds_no_bundle_and_no_conversation(workflow: Workflow) -> None:
    talk(workflow, "A secret plan " * 1_000)
    state = CopilotWidget(workflow.powa, workflow.id, height=300).get_state()
    assert (state["workflow_id"], state["height"], state["_view"]) == (workflow.id, 300, "copilot")
    assert len(json.dumps(state, default=str)) < 8_000


def test_its_picture_is_the_graph_and_the_newest_conversation(workflow: Workflow) -> None:
    widget = CopilotWidget(workflow.powa, workflow.id)
    assert "Nothing has been said yet" in widget.picture()
    first = talk(workflow, "The first answer")
    talk(workflow, "The second answer", "And a third")
    picture = widget.picture()
    assert "Load (Python)" in picture
    assert "The second answer" in picture
    assert "The first answer" not in picture
    assert "+ added" in picture
    assert "The first answer" in CopilotWidget(workflow.powa, workflow.id, first).picture()


def test_its_picture_stays_below_100_kb(workflow: Workflow) -> None:
    for number in range(300):
        workflow.code(f"Block {number}", str(number))
    workflow.save()
    talk(workflow, *["длинно " * 4_000] * 20)
    picture = CopilotWidget(workflow.powa, workflow.id).picture()
    assert len(picture.encode()) < 100_000
    assert "301 blocks" in picture


def test_its_text_is_the_same_each_time(workflow: Workflow) -> None:
    talk(workflow, "Done")
    widget = CopilotWidget(workflow.powa, workflow.id)
    assert repr(widget) == "CopilotWidget('Talked about', messages=2)"
    bundle = widget._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(widget)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_an_unknown_workflow_or_conversation_is_refused_in_words(workflow: Workflow) -> None:
    with pytest.raises(PowaError, match="workflow"):
        CopilotWidget(workflow.powa, "no-such-id")
    with pytest.raises(PowaError, match="session"):
        CopilotWidget(workflow.powa, workflow.id, "no-such-id")


class Heard(CopilotWidget):
    """The widget, and what its front end would hear."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.heard: list[dict[str, Any]] = []
        super().__init__(*args, **kwargs)

    def send(self, content: Any, buffers: Any = None) -> None:
        self.heard.append(content)

    def chat(self, session_id: str) -> list[dict[str, Any]]:
        """Say something; all that is heard of the turn."""
        place = f"/api/copilot/sessions/{session_id}/chat"
        begun = {"kind": "request", "id": session_id, "method": "POST", "path": place, "body": {"message": "Tell me"}}
        self._handle_custom_msg(begun, [])
        end = time.monotonic() + 60
        while time.monotonic() < end:
            mine = [one for one in list(self.heard) if one["id"] == session_id]
            if mine and mine[-1]["kind"] in ("end", "error"):
                return mine
            time.sleep(0.01)
        raise AssertionError(f"no end was heard, but {self.heard[-3:]}")


def test_what_the_page_is_sent_grows_with_the_text_and_not_with_its_square(workflow: Workflow) -> None:
    powa, sizes = workflow.powa, []
    widget = Heard(powa, workflow.id)
    running = model_server()
    server = loop_thread().submit(running.__aenter__()).result()
    try:
        powa.settings.model_servers = {"pace": ModelServer(url=server.url)}
        for pieces in (100, 200):
            powa.store.preferences.put("copilot_model", f"pace/paced {pieces}")
            heard = widget.chat(talk(workflow))
            told = [one["event"] for one in heard if one["kind"] == "event"]
            deltas = [one["delta"] for one in told if one["event"] == "content_delta"]
            assert "".join(deltas) == told[-1]["content"] == " word" * pieces
            assert len(deltas) > pieces / 4, "it comes bit by bit"
            sizes.append(len(json.dumps(heard)))
    finally:
        loop_thread().submit(running.__aexit__(None, None, None)).result()
        widget.close()
    assert sizes[1] < 2.2 * sizes[0] and sizes[1] < 200 * 300
