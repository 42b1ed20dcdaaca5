"""The history of the explorer."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

from jupyter_powa.api.past import STOPPED
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known
from tests.conftest import Call

RUN, HISTORY = "/api/powa/explore/run", "/api/powa/explore/history"


async def run(call: Call, sql: str) -> list[dict[str, Any]]:
    reply = await call("POST", RUN, {"sql": sql})
    assert reply.stream is not None
    return [event async for event in reply.stream]


async def past(call: Call) -> list[tuple[Any, ...]]:
    reply = await call("GET", HISTORY)
    return [(one["sql"], one["row_count"], one["error"]) for one in reply.body["queries"]]


async def test_what_was_run_is_found_with_its_end(call: Call) -> None:
    await run(call, "create table t as select * from range(7)")
    await run(call, "from t")
    await run(call, "select nothing_there from t")
    (_, _, words), *before = await past(call)
    assert "nothing_there" in words
    assert before == [("from t", 7, None), ("create table t as select * from range(7)", 7, None)]


async def test_what_was_stopped_says_so(call: Call) -> None:
    sql = "select sum(sqrt(a.range * b.range)) from range(100_000) a, range(100_000) b"
    reply = await call("POST", RUN, {"sql": sql})
    async with aclosing(reply.stream) as events:
        assert (await anext(events))["type"] == "started"
        assert (await anext(events))["type"] == "progress"
    assert await past(call) == [(sql, None, STOPPED)]


async def test_no_password_is_kept(call: Call) -> None:
    known.remember("live-secret-value")
    await run(call, "attach 'postgresql://me:hunter2hunter@nowhere/db' as x (type postgres)")
    await run(call, "select 'live-secret-value' as x")
    for sql, _, words in await past(call):
        assert "hunter2hunter" not in f"{sql} {words}" and "live-secret-value" not in f"{sql} {words}"


async def test_it_can_be_forgotten_and_only_so_much_is_asked_for(call: Call, powa: Powa) -> None:
    await run(call, "select 1")
    assert (await call("DELETE", HISTORY)).status == 204
    assert await past(call) == []
    assert (await call("GET", HISTORY, limit=0)).status == 400
