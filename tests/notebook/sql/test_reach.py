"""The databases that a cell reaches."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine

from jupyter_powa import Powa
from jupyter_powa.errors import BlockError
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.source import SourceForm
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.reach import Reach
from jupyter_powa.settings import Settings
from jupyter_powa.sources import create
from tests.notebook.sql.conftest import Notebook


def test_a_project_with_a_file_keeps_what_a_cell_makes_in_it(tmp_path: Path) -> None:
    powa = Powa.memory(Settings(database=str(tmp_path / "project.duckdb"), data_dir=tmp_path))
    reach = Reach(lambda: powa, {})
    assert reach.frame(None, Filled("create table a as select 1 b")).iloc[0, 0] == 1
    again = Reach(lambda: powa, {})
    assert again.page(None, Filled("select b + ? from a", [1]), 10).arrow.num_rows == 1
    assert (tmp_path / "project.duckdb").exists()


def test_parts_are_put_together_only_when_they_are_needed() -> None:
    asked: list[str] = []

    def powa() -> Powa:
        asked.append("asked")
        return Powa.memory()

    reach = Reach(powa, {})
    assert asked == []
    reach.frame(None, Filled("select 1"))
    reach.frame(None, Filled("select 1"))
    assert asked == ["asked"]


def test_a_source_that_is_not_there_is_told() -> None:
    powa = Powa.memory()
    with pytest.raises(BlockError, match="'nope'"):
        Reach(lambda: powa, {}).frame("nope", Filled("select 1"))


URLS = {
    "postgresql": "postgresql+psycopg://postgres@127.0.0.1:5432/test",
    "mariadb": "mariadb+pymysql://root@127.0.0.1:3306/test",
    "sqlite": "sqlite:///",
}


@pytest.mark.parametrize("kind", URLS)
def test_a_statement_runs_on_a_connection_of_the_notebook_by_its_name(notebook: Notebook, kind: str) -> None:
    engine = notebook.names["there"] = create_engine(URLS[kind])
    notebook.names.update(word="it's", odd='a "b" `c`', ids=[1, 2])
    found = notebook.run(
        "%powa_sql there --as frame select {word} as {odd!i}, 1 as n where 2 in {ids} and 1 not in {[]}"
    )
    assert (list(found), found.iloc[0, 0]) == ([notebook.names["odd"], "n"], "it's")
    query = (
        notebook.run("%%powa_sql there big <<\nselect {5} as n union all select {'x' * 0 or 7}")
        or notebook.names["big"]
    )
    assert sorted(query.df.n) == [5, 7]
    assert query.sql == "select 5 as n union all select 7"
    assert notebook.run("%powa_sql there --as polars select max(n) as m from big").to_dict(as_series=False) == {
        "m": [7]
    }
    assert isinstance(notebook.run("%powa_sql there --as polars select 1 as a"), pl.DataFrame)
    assert "'big' reads from the source 'there'" in str(notebook.failed("%powa_sql select * from big"))
    engine.dispose()


def test_rows_of_a_source_meet_those_of_the_project_in_a_frame(notebook: Notebook) -> None:
    engine = notebook.names["there"] = create_engine("sqlite:///")
    notebook.run("%powa_sql --as frame there regions << select 'EU' as region, 'Europe' as name")
    named = notebook.run(
        "%powa_sql --as frame select name, sum(amount) as s from orders join regions using (region) group by 1"
    )
    assert named.to_dict("list") == {"name": ["Europe"], "s": [200]}
    engine.dispose()


def test_a_stored_source_is_found_by_its_name_and_completed(
    notebook: Notebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'hangar.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("create table planes (tailnum text, seats int)")
        connection.exec_driver_sql("insert into planes values ('N1', 100), ('N2', 20)")
    engine.dispose()
    powa = notebook.magic.reach.powa
    form = SourceForm(name="hangar", url=f"sqlite:///{tmp_path / 'hangar.db'}")
    loop_thread().submit(create(powa, form)).result()
    assert notebook.run(
        "%powa_sql hangar --as frame select tailnum from planes where seats > {50}"
    ).tailnum.tolist() == ["N1"]
    assert "hangar" in notebook.completed("%%powa_sql ha|")
    assert notebook.completed("%%powa_sql hangar\nselect p.se| from planes p") == ["seats"]
    capsys.readouterr()
    notebook.run("%powa sources")
    said = capsys.readouterr().out
    assert said.startswith("project  (duckdb")
    assert "hangar  (sqlite, " in said
    notebook.run("%powa tables hangar")
    assert capsys.readouterr().out == "planes  (tailnum, seats)\n"
    assert "Known: hangar" in str(notebook.failed("%powa_sql hanger select 1"))
