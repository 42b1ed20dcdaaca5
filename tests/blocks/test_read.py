"""Read rows from files, a table, a query or the web."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from jupyter_powa.blocks.read import LARGEST_DOWNLOAD
from jupyter_powa.blocks.reader import MAX_HASHED, of_file
from jupyter_powa.data.relation import MOST_HEAD
from jupyter_powa.engine.check import check
from jupyter_powa.model.plan import Terms
from tests.blocks.steps import beside, records, relation
from tests.engine.running import Ran, graph_of, ran


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.csv").write_text("n,word\n3,c\n")
    (tmp_path / "a.csv").write_text("n,word\n1,a\n2,\n")
    duckdb.sql("select range as n from range(300)").write_parquet(str(tmp_path / "many.parquet"))
    (tmp_path / "rows.jsonl").write_text('{"n": 1}\n{"n": 2}\n')
    return tmp_path


async def read(trial: int | None = None, namespace: dict[str, Any] | None = None, **config: Any) -> Ran:
    return await ran(graph_of({"it": ("read", config)}), namespace=namespace, terms=Terms(trial=trial))


@pytest.mark.parametrize("path", ["*.csv", ["a.csv", "b.csv"]])
async def test_files_are_read_in_order(path: Any) -> None:
    it = await read(path=path)
    assert records(it) == [(1, "a"), (2, None), (3, "c")]
    assert [Path(one["file"]).name for one in beside(it)["fingerprint"]] == ["a.csv", "b.csv"]


async def test_parquet_stays_where_it_is_and_only_its_head_is_read_for_a_look() -> None:
    it = await read(path="many.parquet")
    assert (beside(it)["row_count"], len(beside(it)["output"]), relation(it).first.num_rows) == (300, 100, MOST_HEAD)
    assert "read_parquet" in relation(it).query
    assert [row[0] for row in records(it)] == list(range(300))


async def test_json_and_chosen_columns() -> None:
    assert records(await read(path="rows.jsonl")) == [(1,), (2,)]
    assert records(await read(path="a.csv", columns=["word"])) == [("a",), (None,)]


async def test_options_of_the_reader(folder: Path) -> None:
    (folder / "odd.txt").write_text("1;2\n")
    it = await read(path="odd.txt", options={"delim": ";", "header": False, "names": ["a", "b"]})
    assert records(it) == [(1, 2)]


async def test_a_fingerprint_changes_with_what_is_read(folder: Path) -> None:
    first = of_file(folder / "a.csv")["sha256"]
    (folder / "a.csv").write_text("n,word\n1,z\n2,\n")
    assert of_file(folder / "a.csv")["sha256"] != first
    assert MAX_HASHED >= 1_000_000


async def test_a_query_a_frame_and_an_earlier_block_are_sources() -> None:
    frame = pd.DataFrame({"n": [4, 5]})
    assert records(await read(query="select 1 as n")) == [(1,)]
    assert records(await read(table="mine", namespace={"mine": frame})) == [(4,), (5,)]
    blocks = {"first": ("read", {"query": "select 8 as n"}), "it": ("read", {"table": "first"})}
    assert records(await ran(graph_of(blocks))) == [(8,)]


async def test_the_same_rows_have_the_same_fingerprint_and_others_another() -> None:
    one, same, other = [
        beside(await read(query=f"select * from (values {rows}) t(n)"))["fingerprint"][0]["hash"]
        for rows in ("(1), (2)", "(1), (2)", "(1), (3)")
    ]
    assert one == same != other


@pytest.mark.parametrize("config", [{"path": "*.csv"}, {"path": "many.parquet"}, {"query": "from range(300)"}])
async def test_a_trial_reads_as_many_rows_as_it_says(config: dict[str, Any]) -> None:
    assert len(records(await read(trial=2, **config))) == 2


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({"path": "none.csv"}, "file_not_found"),
        ({"path": "none*.csv"}, "file_not_found"),
        ({"table": "nobody"}, "table_not_found"),
        ({"path": "a.csv", "columns": ["odd"]}, "sql_error"),
        ({"path": "a.csv", "options": {"1; drop": 1}}, "invalid_config"),
        ({"path": ["a.csv", "many.parquet"]}, "invalid_config"),
        ({"query": "select ?"}, "invalid_config"),
    ],
)
async def test_what_cannot_be_read_is_told(config: dict[str, Any], code: str) -> None:
    assert (await read(**config)).failed["it"].code == code


@pytest.mark.parametrize("config", [{}, {"path": "a.csv", "query": "select 1"}])
def test_exactly_one_source_is_named(config: dict[str, Any]) -> None:
    assert any("exactly one" in one.message for one in check(graph_of({"it": ("read", config)})))
    assert LARGEST_DOWNLOAD > 1_000_000
