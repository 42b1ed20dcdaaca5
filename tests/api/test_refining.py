"""A message to the pipeline assistant is followed, stopped, and taken back."""

from __future__ import annotations

from typing import Any

from jupyter_powa.api.reply import Reply
from tests.api.test_pipeline import SESSIONS, Call, begun, powa

__all__ = ["begun", "powa"]


async def read(reply: Reply) -> list[dict[str, Any]]:
    assert reply.stream is not None
    return [dict(told) async for told in reply.stream]


async def test_a_stream_shows_the_work_and_then_the_pipeline(call: Call, begun: dict[str, Any]) -> None:
    address = f"{SESSIONS}/{begun['session_id']}/messages/stream"
    told = await read(await call("POST", address, {"content": "Count to four"}))
    names = [event["event"] for event in told]
    assert names[-2:] == ["pipeline", "complete"] and {"tool_call", "draft", "content_delta"} <= set(names)
    changed = told[-2]
    assert (changed["config_changed"], changed["refused"], changed["version"]) == (True, "", begun["version"] + 1)
    assert changed["current_config"]["steps"][0]["config"] == {"code": "output = [1, 2, 3, 4]"}
    assert await read(await call("GET", address)) == []


async def test_a_stopped_message_changes_nothing(call: Call, begun: dict[str, Any]) -> None:
    address = f"{SESSIONS}/{begun['session_id']}"
    stream = (await call("POST", f"{address}/messages/stream", {"content": "wait"})).stream
    assert stream is not None
    told: list[dict[str, Any]] = []
    async for event in stream:
        told.append(dict(event))
        if event["event"] == "question":
            assert (await call("POST", f"{address}/stop")).body == {"ok": True, "stopped": True}
    assert told[-1]["event"] == "complete" and told[-1]["status"] == "stopped"
    assert (await call("POST", f"{address}/stop")).body["stopped"] is False
    assert (await call("GET", address)).body["current_config"] == begun["current_config"]


async def test_changes_are_taken_back_one_by_one(call: Call, begun: dict[str, Any]) -> None:
    address = f"{SESSIONS}/{begun['session_id']}"
    await call("POST", f"{address}/messages", {"content": "Count to four"})
    back = await call("POST", f"{address}/undo", {})
    assert (back.status, back.body["current_config"]) == (200, begun["current_config"])
    assert (await call("POST", f"{address}/undo")).body["current_config"] is None
    refused = await call("POST", f"{address}/undo")
    assert (refused.status, refused.body["code"]) == (409, "not_applied")


async def test_what_others_saved_is_only_taken_back_by_force(call: Call, begun: dict[str, Any]) -> None:
    address, workflow = f"{SESSIONS}/{begun['session_id']}", f"/api/workflows/{begun['workflow_id']}"
    graph = (await call("GET", workflow)).body
    graph["blocks"][0]["position"] = {"x": 9, "y": 9}
    await call("PUT", f"{workflow}/graph", {"blocks": graph["blocks"], "edges": graph["edges"]})
    assert (await call("POST", f"{address}/undo", {})).body["code"] == "version_conflict"
    assert (await call("POST", f"{address}/undo", {"force": True})).body["current_config"] is None
