"""What SQL agents have used, and the limits of a month: told truthfully, and kept before and during a question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jupyter_powa.briefing.quota import Meter, month, quota
from jupyter_powa.errors import QuotaExceeded
from tests.api.shop import HOW_MANY, ORDERS, SLOW, Api


@pytest.fixture
async def agent(api: Api, kind: str) -> Any:
    return await api.agent((await api.source(kind))["id"], ORDERS)


async def used(api: Api, **query: Any) -> dict[str, Any]:
    return {row["name"]: row["usage"] for row in await api("GET", "/quota/", **query)}


async def test_what_was_used_is_told_by_period_and_event(api: Api, agent: Any) -> None:
    assert await used(api) == {"questions": 0, "tokens": 0, "queries": 0, "rows": 0}
    await api("POST", "/chat/", {"agent_id": agent["id"], "prompt": HOW_MANY})
    found = await used(api)
    assert found["questions"] == 1 and found["tokens"] > 20
    assert found["queries"] >= 1 and found["rows"] >= 1
    now = datetime.now(UTC)
    assert (await used(api, start=(now + timedelta(days=1)).isoformat()))["questions"] == 0
    assert (await used(api, end=(now - timedelta(hours=1)).isoformat()))["questions"] == 0
    assert (await used(api, start="2025-10-06"))["questions"] == 1
    (row,) = await api("GET", "/quota/", event="questions")
    assert (row["unit"], row["value"], row["usage"]) == ("questions", 0, 1)
    assert await api("GET", "/quota/", event="nothing") == []
    assert (await api.refused("GET", "/quota/", start="soon"))[0] == 422
    status, detail = await api.refused("GET", "/quota/", end="soon")
    assert (status, detail[0]["loc"]) == (422, ["query", "end"])


async def test_nothing_is_asked_once_the_months_limit_is_reached(api: Api, agent: Any) -> None:
    asked = {"agent_id": agent["id"], "prompt": HOW_MANY}
    session = await api("POST", "/session/", {"agent_id": agent["id"]})
    api.powa.settings.quota_questions = 1
    await api("POST", "/chat/", asked)
    reply = await api.reply("POST", "/chat/", asked)
    assert (reply.status, reply.body["code"]) == (429, "quota_exceeded")
    assert "quota_questions" in reply.body["detail"] and int(reply.headers["Retry-After"]) > 0
    assert (await api.refused("POST", f"/session/{session['id']}/entry", {"prompt": "x"}))[0] == 429
    assert (await api.refused("POST", "/session/", {"agent_id": agent["id"], "chat": {"prompt": "x"}}))[0] == 429
    assert len(await api("GET", "/session/")) == 1
    (row,) = await api("GET", "/quota/", event="questions")
    assert (row["usage"], row["value"]) == (1, 1)


async def test_a_question_ends_where_it_would_use_more_than_is_left(api: Api, agent: Any) -> None:
    session = await api("POST", "/session/", {"agent_id": agent["id"]})
    api.powa.settings.quota_rows = 5
    api.powa.store.usage.add({"rows": 4})
    meter = Meter(api.powa)
    meter.rows = 1
    with pytest.raises(QuotaExceeded, match="quota_rows"):
        meter.check()
    api.powa.settings.quota_tokens, api.powa.settings.quota_queries = 7, 9
    limits = {row.name: row.value for row in quota(api.powa, None, None, None)}
    assert limits == {"questions": 0, "tokens": 7, "queries": 9, "rows": 5}
    api.powa.store.usage.add({"rows": 1})
    assert (await api.refused("POST", f"/session/{session['id']}/entry", {"prompt": HOW_MANY}))[0] == 429


async def test_a_question_is_ended_on_its_way_and_what_it_took_counts(api: Api, agent: Any) -> None:
    session = await api("POST", "/session/", {"agent_id": agent["id"]})
    path = f"/session/{session['id']}"
    api.powa.settings.quota_tokens = 10
    status, words = await api.refused("POST", f"{path}/entry", {"prompt": HOW_MANY})
    assert (status, "10 tokens" in words) == (429, True)
    (entry,) = (await api("GET", path))["entries"]
    assert (entry["chat"]["response"]["error_text"], entry["chat"]["response"]["content"]) == (words, None)
    found = await used(api)
    assert found["tokens"] > 10 and (found["questions"], found["queries"]) == (1, 0)
    api.powa.settings.quota_tokens = 0
    await api("POST", f"{path}/entry", {"prompt": HOW_MANY})


async def test_what_was_used_in_other_months_does_not_count(api: Api, agent: Any) -> None:
    api.powa.settings.quota_questions = 1
    api.powa.store.usage.add({"questions": 5}, None, month() - timedelta(seconds=1))
    said = await api("POST", "/chat/", {"agent_id": agent["id"], "prompt": HOW_MANY})
    assert said["response"]["error_text"] == "" and (await used(api))["questions"] == 1


async def test_a_question_takes_no_longer_than_it_may(api: Api, agent: Any) -> None:
    api.powa.settings.agent_timeout, api.powa.settings.agent_rows = 0.5, 10
    said = await api("POST", "/chat/", {"agent_id": agent["id"], "prompt": SLOW})
    assert "longer than 0.5 s" in said["response"]["error_text"]
    assert (await used(api))["queries"] == 1
