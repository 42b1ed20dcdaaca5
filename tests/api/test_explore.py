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
