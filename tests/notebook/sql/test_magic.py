"""`%%powa_sql` in a real shell."""

from __future__ import annotations

import _thread
import re
import threading
import time

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from jupyter_powa.notebook.magics import register
from jupyter_powa.notebook.sql.failed import SqlFailed, Stopped
from jupyter_powa.notebook.sql.query import Query
from tests.notebook.sql.conftest import Notebook


def test_a_cell_gives_rows_of_frames_and_tables_and_the_underscore_keeps_them(notebook: Notebook) -> None:
    given = notebook.run("%%powa_sql\nselect region from orders where amount >= {200}")
    assert isinstance(given, Query)
    assert given.df.region.tolist() == ["US"]
    assert notebook.run("_") is given


@pytest.mark.parametrize(("kind", "type"), [("frame", pd.DataFrame), ("polars", pl.DataFrame), ("arrow", pa.Table)])
def test_a_result_comes_in_the_kind_that_is_configured_or_asked_for(notebook: Notebook, kind: str, type: type) -> None:
    assert isinstance(notebook.run(f"%powa_sql --as {kind} from orders"), type)
    notebook.run(f"%config PowaSql.result = '{kind}'")
    assert isinstance(notebook.run("%%powa_sql\nfrom orders"), type)


def test_a_name_takes_the_result_and_the_cell_shows_nothing(notebook: Notebook) -> None:
    assert notebook.run("%%powa_sql big <<\nselect * from orders where amount > 100") is None
    assert len(notebook.names["big"].df) == 2
    assert notebook.run("%powa_sql --as frame n << select count(*) c from orders") is None
    assert notebook.names["n"].c.tolist() == [3]


