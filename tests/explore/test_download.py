"""All rows as the bytes of a file, which is gone from the disk afterwards."""

from __future__ import annotations

import json
import tempfile
from contextlib import aclosing
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.download import PIECE, DownloadForm, download
from jupyter_powa.explore.look import Look

FRAME = pd.DataFrame({"n": [1, 2], "text": ["=1+1", "plain"]})


@pytest.fixture
def look(databases: LocalDatabases, tmp_path: Path) -> Look:
    variables = {"shop": FRAME}
    return Look(Reachable(databases, {}, variables), databases, variables, root=tmp_path, confined=True)


async def downloaded(look: Look, relation: dict[str, Any], format: str) -> tuple[dict[str, Any], list[bytes]]:
    form = DownloadForm.model_validate({"view": {"relation": relation}, "format": format})
    told, *rest = [piece async for piece in download(look, form)]
    return told.told, [piece.data or b"" for piece in rest]


def kept() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("powa-*"))


async def test_each_format_has_all_rows_and_csv_has_no_formula(look: Look) -> None:
    before = kept()
    told, pieces = await downloaded(look, {"variable": "shop"}, "csv")
    assert told == {"rows": 2, "bytes": sum(map(len, pieces))}
    assert b"'=1+1" in b"".join(pieces)
    _, pieces = await downloaded(look, {"variable": "shop"}, "parquet")
    assert pd.read_parquet(BytesIO(b"".join(pieces))).text.tolist() == ["=1+1", "plain"]
    _, pieces = await downloaded(look, {"variable": "shop"}, "json")
    assert json.loads(b"".join(pieces))[1] == {"n": 2, "text": "plain"}
    assert kept() <= before


async def test_a_large_file_comes_in_pieces_and_a_reader_may_leave(look: Look) -> None:
    relation = {"sql": "select range as n, repeat('x', 100) as text from range(30000)"}
    _, pieces = await downloaded(look, relation, "csv")
    assert len(pieces) > 2 and max(map(len, pieces)) <= PIECE
    before = kept()
    form = DownloadForm.model_validate({"view": {"relation": relation}})
    async with aclosing(download(look, form)) as reading:  # type: ignore[type-var]
        await anext(reading)
        await anext(reading)
    assert kept() <= before


async def test_rows_that_are_gone_are_told_first(look: Look) -> None:
    with pytest.raises(BlockError, match="no variable"):
        await downloaded(look, {"variable": "nothing"}, "csv")
