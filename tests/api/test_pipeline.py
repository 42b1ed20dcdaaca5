"""The pipeline assistant: sessions, what they answer, and what they refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.api.reply import Reply
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.pipeline.replies import scripted

SESSIONS = "/pipeline-assistant/sessions"
Call = Callable[..., Awaitable[Reply]]


@pytest.fixture
async def powa(tmp_path: Path) -> AsyncIterator[Powa]:
    made = Powa(Settings(root_dir=tmp_path, data_dir=tmp_path), kernels=LocalKernels({}))
    yield made
    await made.close()


@pytest.fixture
async def begun(powa: Powa, call: Call) -> dict[str, Any]:
    """A session whose goal is built."""
    made = await call("POST", SESSIONS, {"goal": "Count to three.", "model_name": scripted(powa)})
    assert made.status == 201
    return dict(made.body)


async def test_a_goal_becomes_a_pipeline_that_runs(call: Call, begun: dict[str, Any]) -> None:
    config = begun["current_config"]
    assert [step["name"] for step in config["steps"]] == ["Load", "Give"]
    assert (config["version"], config["name"], config["description"]) == (1, "Count to three", "Count to three.")
    assert config["steps"][1]["depends_on"] == [config["steps"][0]["id"]]
    assert begun["message"]["role"] == "assistant" and begun["message"]["content"].startswith("It is built.")
    assert begun["left_out"] == ["the moon, which is not in the data."]
    assert (begun["autonomy_level"], begun["dataset_ids"], begun["error"]) == ("semi_auto", [], None)
    done = await call("POST", f"/api/workflows/{begun['workflow_id']}/execute", {})
    assert done.body["output"] == [1, 2, 3]
    got = await call("GET", f"{SESSIONS}/{begun['session_id']}/")
    same = ("session_id", "goal", "autonomy_level", "current_config", "dataset_ids", "created_at")
    assert [got.body[name] for name in same] == [begun[name] for name in same]


async def test_the_config_is_told_only_where_a_message_changes_it(call: Call, begun: dict[str, Any]) -> None:
    messages = f"{SESSIONS}/{begun['session_id']}/messages"
    said = (await call("POST", messages, {"content": "hello"})).body
    assert said["message"]["content"] == "Hello."
    assert "current_config" not in said and said["config_changed"] is False
    changed = (await call("POST", messages, {"content": "Count to four"})).body
    assert changed["config_changed"] is True
    assert changed["current_config"]["steps"][0]["config"] == {"code": "output = [1, 2, 3, 4]"}
    again = (await call("POST", messages, {"content": "Count to four"})).body
    assert "current_config" not in again and again["config_changed"] is False


async def test_a_change_that_could_not_run_is_not_taken_over_and_the_answer_says_why(
    call: Call, begun: dict[str, Any]
) -> None:
    address = f"{SESSIONS}/{begun['session_id']}"
    said = (await call("POST", f"{address}/messages", {"content": "break it"})).body
    assert said["config_changed"] is False and "current_config" not in said
    assert "code: " in said["refused"] and said["refused"] in said["message"]["content"]
    assert (await call("GET", address)).body["current_config"] == begun["current_config"]
    spoken = await call("GET", f"/api/copilot/sessions/{begun['session_id']}/messages")
    assert spoken.body["messages"][-1]["content"] == said["message"]["content"]


async def test_a_message_that_fails_is_told_and_changes_nothing(call: Call, begun: dict[str, Any]) -> None:
    failed = await call("POST", f"{SESSIONS}/{begun['session_id']}/messages", {"content": "fail"})
    assert (failed.status, failed.body["detail"]) == (502, "The model broke off.")


async def test_a_goal_that_fails_leaves_a_session_that_says_so(powa: Powa, call: Call) -> None:
    made = await call("POST", SESSIONS, {"goal": "fail", "model_name": scripted(powa)})
    assert (made.status, made.body["error"], made.body["current_config"]) == (201, "The model broke off.", None)
    assert "The model broke off." in made.body["message"]["content"]


@pytest.mark.parametrize(
    ("body", "place", "kind"),
    [
        ({}, "goal", "missing"),
        ({"goal": "  "}, "goal", "string_too_short"),
        ({"goal": 5}, "goal", "string_type"),
        ({"goal": "g", "autonomy_level": "wild"}, "autonomy_level", "literal_error"),
        ({"goal": "g", "model_name": 5}, "model_name", "string_type"),
        ({"goal": "g", "model_name": "no such model"}, "model_name", "unknown_model"),
        ({"goal": "g", "model_name": "anthropic/claude-sonnet-4"}, "model_name", "missing_key"),
    ],
)
async def test_bad_input_is_422_with_its_place_and_nothing_is_stored(
    call: Call, body: dict[str, Any], place: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    refused = await call("POST", SESSIONS, body)
    assert refused.status == 422
    assert [(item["loc"], item["type"]) for item in refused.body["detail"]] == [(["body", place], kind)]
    assert (await call("GET", SESSIONS)).body["total"] == 0
    assert (await call("GET", "/api/workflows")).body["total"] == 0


@pytest.mark.parametrize(("given", "told"), [(None, "semi_auto"), ("manual", "manual"), ("full_auto", "full_auto")])
async def test_the_deprecated_level_is_stored_and_told(call: Call, given: str | None, told: str) -> None:
    body = {"goal": "g", "autonomy_level": given, "model_name": None, "start": False, "more": "is not read"}
    made = (await call("POST", SESSIONS, body)).body
    assert (made["autonomy_level"], made["message"], made["current_config"]) == (told, None, None)
    assert (await call("GET", f"{SESSIONS}/{made['session_id']}")).body["autonomy_level"] == told


async def test_an_unknown_session_is_404_on_every_address(call: Call) -> None:
    for method, path, body in (
        ("GET", "", None),
        ("DELETE", "", None),
        ("POST", "/messages", {"content": "hello"}),
        ("POST", "/messages/stream", {"content": "hello"}),
        ("GET", "/messages/stream", None),
        ("POST", "/stop", {}),
        ("POST", "/undo", {}),
    ):
        refused = await call(method, f"{SESSIONS}/unknown{path}", body)
        assert (refused.status, refused.body["code"]) == (404, "session_not_found"), path
        assert "'unknown'" in refused.body["detail"]


async def test_deleting_a_session_leaves_the_workflow_that_was_built(
    powa: Powa, call: Call, begun: dict[str, Any]
) -> None:
    empty = (await call("POST", SESSIONS, {"goal": "g", "start": False})).body
    for one in (begun, empty):
        gone = await call("DELETE", f"{SESSIONS}/{one['session_id']}")
        assert (gone.status, gone.json) == (204, b"")
        assert (await call("DELETE", f"{SESSIONS}/{one['session_id']}")).status == 404
    assert (await call("GET", f"/api/workflows/{begun['workflow_id']}")).status == 200
    assert (await call("GET", f"/api/workflows/{empty['workflow_id']}")).status == 404


async def test_sessions_are_listed_newest_first_in_pages(call: Call) -> None:
    made = [(await call("POST", SESSIONS, {"goal": goal, "start": False})).body for goal in ("one", "two", "three")]
    page = (await call("GET", SESSIONS, limit=2, offset=1)).body
    assert ([one["session_id"] for one in page["sessions"]], page["total"]) == (
        [made[1]["session_id"], made[0]["session_id"]],
        3,
    )
    assert (await call("GET", SESSIONS, limit=0)).status == 422


async def test_sessions_outlive_the_process(powa: Powa, call: Call, begun: dict[str, Any]) -> None:
    other = Powa(powa.settings, kernels=LocalKernels({}))
    try:
        assert other.store.pipelines.get(begun["session_id"]).goal == "Count to three."
        assert other.store.pipelines.get(begun["session_id"]).model_name == "scripted/replies.json"
    finally:
        await other.close()


async def test_of_two_messages_at_once_one_is_told_to_wait(call: Call, begun: dict[str, Any]) -> None:
    messages = f"{SESSIONS}/{begun['session_id']}/messages"
    replies = await asyncio.gather(*(call("POST", messages, {"content": "hello"}) for _ in range(2)))
    assert sorted(reply.status for reply in replies) == [200, 409]
    refused = next(reply for reply in replies if reply.status == 409)
    assert refused.body["code"] == "turn_in_progress"


async def test_a_workflow_that_was_broken_by_hand_has_no_config_but_its_problems(
    call: Call, begun: dict[str, Any]
) -> None:
    graph = {"blocks": [{"id": "a", "type": "code"}], "edges": []}
    saved = await call("PUT", f"/api/workflows/{begun['workflow_id']}/graph", graph, draft="true")
    assert saved.status == 200
    got = (await call("GET", f"{SESSIONS}/{begun['session_id']}")).body
    assert got["current_config"] is None and got["problems"][0]["code"] == "missing_config"
