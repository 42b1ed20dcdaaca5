"""Conversations with SQL agents: several turns, one at a time, stored whatever happens; steps as a stream, a stop."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from jupyter_powa.briefing.brief import HISTORY
from tests.api.shop import COUNT, CUSTOMERS, HOW_MANY, ORDERS, SLOW, Api, execute

UNKNOWN = "123e4567-e89b-12d3-a456-426614174000"


@pytest.fixture
async def agent(api: Api, kind: str) -> Any:
    return await api.agent((await api.source(kind))["id"], CUSTOMERS, ORDERS)


async def begun(api: Api, agent: Any, **more: Any) -> Any:
    return await api("POST", "/session/", {"agent_id": agent["id"], **more})


async def test_a_question_without_a_session_is_answered_and_not_kept(api: Api, agent: Any) -> None:
    said = await api("POST", "/chat/", {"agent_id": agent["id"], "prompt": HOW_MANY, "config": {}})
    assert (said["prompt"], said["response"]["error_text"]) == (HOW_MANY, "")
    assert list(said["response"]["content"][0].values()) == [3]
    assert said["response"]["col_keys"] == list(said["response"]["content"][0])
    assert said["response"]["sql_text"]
    assert await api("GET", "/session/") == []


async def test_a_session_keeps_its_turns_and_what_it_is_about(api: Api, agent: Any) -> None:
    session = await begun(api, agent, chat=None, config={"table_filters": {ORDERS: "amount > 0"}})
    assert (session["entries"], session["summary"]) == ([], None)
    path = f"/session/{session['id']}"
    entry = await api("POST", f"{path}/entry", {"prompt": HOW_MANY})
    assert (entry["feedback"], entry["chat"]["prompt"]) == (None, HOW_MANY)
    assert isinstance(entry["confidence"], float)
    whole = await api("PUT", path, {"prompt": "And how many customers?"})
    assert [one["chat"]["prompt"] for one in whole["entries"]] == [HOW_MANY, "And how many customers?"]
    assert (whole["entries"][0], whole["summary"]) == (entry, HOW_MANY)
    assert whole["agent_config"] == {"table_filters": {ORDERS: "amount > 0"}}
    (listed,) = await api("GET", "/session/")
    assert listed == {name: value for name, value in whole.items() if name != "entries"}
    asked = {"agent_id": agent["id"], "prompt": HOW_MANY, "session_id": session["id"]}
    await api("POST", "/chat/", asked)
    assert len((await api("GET", path))["entries"]) == 3
    assert await api("DELETE", f"{path}/entry") is None
    assert (await api("GET", path))["entries"] == []
    assert await api("DELETE", path) is None
    assert (await api.refused("GET", path))[0] == 404


async def test_a_session_begins_with_a_chat_or_with_a_question(api: Api, agent: Any) -> None:
    chat = await api("POST", "/chat/", {"agent_id": agent["id"], "prompt": HOW_MANY})
    session = await begun(api, agent, chat=chat)
    assert [one["chat"] for one in session["entries"]] == [chat]
    session = await begun(api, agent, chat={"prompt": HOW_MANY})
    assert session["entries"][0]["chat"]["response"]["content"] == chat["response"]["content"]


async def test_what_fails_is_an_entry_with_its_error(api: Api, agent: Any) -> None:
    await api("PATCH", f"/agent/{agent['id']}", {"description": "x", "model": "scripted/nothing.json"})
    session = await begun(api, agent)
    entry = await api("POST", f"/session/{session['id']}/entry", {"prompt": HOW_MANY})
    response = entry["chat"]["response"]
    assert ("scripted/nothing.json" in response["error_text"], response["content"]) == (True, None)
    assert (await api("GET", f"/session/{session['id']}"))["entries"] == [entry]


async def test_feedback_is_any_json_and_null_clears_it(api: Api, agent: Any) -> None:
    session = await begun(api, agent, chat={"prompt": HOW_MANY})
    (entry,) = session["entries"]
    path = f"/session/{session['id']}/entry/{entry['id']}"
    for feedback in ({"deep": [1, None, "ü"]}, False, 0, "", [], None):
        assert (await api("PATCH", path, {"feedback": feedback}))["feedback"] == feedback
    assert await api("PATCH", path, {"chat": None, "feedback": None}) == entry
    chat = {"prompt": "Other?", "response": {"sql_text": "select 1"}}
    changed = await api("PATCH", path, {"chat": chat})
    assert (changed["chat"]["prompt"], changed["chat"]["response"]["sql_text"]) == ("Other?", "select 1")
    assert (await api.refused("PATCH", path, {"chat": {"prompt": "x"}}))[0] == 422
    assert (await api.refused("PATCH", f"/session/{session['id']}/entry/{UNKNOWN}", {}))[0] == 404


async def test_feedback_makes_a_golden_question_only_once_it_is_approved(api: Api, agent: Any) -> None:
    session = await begun(api, agent, chat={"prompt": HOW_MANY})
    path = f"/session/{session['id']}/entry/{session['entries'][0]['id']}"
    goldens = f"/agent/{agent['id']}/golden"
    await api("PATCH", path, {"feedback": {"rating": "up"}})
    proposed = (await api("GET", goldens))[-1]
    assert (proposed["question"], proposed["approved"]) == (HOW_MANY, False)
    own = {"rating": "down", "sql_text": COUNT + " where amount > 5"}
    await api("PATCH", path, {"feedback": own})
    proposed = (await api("GET", goldens))[-1]
    assert (proposed["sql_text"], proposed["approved"]) == (own["sql_text"], False)
    await api("PATCH", path, {"feedback": None})
    assert await api("GET", goldens) == []
    await api("PATCH", path, {"feedback": own})
    await api("POST", f"{goldens}/{(await api('GET', goldens))[-1]['id']}/approve")
    await api("PATCH", path, {"feedback": None})
    assert [one["approved"] for one in await api("GET", goldens)] == [True]


@pytest.fixture
async def slow(api: Api, agent: Any, kind: str) -> str:
    """The path of a session whose question takes long."""
    return f"/session/{(await begun(api, agent))['id']}"


async def streamed(api: Api, path: str, prompt: str) -> list[Any]:
    reply = await api.reply("POST", f"{path}/entry/stream", {"prompt": prompt})
    assert reply.stream is not None
    return [dict(told) async for told in reply.stream]


def checked(api: Api, path: str) -> bool:
    """Whether the query of the question under way has passed its check, and is run."""
    talk = api.powa.talks.get(path.rpartition("/")[2])
    return talk is not None and any(told.get("name") == "check" for told in talk.events)


async def running(kind: str) -> bool:
    """Whether a statement on the orders runs on the server just now."""
    sql = {
        "postgresql": f"select count(*) from pg_locks join pg_stat_activity using (pid) where state = 'active' "
        f"and relation = '{ORDERS}'::regclass",
        "mariadb": f"select count(*) from information_schema.processlist where info like 'select%{ORDERS}%t23%' "
        "and info not like '%processlist%'",
    }[kind]
    (count,) = await execute(kind, sql)
    return int(count) > 0


async def test_a_questions_steps_are_streamed_and_its_entry_comes_last(api: Api, agent: Any) -> None:
    path = f"/session/{(await begun(api, agent))['id']}"
    *stages, last = await streamed(api, path, HOW_MANY)
    assert stages and {one["event"] for one in stages} == {"stage"}
    assert {"name", "ok", "words", "milliseconds"} <= stages[0].keys()
    assert (last["event"], [last["entry"]]) == ("complete", (await api("GET", path))["entries"])
    reply = await api.reply("GET", f"{path}/entry/stream")
    assert reply.stream is not None and [told async for told in reply.stream] == []


async def test_one_question_at_a_time_which_can_be_stopped(api: Api, slow: str, kind: str) -> None:
    asked = asyncio.create_task(streamed(api, slow, SLOW))
    async with asyncio.timeout(20):
        while not checked(api, slow) or not await running(kind):  # noqa: ASYNC110  it is the server that knows
            await asyncio.sleep(0.05)
    for method, path in (("POST", f"{slow}/entry"), ("PUT", slow), ("DELETE", f"{slow}/entry")):
        status, words = await api.refused(method, path, {"prompt": "x"})
        assert (status, "still answers" in words) == (409, True)
    assert await api("POST", f"{slow}/stop") == {"ok": True, "stopped": True}
    last = (await asyncio.wait_for(asked, 5))[-1]
    async with asyncio.timeout(10):
        while await running(kind):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert "stopped" in last["entry"]["chat"]["response"]["error_text"]
    assert (await api("GET", slow))["entries"] == [last["entry"]]
    assert await api("POST", f"{slow}/stop") == {"ok": True, "stopped": False}
    used = {row["name"]: row["usage"] for row in await api("GET", "/quota/")}
    assert (used["questions"], used["queries"]) == (1, 1)
    await api("POST", f"{slow}/entry", {"prompt": HOW_MANY})


async def test_a_session_that_is_deleted_takes_its_question_along(api: Api, slow: str) -> None:
    asked = asyncio.create_task(streamed(api, slow, SLOW))
    await asyncio.sleep(0.3)
    assert await api("DELETE", slow) is None
    await asyncio.wait_for(asked, 5)
    assert await api("GET", "/session/") == []


async def test_a_config_that_cannot_hold_is_refused(api: Api, agent: Any) -> None:
    asked = {"agent_id": agent["id"], "prompt": HOW_MANY}
    for config in ({"table_filter": "x"}, {"table_filters": {ORDERS: 1}}):
        assert (await api.refused("POST", "/chat/", asked | {"config": config}))[0] == 422
        assert (await api.refused("POST", "/session/", {"agent_id": agent["id"], "config": config}))[0] == 422
    config = {"table_filter": {"ordres": "id > 1"}}
    status, detail = await api.refused("POST", "/chat/", asked | {"config": config})
    assert (status, "ordres" in detail[0]["msg"]) == (422, True)


async def test_a_disabled_agent_and_one_that_is_gone_are_not_asked(api: Api, agent: Any) -> None:
    session = await begun(api, agent)
    await api("PATCH", f"/agent/{agent['id']}", {"description": None, "status": "DISABLED"})
    asked = {"agent_id": agent["id"], "prompt": HOW_MANY}
    assert (await api.refused("POST", "/chat/", asked))[0] == 409
    await api("DELETE", f"/agent/{agent['id']}")
    assert (await api.refused("POST", "/chat/", asked))[0] == 404
    assert (await api.refused("POST", f"/session/{session['id']}/entry", {"prompt": "x"}))[0] == 409
    assert (await api("GET", f"/session/{session['id']}"))["agent_id"] is None


async def test_more_turns_than_an_agent_is_told_do_no_harm(api: Api, agent: Any) -> None:
    chat = {"prompt": "x", "response": {"words": "y"}}
    session = await begun(api, agent, chat=chat)
    path = f"/session/{session['id']}"
    for _ in range(HISTORY):
        await api("POST", f"{path}/entry", {"prompt": HOW_MANY})
    assert len((await api("GET", path))["entries"]) == HISTORY + 1