def test_a_statement_that_changes_something_says_how_many_rows(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert notebook.run("%powa_sql create table t (a int)") is None
    assert capsys.readouterr().out == ""
    assert notebook.run("%%powa_sql\ninsert into t values (1), (2);") is None
    assert capsys.readouterr().out == "2 rows.\n"
    assert notebook.run("%powa_sql insert into t values (3) returning a").a.tolist() == [3]


def test_an_execution_plan_is_printed(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    assert notebook.run("%powa_sql explain select 1") is None
    assert "Projection" in capsys.readouterr().out


def test_later_cells_read_from_saved_queries_and_from_variables(notebook: Notebook) -> None:
    notebook.names["least"] = 100
    notebook.run("%%powa_sql --save big --no-execute\nselect * from orders where amount >= {least};")
    notebook.run("%%powa_sql totals << \nselect region, sum(amount) as total from big group by all")
    query = notebook.run("%%powa_sql\nselect * from totals where total > {150}")
    assert query.sql.startswith("with big as (")
    assert query.filled.values == [100, 150]
    assert query.df.region.tolist() == ["US"]


def test_a_frame_of_a_name_is_read_as_it_is_now(notebook: Notebook) -> None:
    notebook.run("%%powa_sql --as frame big <<\nselect * from orders where amount > 100")
    notebook.run("big['amount'] = 0")
    assert notebook.run("%powa_sql select sum(amount) as s from big").df.s.tolist() == [0]


def test_a_circle_is_told(notebook: Notebook) -> None:
    notebook.run("%%powa_sql --save a\nselect 1 as x")
    notebook.run("%%powa_sql --save b\nfrom a")
    assert "in a circle: a → b → a" in str(notebook.failed("%%powa_sql --save a\nfrom b"))


def test_an_error_is_one_block_with_the_line_marked(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    failed = notebook.failed("%%powa_sql\nselect region,\n  foo\nfrom orders")
    assert isinstance(failed, SqlFailed)
    said = re.sub(r"\033\[[\d;]*m", "", capsys.readouterr().out)
    assert said.startswith('Binder Error: Referenced column "foo" not found')
    assert "▸ 3    foo\n       ^^^\n" in said
    assert "Traceback" not in said


def test_an_error_in_a_query_that_is_built_upon_names_it(notebook: Notebook) -> None:
    notebook.run("%%powa_sql --save bad --no-execute\nselect region,\n  foo\nfrom orders")
    said = str(notebook.failed("%%powa_sql\nselect 1\nfrom bad"))
    assert "in the query 'bad':" in said
    assert "foo\n" in said
    failed = notebook.failed("%%powa_sql\nselect *,\n  nope\nfrom (select 1) x, bad")
    assert "nope" in str(failed) or "foo" in str(failed)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("%%powa_sql --colour red\nselect 1", "no option --colour"),
        ("%%powa_sql\n-- nothing", "There is no statement"),
        ("%powa_sql", "There is no statement"),
        ("%%powa_sql\nselect {nope}", "name 'nope' is not defined"),
        ("%%powa_sql\nselect 1; select 2", "There are 2 statements: a cell runs one."),
        ("%%powa_sql\nselect {{orders}}", "A value is written {orders}"),
        ("%%powa_sql nowhere\nselect 1", "'nowhere'"),
        ("%%powa_sql --save t\ncreate table t (a int)", "this is 'create'"),
    ],
)
def test_what_is_wrong_is_said_in_words(notebook: Notebook, cell: str, words: str) -> None:
    failed = notebook.failed(cell)
    assert isinstance(failed, SqlFailed)
    assert words in str(failed)


def test_an_interrupt_stops_the_statement_and_the_next_one_works(notebook: Notebook) -> None:
    begun = notebook.names["begun"] = threading.Event()

    def interrupt() -> None:
        begun.wait()
        time.sleep(0.5)
        _thread.interrupt_main()

    threading.Thread(target=interrupt).start()
    failed = notebook.failed(
        "%powa_sql --as frame select {begun.set()}, count(*) from range(10000000000) a, range(1000) b"
    )
    assert isinstance(failed, Stopped)
    assert notebook.run("%powa_sql --as frame select 1 as a").a.tolist() == [1]


def theirs(line: str, cell: str = "") -> str:
    """Another package's `%sql` and `%%sql`."""
    return f"theirs: {line}{cell}"


def test_sql_stays_anothers_until_it_is_claimed_and_is_given_back(notebook: Notebook) -> None:
    notebook.shell.register_magic_function(theirs, "line_cell", "sql")
    notebook.run("%load_ext jupyter_powa")
    assert notebook.run("%%sql\nselect 1") == "theirs: select 1\n"
    notebook.run("%config PowaSql.claim_sql = True")
    assert notebook.run("%%sql\nselect 1 as a").df.a.tolist() == [1]
    assert notebook.run("%sql --as frame select 1 as a").a.tolist() == [1]
    notebook.run("%config PowaSql.claim_sql = False")
    assert notebook.run("%%sql\nselect 1") == "theirs: select 1\n"
    assert notebook.run("%sql select 1") == "theirs: select 1"


def test_one_who_takes_sql_after_us_keeps_it(notebook: Notebook) -> None:
    notebook.run("%config PowaSql.claim_sql = True")
    notebook.shell.register_magic_function(theirs, "line_cell", "sql")
    notebook.run("%config PowaSql.claim_sql = False")
    assert notebook.run("%%sql\nselect 1") == "theirs: select 1\n"


def test_loading_again_changes_nothing(notebook: Notebook) -> None:
    magic = notebook.magic
    register(notebook.shell)
    assert [one for one in notebook.shell.configurables if type(one) is type(magic)] == [magic]


def test_a_function_uses_its_own_variables_and_frames(notebook: Notebook) -> None:
    notebook.run(
        "def least(n):\n    mine = orders[orders.amount > n]\n"
        "    found = %powa_sql --as frame select count(*) as c, {n} as n from mine\n    return found"
    )
    assert notebook.run("least(100)").to_dict("list") == {"c": [2], "n": [100]}


def test_a_statement_that_changes_rows_and_gives_them_runs_once(notebook: Notebook) -> None:
    notebook.run("%powa_sql create table once (a int)")
    for kind in ("explorer", "relation", "frame", "polars", "arrow"):
        assert len(notebook.run(f"%powa_sql --as {kind} insert into once values (1) returning a")) == 1
    assert notebook.run("%powa_sql --as frame select count(*) as c from once").c.tolist() == [5]
