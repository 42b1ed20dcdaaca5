"""What happens, as Jupyter events: heard by a real listener at /api/events/subscribe."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.server.running import PATIENCE, Server

pytestmark = pytest.mark.server
SECRET = "a value that is nobody's business"
GRAPH = {
    "blocks": [
        {"id": "in", "type": "input", "name": f"Name with {SECRET}", "config": {"input": {"said": "string"}}},
        {"id": "bad", "type": "code", "config": {"code": f"raise ValueError({SECRET!r})"}},
        {"id": "after", "type": "output", "config": {"output": "<bad.output>"}},
    ],
    "edges": [{"source": "in", "target": "bad"}, {"source": "bad", "target": "after"}],
}


async def listening(server: Server) -> WebSocketClientConnection:
    address = server.address.replace("http:", "ws:") + "/api/events/subscribe"
    return await websocket_connect(HTTPRequest(address, headers=server.headers))


async def heard(socket: WebSocketClientConnection, until: str) -> list[dict[str, Any]]:
    """Ours, up to the end of a run or of a turn."""
    told: list[dict[str, Any]] = []
    while not (told and told[-1]["schema_id"].endswith(f"/{until}/v1") and told[-1].get("action") == "end"):
        message = await asyncio.wait_for(socket.read_message(), PATIENCE)
        assert message is not None
        event = json.loads(message)
        if "jupyter_powa" in event["schema_id"]:
            told.append(event)
    return told


async def test_runs_blocks_and_turns_are_heard_and_no_value_is_among_them(server: Server) -> None:
    (server.root / "told.json").write_text(json.dumps([{"say": f"I say {SECRET}", "always": True}]))
    workflow = server("POST", "/api/workflows", {"name": SECRET, **GRAPH}).json()["id"]
    session = server("POST", "/api/copilot/sessions", {"workflow_id": workflow}).json()["id"]
    socket = await listening(server)
    body = {"input": {"said": SECRET}}
    await asyncio.to_thread(server, "POST", f"/api/workflows/{workflow}/execute", body)
    run = await heard(socket, "workflow_run")
    kinds = [(one["schema_id"].split("/")[-2], one.get("action") or one["status"]) for one in run]
    ended = [("block_run", "success"), ("block_run", "error"), ("block_run", "skipped")]
    assert kinds == [("workflow_run", "start"), *ended, ("workflow_run", "end")]
    assert (run[0]["workflow_id"], run[0]["trigger"], run[0]["blocks"]) == (workflow, "api", 3)
    assert (run[2]["block_id"], run[2]["block_type"], run[2]["attempts"]) == ("bad", "code", 1)
    assert (run[-1]["status"], run[-1]["execution_id"]) == ("failed", run[0]["execution_id"])
    said = {"message": SECRET, "model": "scripted/told.json"}
    await asyncio.to_thread(server, "POST", f"/api/copilot/sessions/{session}/chat", said)
    turn = await heard(socket, "copilot_turn")
    assert [one["action"] for one in turn] == ["start", "end"]
    assert (turn[1]["session_id"], turn[1]["status"], turn[1]["proposes"]) == (session, "completed", False)
    socket.close()
    assert SECRET not in json.dumps([*run, *turn])
