"""Profiles, plans, layout and code over the table of routes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_powa.powa import Powa
from tests.conftest import Call

VIEW = {"relation": {"sql": "select i as id, i % 3 as day from range(500) t(i)"}}


async def events(call: Call, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    reply = await call("POST", path, body)
    assert reply.stream is not None, reply.body
    return [dict(event) async for event in reply.stream]


async def test_a_profile_is_a_stream_that_ends_with_done(call: Call) -> None:
    told = await events(call, "/api/powa/explore/profile", {"view": VIEW, "bins": 10})
    assert told[-1]["type"] == "done"
    columns = {one["name"]: one for event in told[:-1] for one in event["columns"]}
    assert (columns["id"]["high"], len(columns["id"]["bins"]), columns["day"]["stage"]) == (499, 10, "exact")
    told = await events(call, "/api/powa/explore/profile", {"view": VIEW, "columns": ["nothing"]})
    assert (told[-1]["type"], told[-1]["code"]) == ("error", "unknown_column")


async def test_a_plan_is_a_tree_and_text(call: Call) -> None:
    reply = await call("POST", "/api/powa/explore/explain", {"sql": "select 1 as a"})
    assert reply.status == 200
    assert reply.body["plan"]["name"] in reply.body["text"]
    reply = await call("POST", "/api/powa/explore/explain", {"sql": "create table t (a int)", "analyze": True})
    assert (reply.status, reply.body["code"]) == (400, "not_a_query")


async def test_a_statement_is_laid_out_and_a_broken_one_is_left_alone(call: Call) -> None:
    reply = await call("POST", "/api/powa/explore/format", {"sql": "select 1 as a from t where b"})
    assert (reply.status, reply.body) == (200, {"sql": "select 1 as a\nfrom t\nwhere b"})
    reply = await call("POST", "/api/powa/explore/format", {"sql": "select ("})
    assert (reply.status, reply.body["code"]) == (400, "not_formatted")


async def test_what_is_looked_at_is_given_as_code(call: Call) -> None:
    body = {"view": {**VIEW, "columns": ["id"]}, "kind": "magic"}
    reply = await call("POST", "/api/powa/explore/code", body)
    assert reply.body["code"].startswith('%%powa_sql\nselect "id"\nfrom')
    reply = await call("POST", "/api/powa/explore/code", {**body, "kind": "cobol"})
    assert reply.status == 400


async def test_an_export_is_a_stream_that_ends_with_what_was_written(call: Call, powa: Powa, tmp_path: Path) -> None:
    powa.settings.root_dir = tmp_path
    told = await events(call, "/api/powa/explore/export", {"view": VIEW, "name": "rows.csv"})
    assert (told[-1]["type"], told[-1]["rows"]) == ("exported", 500) and (tmp_path / "rows.csv").exists()
    told = await events(call, "/api/powa/explore/export", {"view": VIEW, "name": "rows.csv"})
    assert (told[-1]["type"], told[-1]["code"]) == ("error", "name_taken")
