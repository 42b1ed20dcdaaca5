"""The copilot over HTTP: the seed's own lines against a live server, and readers that leave."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.server.running import Server

pytestmark = pytest.mark.server
LINES = (Path(__file__).parents[1] / "seeds" / "001_copilot.txt").read_text().splitlines()
ADD = {"add_blocks": [{"id": "o", "type": "output", "name": "Out"}]}
REPLIES = [
    {"when": "Build", "say": "I add an output. ", "calls": [{"name": "modify_workflow", "arguments": ADD}]},
    {"when": "ask me", "calls": [{"name": "ask_user", "arguments": {"question": "Which?"}}]},
    {"when": '"applied"', "say": "Done."},
    {"say": "Very well.", "always": True},
]


@pytest.fixture
def wf_id(server: Server) -> str:
    """A workflow, and a copilot that plays its replies."""
    (server.root / "replies.json").write_text(json.dumps(REPLIES))
    assert server("PUT", "/api/copilot/settings/model", {"model": "scripted/replies.json"}).status_code == 200
    return str(server("POST", "/api/workflows", {"name": "Talked about"}).json()["id"])


def events(reply: requests.Response) -> list[dict[str, Any]]:
    """What a stream tells, as a client of the vendor's reads it."""
    assert reply.headers["Content-Type"].startswith("text/event-stream")
    return [json.loads(line[6:]) for line in reply.iter_lines(decode_unicode=True) if line.startswith("data: ")]


def test_every_line_of_the_seed_works_in_its_order(server: Server, wf_id: str) -> None:
    state = {"nodes": [{"id": "a", "data": {"type": "input", "label": "Start"}}], "edges": []}
    names: dict[str, Any] = {
        "requests": requests,
        "BASE_URL": server.address,
        "headers": server.headers,
        "wf_id": wf_id,
        "current_state": state,
    }

    def run(line: str) -> requests.Response:
        reply = eval(line, names)
        assert isinstance(reply, requests.Response)
        return reply

    made = run(LINES[0])
    names["session_id"] = made.json()["id"]
    assert (made.status_code, run(LINES[1]).json()["session"]["id"]) == (201, names["session_id"])
    told = events(run(LINES[2]))
    kinds = [event["event"] for event in told]
    assert kinds[0] == "status" and kinds[-1] == "complete"
    assert {"status", "tool_call", "tool_result", "content_delta", "complete"} <= set(kinds)
    text = "".join(event["delta"] for event in told if event["event"] == "content_delta")
    assert text == told[-1]["content"] and text.endswith("Done.")
    assert told[-1]["workflow_diff"]["add_blocks"][0]["name"] == "Out"
    with_state = events(run(LINES[3]))
    assert with_state[-1]["workflow_diff"]["summary"]["text"] == "It adds Out."
    messages = run(LINES[4]).json()["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant"] * 2
    names["message_id"] = messages[1]["id"]
    refused = run(LINES[5])
    assert refused.status_code == 400 and "pre_snapshot" in refused.json()["error"]
    assert "gpt-5.2" in [option["value"] for option in run(LINES[6]).json()["options"]]
    assert run(LINES[7]).json() == {"ok": True, "model": "gpt-4o"}
    assert run(LINES[8]).status_code == 204
    assert run(LINES[4]).json()["code"] == "session_not_found"


def begun(server: Server, wf_id: str, message: str) -> tuple[str, requests.Response]:
    session = server("POST", "/api/copilot/sessions", {"workflow_id": wf_id}).json()["id"]
    place = f"/api/copilot/sessions/{session}"
    return place, server("POST", f"{place}/chat", {"message": message}, stream=True)


def test_the_turn_is_finished_and_stored_though_its_reader_left(server: Server, wf_id: str) -> None:
    place, reply = begun(server, wf_id, "Build it")
    next(reply.iter_lines())
    reply.close()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        messages = server("GET", f"{place}/messages").json()["messages"]
        if messages and messages[-1]["status"] == "completed":
            break
        time.sleep(0.05)
    assert messages[-1]["content"].endswith("Done.") and messages[-1]["workflow_diff"]


def test_a_second_message_waits_its_turn_and_a_reader_can_come_back(server: Server, wf_id: str) -> None:
    place, reply = begun(server, wf_id, "ask me something")
    asked = next(
        event
        for line in reply.iter_lines(decode_unicode=True)
        if line.startswith("data: ") and (event := json.loads(line[6:]))["event"] == "question"
    )
    second = server("POST", f"{place}/chat", {"message": "and?"})
    assert (second.status_code, second.json()["code"]) == (409, "turn_in_progress")
    reply.close()
    again: list[dict[str, Any]] = []
    reader = threading.Thread(target=lambda: again.extend(events(server("GET", f"{place}/turn", stream=True))))
    reader.start()
    answered = server("POST", f"{place}/questions/{asked['question_id']}", {"answer": "this one"})
    assert answered.status_code == 200
    reader.join(10)
    assert [event["event"] for event in again][:2] == ["status", "turn_start"] and again[-1]["event"] == "complete"


def test_what_a_reader_is_sent_grows_with_the_text_and_not_with_its_square(server: Server, wf_id: str) -> None:
    sizes = []
    for words in (500, 1_000):
        text = "word " * words
        (server.root / "long.json").write_text(json.dumps([text]))
        server("PUT", "/api/copilot/settings/model", {"model": "scripted/long.json"})
        _, reply = begun(server, wf_id, "talk")
        sizes.append(len(reply.content))
    assert sizes[1] < 2.2 * sizes[0]


@pytest.mark.kernel
def test_a_draft_runs_in_the_kernel_that_the_chat_names(start_server: Callable[..., Server]) -> None:
    server = start_server("c.PowaApp.copilot_runs = 'allow'", extension="jupyter_powa")
    (server.root / "runs.json").write_text(json.dumps([{"when": "run it", "calls": [{"name": "run_draft"}]}, "Ran."]))
    server("PUT", "/api/copilot/settings/model", {"model": "scripted/runs.json"})
    blocks = [{"id": "a", "type": "code", "config": {"code": "import os; output = os.getpid()"}}]
    workflow = server("POST", "/api/workflows", {"name": "w", "blocks": blocks, "edges": []}).json()["id"]
    kernel = server("POST", "/api/kernels", {}).json()["id"]
    there = server("POST", f"/api/workflows/{workflow}/execute", {"kernel_id": kernel}).json()["output"]
    place = f"/api/copilot/sessions/{server('POST', '/api/copilot/sessions', {'workflow_id': workflow}).json()['id']}"

    unknown = server("POST", f"{place}/chat", {"message": "run it", "kernel_id": "unknown"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "kernel_not_found")
    assert server("GET", f"{place}/messages").json()["messages"] == []
    told = events(server("POST", f"{place}/chat", {"message": "run it", "kernel_id": kernel}, stream=True))
    assert told[-1]["event"] == "complete" and told[-1]["proof"]["execution"]["output"] == there
