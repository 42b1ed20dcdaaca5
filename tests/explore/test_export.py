"""All rows in a file, a frame or a table: whole or not at all, and no spreadsheet takes a text for a formula."""

from __future__ import annotations

import csv
import json
import os
from contextlib import aclosing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.export import ExportForm, export
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.markdown import MOST
from tests.data.external.servers import MARIADB, POSTGRESQL, access

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", '"=1"', "\uff1d1+1", " =1", "'=1", "\r=1", "\n=1"]
HARMLESS = ["a=1", "", 'x"y', "two\nlines", "é", "1-2"]
FRAME = pd.DataFrame({"n": [-5, 3, 4], "text": ["=1", None, ""], "=head": ["a", "b", "c"]})


@pytest.fixture
def look(databases: LocalDatabases, tmp_path: Path) -> Look:
    variables: dict[str, Any] = {"frame": FRAME, "words": pd.DataFrame({"w": [*FORMULAS, *HARMLESS]})}
    found = {"pg": access(POSTGRESQL, name="pg"), "maria": access(MARIADB, name="maria")}
    return Look(Reachable(databases, found, variables), databases, variables, root=tmp_path, confined=True)


async def exported(look: Look, relation: dict[str, Any], **form: Any) -> dict[str, Any]:
    made = ExportForm.model_validate({"view": {"relation": relation}, **form})
    told = [piece.told async for piece in export(look, made)]
    assert [one["type"] for one in told[:-1]] == ["progress"] * (len(told) - 1)
    return told[-1]


async def test_no_text_of_a_csv_file_is_a_formula_and_numbers_stay_numbers(look: Look, tmp_path: Path) -> None:
    told = await exported(look, {"variable": "words"}, name="words.csv")
    raw = (tmp_path / "words.csv").read_bytes()
    assert told == {"type": "exported", "name": "words.csv", "rows": 17, "bytes": len(raw)}
    rows = [row[0] for row in csv.reader(raw.decode().splitlines(keepends=True))][1:]
    cells = pd.read_csv(tmp_path / "words.csv", keep_default_na=False, lineterminator=None).w.tolist()
    assert [cell[1:] for cell in cells[: len(FORMULAS)]] == FORMULAS and all(cell[0] == "'" for cell in cells[:11])
    assert cells[len(FORMULAS) :] == HARMLESS and rows
    await exported(look, {"variable": "frame"}, name="frame")
    wanted = b'n,"text","\'=head"\r\n-5,"\'=1","a"\r\n3,,"b"\r\n4,"","c"\r\n'
    assert (tmp_path / "frame.csv").read_bytes() == wanted


async def test_texts_are_kept_as_they_are_where_that_is_asked_for(look: Look, tmp_path: Path) -> None:
    await exported(look, {"variable": "words"}, name="raw.csv", raw=True)
    assert pd.read_csv(tmp_path / "raw.csv", keep_default_na=False).w.tolist() == [*FORMULAS, *HARMLESS]


@pytest.mark.parametrize("source", [None, "pg", "maria"])
async def test_rows_of_each_database_are_exported_to_parquet_and_json(
    look: Look, source: str | None, tmp_path: Path
) -> None:
    relation = {"sql": "select 1 as a, 'x' as b union all select 2, null", "source": source}
    told = await exported(look, relation, format="parquet", name="rows")
    found = duckdb.sql(f"select * from '{tmp_path / 'rows.parquet'}' order by a").fetchall()
    assert (found, told["rows"]) == ([(1, "x"), (2, None)], 2)
    await exported(look, relation, format="json", name="rows")
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert sorted(rows, key=lambda row: row["a"]) == [{"a": 1, "b": "x"}, {"a": 2, "b": None}]


async def test_markdown_is_for_people(look: Look, tmp_path: Path) -> None:
    relation = {"sql": "select 'a|b' as \"x|y\", '<b>' as t, null as n"}
    await exported(look, relation, format="markdown", name="rows")
    assert (tmp_path / "rows.md").read_text() == "| x\\|y | t | n |\n| --- | --- | --- |\n| a\\|b | &lt;b> |  |\n"
    with pytest.raises(BlockError, match="at most 10,000 rows"):
        await exported(look, {"sql": f"select * from range({MOST + 1})"}, format="markdown", name="many")
    assert not (tmp_path / "many.md").exists()


@pytest.mark.parametrize("relation", [{"variable": "frame"}, {"sql": "select * from frame"}], ids=str)
async def test_rows_become_a_frame_or_a_table(look: Look, relation: dict[str, Any]) -> None:
    assert (await exported(look, relation, format="frame", name="mine"))["rows"] == 3
    assert look.variables["mine"].n.tolist() == [-5, 3, 4]
    assert (await exported(look, relation, format="table", name="kept rows"))["rows"] == 3
    database = await look.databases.open(None, {})
    assert (await database.page('select sum(n)::int from "kept rows"')).arrow.column(0).to_pylist() == [2]


@pytest.mark.parametrize("format", ["csv", "frame", "table"])
async def test_what_has_the_name_stays_unless_it_is_to_be_replaced(look: Look, format: str, tmp_path: Path) -> None:
    await exported(look, {"sql": "select 1 as a"}, format=format, name="mine")
    with pytest.raises(BlockError, match="already") as told:
        await exported(look, {"sql": "select 2 as a"}, format=format, name="mine")
    assert told.value.code == "name_taken"
    await exported(look, {"sql": "select 2 as a"}, format=format, name="mine", replace=True)
    if format == "csv":
        assert (tmp_path / "mine.csv").read_text() == "a\n2\n"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"name": "../out.csv"}, "not_allowed"),
        ({"name": "/tmp/powa_out.csv"}, "not_allowed"),
        ({"name": "nowhere/out.csv"}, "file_not_found"),
        ({"name": "class", "format": "frame"}, "invalid_name"),
        ({"name": "a b", "format": "frame"}, "invalid_name"),
        ({"name": "_hidden", "format": "frame"}, "invalid_name"),
    ],
)
async def test_a_name_that_cannot_be_is_told(look: Look, form: dict[str, Any], code: str) -> None:
    with pytest.raises(BlockError) as told:
        await exported(look, {"sql": "select 1"}, **form)
    assert told.value.code == code


async def test_a_failed_or_stopped_export_leaves_nothing(look: Look, tmp_path: Path) -> None:
    broken = "select case when range = 90000 then error('broken') else 'x' end as a from range(100000)"
    with pytest.raises(BlockError, match="broken"):
        await exported(look, {"sql": broken}, name="rows.csv")
    long = {"sql": "select sum(a.range * b.range) from range(1000000) a, range(1000000) b"}
    form = ExportForm.model_validate({"view": {"relation": long}, "name": "long.csv"})
    async with aclosing(export(look, form)) as pieces:  # type: ignore[type-var]
        assert (await anext(pieces)).told["type"] == "progress"
    assert os.listdir(tmp_path) == []  # noqa: PTH208  a Path's own is refused in async code
