"""Golden questions: used once approved, checked before that, and how an agent does with them."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_powa.briefing.brief import briefed
from jupyter_powa.briefing.quota import Meter
from tests.api.shop import COUNT, HOW_MANY, ORDERS, Api


@pytest.fixture
async def agent(api: Api, kind: str) -> Any:
    return await api.agent((await api.source(kind))["id"], ORDERS)


async def test_one_is_kept_changed_approved_and_deleted(api: Api, agent: Any) -> None:
    path = f"/agent/{agent['id']}/golden"
    made = await api("POST", path, {"question": "How many?", "sql_text": COUNT})
    assert (made["approved"], made["agent_id"]) == (False, agent["id"])
    one = f"{path}/{made['id']}"
    assert await api("POST", f"{one}/approve") == made | {"approved": True} == await api("GET", one)
    changed = await api("PATCH", one, {"question": "How many orders?"})
    assert (changed["question"], changed["approved"]) == ("How many orders?", False)
    assert (await api("PATCH", one, {"approved": True, "ordered": True}))["approved"]
    assert len(await api("GET", f"{path}/")) == 1
    assert await api("DELETE", one) is None
    assert (await api.refused("GET", one))[0] == 404


async def test_only_what_the_database_would_run_is_approved(api: Api, agent: Any) -> None:
    path = f"/agent/{agent['id']}/golden"
    for sql in ("select nothing from nowhere", f"delete from {ORDERS}"):
        made = await api("POST", path, {"question": "x", "sql_text": sql})
        assert (await api.refused("POST", f"{path}/{made['id']}/approve"))[0] == 400
        assert (await api.refused("PATCH", f"{path}/{made['id']}", {"approved": True}))[0] == 400
        assert (await api.refused("POST", path, {"question": "x", "sql_text": sql, "approved": True}))[0] == 400
    assert [one["approved"] for one in await api("GET", path)] == [False, False]


async def test_built_in_agents_may_have_them_too(api: Api) -> None:
    developer = (await api("GET", "/agent/"))[0]["id"]
    golden = {"question": "Which zebra counts?", "sql_text": "select 1 as one", "approved": True}
    made = await api("POST", f"/agent/{developer}/golden/", golden)
    await api("POST", f"/agent/{developer}/golden/", golden | {"approved": False})
    agent = api.powa.store.agents.get(developer)
    async with briefed(api.powa, agent, Meter(api.powa)) as brief:
        assert [one.id for one in brief.linker.link("What about the zebra?").examples] == [made["id"]]


async def test_an_agent_is_asked_its_approved_questions_and_compared(api: Api, agent: Any) -> None:
    path = f"/agent/{agent['id']}"
    await api("POST", f"{path}/golden", {"question": HOW_MANY, "sql_text": COUNT, "approved": True})
    await api("POST", f"{path}/golden", {"question": "Not this", "sql_text": COUNT})
    told = await api("POST", f"{path}/evaluate")
    assert (told["total"], told["correct"]) == (1, 1)
    (entry,) = told["entries"]
    assert (entry["question"], entry["correct"]) == (HOW_MANY, True)
    held_out = await api("POST", f"{path}/evaluate", held_out="true")
    assert held_out["total"] == 1
    assert (await api("GET", "/quota/", event="questions"))[0]["usage"] == 2
