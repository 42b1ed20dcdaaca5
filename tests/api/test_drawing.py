"""Charts over the table of routes."""

from __future__ import annotations

from tests.conftest import Call

VIEW = {"relation": {"sql": "select i as id, 'part ' || i % 3 as part from range(500) t(i)"}}


async def test_a_chart_is_a_specification_and_code(call: Call) -> None:
    reply = await call("POST", "/api/powa/explore/chart", {"view": VIEW, "x": "part"})
    assert reply.status == 200
    assert sum(row["y"] for row in reply.body["spec"]["data"]["values"]) == 500
    assert reply.body["code"].startswith("import altair as alt")
    assert reply.body["chosen"] == {"mark": "bar", "x": "part", "y": None, "color": None, "aggregate": "count"}


async def test_a_chart_of_what_is_not_there_is_refused_in_words(call: Call) -> None:
    reply = await call("POST", "/api/powa/explore/chart", {"view": VIEW, "x": "nothing"})
    assert (reply.status, reply.body["code"]) == (400, "unknown_column")
    assert (await call("POST", "/api/powa/explore/chart", {"view": VIEW, "mark": "pie"})).status == 400
