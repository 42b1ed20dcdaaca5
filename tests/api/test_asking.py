"""/api/copilot: what a turn waits for, how it is stopped, and which model answers."""

import asyncio
import json
from pathlib import Path

import duckdb
import pytest

from jupyter_powa.models import Models
from tests.llm.planner.desk import DATA


@pytest.fixture
async def session(call, powa, tmp_path) -> str:
    powa.settings.root_dir = tmp_path
    asks = {"name": "ask_user", "arguments": {"question": "Which one?", "options": ["a", "b"]}}
    (tmp_path / "r.json").write_text(json.dumps([{"when": "hi", "calls": [asks]}, {"when": '"b"', "say": "b it is."}]))
    await call("PUT", "/api/copilot/settings/model", {"model": "scripted/r.json"})
    workflow = (await call("POST", "/api/workflows", {"name": "w"})).body["id"]
    made = (await call("POST", "/api/copilot/sessions", {"workflow_id": workflow})).body["id"]
    return f"/api/copilot/sessions/{made}"


async def until(stream, name: str) -> dict:
    async for told in stream:
        if told["event"] == name:
            return told
    raise AssertionError(f"no {name} came")


async def test_a_question_is_asked_and_answered_once(call, session):
    stream = (await call("POST", f"{session}/chat", {"message": "hi"})).stream
    asked = await until(stream, "question")
    assert (asked["question"], asked["options"]) == ("Which one?", ["a", "b"])
    place = f"{session}/questions/{asked['question_id']}"
    assert (await call("POST", place, {"answer": " "})).status == 400
    assert (await call("POST", place, {"answer": "b"})).status == 200
    assert (await until(stream, "question_answered"))["answer"] == "b"
    assert (await until(stream, "complete"))["content"] == "b it is."
    assert (await call("POST", place, {"answer": "b"})).status == 404


async def test_a_reader_who_comes_back_sees_the_turn_from_its_beginning(call, session):
    first = (await call("POST", f"{session}/chat", {"message": "hi"})).stream
    asked = await until(first, "question")
    await first.aclose()
    assert (await call("POST", f"{session}/chat", {"message": "ho"})).body["code"] == "turn_in_progress"
    running = (await call("GET", f"{session}/messages")).body["messages"][-1]
    assert running["status"] == "running"
    again = (await call("GET", f"{session}/turn")).stream
    assert (await until(again, "turn_start"))["message"] == "hi"
    assert (await until(again, "question"))["question_id"] == asked["question_id"]
    assert (await call("POST", f"{session}/stop")).body == {"ok": True, "stopped": True}
    assert (await until(again, "complete"))["status"] == "stopped"
    assert (await call("POST", f"{session}/stop")).body["stopped"] is False
    assert [told async for told in (await call("GET", f"{session}/turn")).stream] == []


async def test_no_answer_within_copilot_wait_is_none(call, session, powa):
    powa.settings.copilot_wait = 0.1
    stream = (await call("POST", f"{session}/chat", {"message": "hi"})).stream
    assert (await until(stream, "question_answered"))["answer"] is None
    await asyncio.wait_for(until(stream, "error"), 5)


async def test_the_menu_tells_which_models_answer_and_why_others_do_not(call, powa):
    powa.models = Models(powa.settings, powa.vault, {"ANTHROPIC_API_KEY": "k"})
    told = (await call("GET", "/api/copilot/settings/model")).body
    assert (told["model"], told["default"]) == ("gpt-5.2", "gpt-5.2")
    options = {one["value"]: one for one in told["options"]}
    assert options["planner"]["ready"] and options["claude-sonnet-4-6"]["ready"]
    assert not options["gpt-4.1"]["ready"] and "OPENAI_API_KEY" in options["gpt-4.1"]["reason"]


@pytest.mark.parametrize("word", ["gpt-4o", "gpt-5.2", "gpt-4.1", "o3", "o4-mini", "claude-opus-4-6", "planner", "own"])
async def test_a_model_of_the_list_may_be_chosen_without_its_key(call, powa, word):
    powa.settings.models = ["own"]
    reply = await call("PUT", "/api/copilot/settings/model", {"model": word})
    assert (reply.status, reply.body) == (200, {"ok": True, "model": word})
    assert (await call("GET", "/api/copilot/settings/model")).body["model"] == word


def database(path: Path) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(DATA)
    return path


async def suggested(call, **query) -> list[str]:
    reply = await call("GET", "/api/copilot/suggestions", **query)
    assert reply.status == 200 and 3 <= len(reply.body["suggestions"]) <= 6
    return reply.body["suggestions"]


async def test_suggestions_come_from_the_users_own_tables(call, powa, tmp_path):
    powa.settings.database = str(database(tmp_path / "shop.duckdb"))
    told = await suggested(call)
    assert "Top 5 customers by total amount of orders" in told
    names = ("customers", "orders", "products", "reviews")
    assert sum(any(name in text for name in names) for text in told) >= 3


async def test_where_there_are_no_tables_suggestions_still_say_what_can_be_done(call, powa, tmp_path):
    powa.settings.database = str(tmp_path / "none.duckdb")
    assert any("https://" in text for text in await suggested(call))
    (tmp_path / "broken.duckdb").write_text("this is no database")
    powa.settings.database = str(tmp_path / "broken.duckdb")
    assert any("https://" in text for text in await suggested(call))


async def test_suggestions_begin_with_what_the_workflow_needs(call, powa, tmp_path):
    powa.settings.database = str(database(tmp_path / "shop.duckdb"))
    blocks = [{"id": "a", "type": "code", "name": "A", "config": {"code": "output = 1 / 0"}}]
    made = (await call("POST", "/api/workflows", {"name": "w", "blocks": blocks})).body["id"]
    assert (await suggested(call, workflow_id=made))[0] == "Explain this workflow"
    await call("POST", f"/api/workflows/{made}/execute", {})
    assert (await suggested(call, workflow_id=made))[0] == "Fix the last failed run"
    assert (await call("GET", "/api/copilot/suggestions", workflow_id="nope")).status == 404
