"""Run one read-only query on the project's database."""

import duckdb
import pytest

from jupyter_powa.copilot.tools.execute_public_sql import CELL, ROWS
from jupyter_powa.data.guard import SqlRefused
from jupyter_powa.errors import BlockError
from tests.data.attempts import ATTEMPTS
from tests.data.project import MARKER, make, state


@pytest.fixture(autouse=True)
def database(powa, tmp_path) -> str:
    powa.settings.database = str(tmp_path / "project.duckdb")
    with duckdb.connect(powa.settings.database) as connection:
        connection.execute("create table numbers as select range as n, repeat('x', 1000) as long from range(100)")
        connection.execute("create schema private")
        connection.execute("create table private.secrets as select 'marker' as word")
    return powa.settings.database


async def test_the_first_rows_come_with_their_columns_and_long_cells_cut(use):
    told = await use("execute_public_sql", sql="select n, long from numbers order by n")
    assert (told["row_count"], told["more"], told["columns"][0]) == (ROWS, True, {"name": "n", "type": "BIGINT"})
    assert told["rows"][3]["n"] == 3 and len(told["rows"][3]["long"]) < CELL + 20


@pytest.mark.parametrize("name", ["numbers", "main.numbers", "public.numbers", '"numbers"'])
async def test_public_tables_are_found_in_each_spelling(use, name):
    assert (await use("execute_public_sql", sql=f"select count(*) as n from {name}"))["rows"] == [{"n": 100}]


@pytest.mark.parametrize(
    "sql",
    [
        "delete from numbers",
        "with gone as (delete from numbers returning *) select * from gone",
        "select * from private.secrets",
        "with secrets as (select * from private.secrets) select * from secrets",
        "select * from read_csv('/etc/passwd')",
        "select 1; drop table numbers",
        "attach ':memory:' as other",
        "select * from duckdb_tables()",
        "copy numbers to '/tmp/out.csv'",
    ],
)
async def test_whatever_else_is_refused_and_changes_nothing(use, database, sql):
    with pytest.raises(SqlRefused):
        await use("execute_public_sql", sql=sql)
    assert (await use("execute_public_sql", sql="select count(*) as n from numbers"))["rows"] == [{"n": 100}]


async def test_a_mistake_is_told_in_the_databases_words(use):
    with pytest.raises(BlockError, match="nn"):
        await use("execute_public_sql", sql="select nn from numbers")


async def test_no_attempt_on_the_projects_database_reaches_or_changes_anything(powa, tmp_path, use):
    (tmp_path / "shop").mkdir()
    path = make(tmp_path / "shop")
    powa.settings.database = str(path)
    assert (await use("execute_public_sql", sql="select 1 as n"))["rows"] == [{"n": 1}]
    before = state(path)  # of the file as it is opened here, with our settings
    for attempt in filter(None, ATTEMPTS):  # a tool takes no empty text
        sql = attempt.replace("{dir}", str(path.parent))
        with pytest.raises(BlockError) as refused:
            await use("execute_public_sql", sql=sql)
        assert refused.value.code in ("sql_refused", "sql_error"), attempt
        assert MARKER not in f"{refused.value!r} {refused.value.__context__!r}".replace(sql, ""), attempt
    assert state(path) == before
