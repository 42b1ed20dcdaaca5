"""Write rows as a dataset."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from jupyter_powa.engine.check import check
from tests.blocks.steps import beside, records, step
from tests.engine.running import graph_of, ran

ROWS = "select * from (values (2, 'b'), (1, '=cmd()')) t(n, word)"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_a_table_is_there_for_later_queries_in_the_rows_order() -> None:
    blocks = {
        "rows": ("read", {"query": ROWS}),
        "it": ("write", {"name": "my words"}),
        "seen": ("sql", {"query": 'select word from "my words"'}),
    }
    it = await ran(graph_of(blocks))
    assert it.output == [{"word": "b"}, {"word": "=cmd()"}]
    told = beside(it)["dataset"]
    assert (told["name"], told["place"], told["rows"]) == ("my words", {"table": "my words"}, 2)


async def test_a_file_is_written_whole_and_reads_the_same(folder: Path) -> None:
    it = await step("write", {"name": "words", "to": "parquet"}, ROWS)
    assert duckdb.read_parquet(str(folder / "words.parquet")).fetchall() == [(2, "b"), (1, "=cmd()")]
    told = beside(it)["dataset"]
    assert told["bytes"] == (folder / "words.parquet").stat().st_size
    assert names(folder) == ["words.parquet"]


async def test_a_spreadsheet_runs_nothing_of_a_csv(folder: Path) -> None:
    await step("write", {"name": "words", "to": "csv"}, ROWS)
    assert '"\'=cmd()"' in (folder / "words.csv").read_text()


async def test_rows_that_fail_on_their_way_leave_what_was_there(folder: Path) -> None:
    (folder / "words.csv").write_text("mine")
    blocks = {
        "rows": ("read", {"query": "select '7' as n union all select 'x'"}),
        "bad": ("derive", {"columns": {"m": "n::int"}}),
        "it": ("write", {"name": "words", "to": "csv"}),
    }
    assert (await ran(graph_of(blocks))).done.status == "failed"
    assert (folder / "words.csv").read_text() == "mine"
    assert names(folder) == ["words.csv"]


@pytest.mark.parametrize("to", ["table", "csv"])
async def test_what_is_there_can_be_kept(to: str) -> None:
    config = {"name": "words", "to": to, "mode": "fail"}
    blocks = {"rows": ("read", {"query": ROWS}), "one": ("write", config), "it": ("write", config)}
    it = await ran(graph_of(blocks))
    assert it.failed["it"].code == "name_taken"


async def test_rows_are_added_to_a_table_and_never_to_a_file() -> None:
    one = ("write", {"name": "words", "mode": "append"})
    blocks = {"rows": ("read", {"query": ROWS}), "one": one, "it": one, "q": ("sql", {"query": "from words"})}
    assert len((await ran(graph_of(blocks))).output) == 4
    graph = graph_of({"r": ("read", {"query": ROWS}), "it": ("write", {"name": "w", "to": "csv", "mode": "append"})})
    assert any("not to a file" in problem.message for problem in check(graph))


async def test_a_trial_writes_nothing(folder: Path) -> None:
    it = await step("write", {"name": "words", "to": "parquet"}, ROWS, trial=1)
    assert records(it) == [(2, "b")]
    assert "dataset" not in beside(it)
    assert names(folder) == []


async def test_a_folder_that_is_not_there_is_told() -> None:
    it = await step("write", {"name": "w", "to": "csv", "path": "nowhere/w.csv"}, ROWS)
    assert it.failed["it"].code == "file_not_found"
