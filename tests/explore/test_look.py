"""What can be looked at from a process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.page import paged
from jupyter_powa.model.explore import Relation, View


async def first(look: Look, **relation: Any) -> list[dict[str, Any]]:
    async with look.at(Relation(**relation)) as (database, asked):
        found, _ = await paged(database, View(relation=asked))
        names = [column.name for column in found.columns]
        return [
            dict(zip(names, row, strict=True))
            for row in zip(*(c.to_pylist() for c in found.arrow.columns), strict=True)
        ]


@pytest.fixture
def look(databases: LocalDatabases, tmp_path: Path) -> Look:
    def outputs(execution_id: str, block_id: str) -> Any:
        return {"rows": [{"a": 1}, {"a": 2}], "text": "words"}[block_id]

    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "some.csv").write_text("a,b\n1,x\n")
    (tmp_path / "outside.csv").write_text("a\nsecret\n")
    variables = {"frame": pd.DataFrame({"a": [3]}), "lazy": pl.LazyFrame({"a": [4]}), "number": 5}
    return Look(databases, databases, variables, outputs, root=tmp_path / "inside", confined=True)


async def test_variables_outputs_files_and_queries_have_rows(look: Look) -> None:
    assert await first(look, variable="frame") == [{"a": 3}]
    assert await first(look, variable="lazy") == [{"a": 4}]
    assert await first(look, block="rows", execution_id="e") == [{"a": 1}, {"a": 2}]
    assert await first(look, file="some.csv") == [{"a": 1, "b": "x"}]
    assert await first(look, sql="select a + 1 as b from frame") == [{"b": 4}]


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ({"variable": "number"}, "no table"),
        ({"variable": "nothing"}, "no variable 'nothing'"),
        ({"block": "text", "execution_id": "e"}, "no table"),
        ({"file": "../outside.csv"}, "outside of the notebooks"),
        ({"file": "absent.csv"}, "no file absent.csv"),
        ({"table": ["absent"]}, "absent"),
    ],
)
async def test_what_has_no_rows_is_told_in_words(look: Look, relation: dict[str, Any], words: str) -> None:
    with pytest.raises(BlockError, match=words):
        await first(look, **relation)


async def test_the_user_of_the_process_sees_every_file(databases: LocalDatabases, tmp_path: Path) -> None:
    (tmp_path / "far.csv").write_text("a\n7\n")
    look = Look(databases, databases, root=tmp_path / "elsewhere")
    assert await first(look, file=str(tmp_path / "far.csv")) == [{"a": 7}]


async def test_where_no_outputs_are_kept_that_is_said(databases: LocalDatabases) -> None:
    with pytest.raises(BlockError, match="not kept"):
        await first(Look(databases, databases), block="b", execution_id="e")
