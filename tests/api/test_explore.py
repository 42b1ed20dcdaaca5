"""Rows over the table of routes."""

from __future__ import annotations

import pyarrow as pa  # type: ignore[import-untyped]

from jupyter_powa.api.reply import ARROW
from jupyter_powa.api.route import dispatch
from jupyter_powa.powa import Powa

VIEW = {"relation": {"sql": "select i as id from range(500) t(i)"}}


async def test_a_page_is_arrow_and_tells_the_rest_in_its_schema(powa: Powa) -> None:
    reply = await dispatch(powa, "POST", "/api/powa/explore/page", {}, {"view": VIEW, "offset": 490})
    assert (reply.status, reply.media) == (200, ARROW)
    table = pa.ipc.open_stream(reply.json).read_all()
    assert table.column("id").to_pylist() == list(range(490, 500))
    assert b'"row_count":500' in table.schema.metadata[b"powa"]


async def test_rows_are_counted(powa: Powa) -> None:
    reply = await dispatch(powa, "POST", "/api/powa/explore/count", {}, {"view": VIEW})
    assert reply.body["row_count"] == 500


async def test_what_is_wrong_with_a_view_is_told(powa: Powa) -> None:
    reply = await dispatch(powa, "POST", "/api/powa/explore/page", {}, {"view": {"relation": {}}})
    assert (reply.status, reply.body["code"]) == (400, "validation_error")
    wrong = {"view": {"relation": {"sql": "select nothing_there"}}}
    reply = await dispatch(powa, "POST", "/api/powa/explore/page", {}, wrong)
    assert (reply.status, reply.body["code"]) == (400, "sql_error")
    assert "nothing_there" in reply.body["error"]


async def test_a_tree_is_opened_by_path_and_searched(powa: Powa) -> None:
    await (await powa.kernels.databases.open(None, {})).page("create table orders (id integer)")
    reply = await dispatch(powa, "GET", "/api/powa/explore/tree", {"path": '["main"]', "kind": "schema"})
    assert [node["name"] for node in reply.body["nodes"]] == ["orders"]
    reply = await dispatch(powa, "GET", "/api/powa/explore/tree", {"q": "id"})
    assert [node["path"] for node in reply.body["nodes"]] == [["main", "orders", "id"]]
    reply = await dispatch(powa, "GET", "/api/powa/explore/tree", {"path": "main"})
    assert (reply.status, reply.body["error"][:5]) == (400, "path:")


async def test_a_statement_tells_how_it_goes_and_what_was_wrong(powa: Powa) -> None:
    async def events(sql: str) -> list[dict[str, object]]:
        reply = await dispatch(powa, "POST", "/api/powa/explore/run", {}, {"sql": sql})
        assert reply.stream is not None
        return [dict(event) async for event in reply.stream]

    told = await events("select 42 as answer")
    assert [one["type"] for one in told] == ["started", "result"]
    reply = await dispatch(powa, "POST", "/api/powa/explore/page", {}, {"view": {"relation": told[1]["relation"]}})
    assert pa.ipc.open_stream(reply.json).read_all().to_pylist() == [{"answer": 42}]
    (_, error) = await events("select answer")
    assert (error["type"], error["code"], error["details"]) == ("error", "sql_error", {"line": 1, "column": 8})
