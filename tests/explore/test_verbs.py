"""What can be asked about rows."""

from __future__ import annotations

import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.errors import BadRequest
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.verbs import Piece, asked, verbs


async def test_a_verb_is_asked_by_its_name(databases: LocalDatabases) -> None:
    look = Look(databases, databases)
    view = {"relation": {"sql": "select 42 as answer"}}
    (piece,) = [one async for one in asked(look, "page", {"view": view})]
    assert piece.told["columns"][0]["name"] == "answer"
    assert pa.ipc.open_stream(piece.data).read_all().to_pylist() == [{"answer": 42}]
    (piece,) = [one async for one in asked(look, "count", {"view": view})]
    assert isinstance(piece, Piece)
    assert piece.told["row_count"] == 1


async def test_what_nobody_knows_is_told(databases: LocalDatabases) -> None:
    look = Look(databases, databases)
    with pytest.raises(BadRequest, match="page"):
        asked(look, "dance", {})
    with pytest.raises(BadRequest, match="view"):
        asked(look, "page", {})


def test_every_verb_says_what_it_gives() -> None:
    assert {"page", "count"} <= verbs().keys()
    assert all((one.ask.__doc__ or "").strip() for one in verbs().values())
