"""The guard over real DuckDB: what may not be read is refused, what analysts write is answered, nothing changes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.data.guard import LONGEST, SqlRefused, SqlTimeout
from jupyter_powa.data.local import LocalDatabase, LocalDatabases
from jupyter_powa.errors import BlockError
from jupyter_powa.kernel.question import plain
from tests.data.attempts import ATTEMPTS
from tests.data.project import MARKER, make, state

marker_frame = pd.DataFrame({"text": [MARKER]})

REFUSALS = {
    "delete from orders": "Only reading is allowed, not DELETE: write one query with SELECT, FROM, WITH or VALUES.",
    "select 1; select 2": "There are 2 statements: write exactly one query.",
    "with x as (delete from orders returning *) from x": "Only reading is allowed: leave the DELETE out.",
    "from order_lines": "There is no public table order_lines. Public tables: big_orders, counted, deeper, leak, "
    "orders, orders.csv, regions.",
    "from read_csv('x.csv')": "read_csv(…) is not allowed as a table: only tables by name, and generate_series, "
    "json_each, json_tree, range, unnest.",
    "describe orders": "DESCRIBE, SHOW and SUMMARIZE are not allowed: ask for the schema, or write an ordinary query.",
    "pivot orders on region using sum(amount)": "PIVOT needs its values in the query: "
    "PIVOT t ON column IN ('a', 'b') USING sum(x).",
    "select lpad(customer, quantity, '0') from orders": "lpad needs its length as a plain number of at most "
    "10,000: lpad(x, 10, ' ').",
    "x" * (LONGEST + 1): "The query has 20,001 characters; 20,000 are allowed. Write a shorter one.",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("project"))


@pytest.fixture
async def database(path: Path) -> AsyncIterator[LocalDatabase]:
    database = await LocalDatabases(str(path)).look()
    yield database
    await database.close()


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda sql: sql[:60].encode("unicode_escape").decode())
async def test_an_attempt_reaches_and_changes_nothing(path: Path, database: LocalDatabase, attempt: str) -> None:
    marker_frame = pd.DataFrame({"text": [MARKER]})
    before = state(path)
    sql = attempt.replace("{dir}", str(path.parent))
    began = time.monotonic()
    with pytest.raises(BlockError) as refused:
        await database.read(sql, seconds=5)
    assert time.monotonic() - began < 2
    assert refused.value.code in ("sql_refused", "sql_error")
    assert MARKER not in f"{refused.value!r} {refused.value.__context__!r}".replace(sql, "")
    assert len(refused.value.message) < 1_500
    assert state(path) == before
    assert plain(await database.read("select lower('A') as a")).rows == [["a"]]
    assert len(marker_frame) == 1


async def test_a_refusal_says_what_is_not_allowed_and_what_to_do(database: LocalDatabase) -> None:
    for sql, words in REFUSALS.items():
        with pytest.raises(SqlRefused) as refused:
            await database.read(sql)
        assert (refused.value.message, refused.value.status) == (words, 400)


async def test_a_wrong_query_gets_the_databases_own_words_and_the_line(database: LocalDatabase) -> None:
    with pytest.raises(BlockError, match='"colour" not found') as wrong:
        await database.read("select id\nfrom orders where colour = 1")
    assert (wrong.value.code, wrong.value.line) == ("sql_error", 2)


async def test_the_public_schema_may_be_called_main_or_public_or_nothing(database: LocalDatabase) -> None:
    queries = [
        "select count(*) from orders",
        "select count(*) from main.orders",
        "select count(*) from public.orders",
        'select count(*) from "public" . "orders"',
        "select count(*) from Public.Orders where public.orders.id > 0",
        "select count(public.orders.id) from public.orders join public.regions using (region)",
        "select count(*) from project.main.orders",
        "with o as (select * from public.orders) select count(*) from o where 'public.orders' <> 'ü'",
        "select /* ü public.orders */ count(*) from public.orders -- public.orders",
    ]
    for sql in queries:
        assert plain(await database.read(sql)).rows == [[40]], sql


async def test_a_schema_that_is_really_called_public_is_public(tmp_path: Path) -> None:
    path = make(tmp_path)
    databases = LocalDatabases(str(path))
    database = await databases.open(None, {})
    await database.frame("create schema public")
    await database.frame("create table public.notes as select 'here' as note")
    assert plain(await database.read("from public.notes")).rows == [["here"]]
    assert [table.name for table in await database.describe(["public.notes"])] == ["public.notes"]
    await database.close()


async def test_a_public_view_of_a_file_is_public_but_not_one_of_the_catalog(tmp_path: Path) -> None:
    path = make(tmp_path)
    database = await LocalDatabases(str(path)).open(None, {})
    for kind in ("csv", "json", "parquet"):
        await database.frame(f"create view by_{kind} as select length(text) as n from '{tmp_path}/marker.{kind}'")
        assert plain(await database.read(f"select n from by_{kind}, orders o limit 1")).rows == [[len(MARKER)]]
    await database.frame("create view sees as from duckdb_tables()")
    await database.frame("create view mixed as select * from by_csv, private.secrets")
    for view in ("sees", "mixed"):
        with pytest.raises(SqlRefused, match="not public"):
            await database.read(f"from {view}")
    await database.close()


async def test_a_macro_that_means_another_thing_by_an_ordinary_name_reads_nothing_private(tmp_path: Path) -> None:
    database = await LocalDatabases(str(make(tmp_path))).open(None, {})
    await database.frame("create macro main.lower(x) as (select max(s) from private.secrets)")
    with pytest.raises(SqlRefused, match="not public"):
        await database.read("select lower('A')")
    await database.close()


async def test_no_frame_of_the_namespace_is_seen(path: Path) -> None:
    database = await LocalDatabases(str(path)).open(None, {"marker_frame": marker_frame})
    assert len(await database.frame("from marker_frame")) == 1
    with pytest.raises(SqlRefused, match="no public table marker_frame"):
        await database.read("from marker_frame")
    await database.close()


async def test_the_rows_are_capped_and_told_to_be(database: LocalDatabase) -> None:
    page = await database.read("select id from orders order by id", limit=7)
    assert (plain(page).rows, page.more) == ([[i] for i in range(1, 8)], True)
    page = await database.read("select id from orders where id > ?", [38])
    assert (plain(page).rows, page.more) == ([[39], [40]], False)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from orders a, orders b, orders c, orders d, orders e, orders f, orders g",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t",
        "select count(*) from range(1000000) a, range(1000000) b",
    ],
)
async def test_a_query_that_takes_too_long_is_stopped(database: LocalDatabase, sql: str) -> None:
    began = time.monotonic()
    with pytest.raises(SqlTimeout, match=r"longer than 0\.3 s and was stopped\. Ask for less") as late:
        await database.read(sql, seconds=0.3)
    assert time.monotonic() - began < 1.5
    assert (late.value.status, late.value.code) == (504, "sql_timeout")


async def test_what_was_read_is_of_one_moment_and_nothing_stays_open(path: Path, database: LocalDatabase) -> None:
    other: Any = await LocalDatabases(str(path)).open(None, {})
    assert (await database.read("from regions")).arrow.num_rows == 3
    await other.frame("insert into regions values ('MOON', null)")
    assert (await database.read("from regions")).arrow.num_rows == 4
    await other.frame("delete from regions where region = 'MOON'")
    await other.close()
