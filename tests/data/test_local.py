"""DuckDB with real data: frames, files, values, pages, errors, cancelling."""

from __future__ import annotations

import asyncio
import time
from collections import ChainMap
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from jupyter_powa.data.local import LocalDatabase, LocalDatabases
from jupyter_powa.errors import BlockError

LONG = "select sum(sqrt(a.range) * sin(b.range)) from range(1000000) a, range(1000000) b"


@pytest.fixture
async def databases() -> AsyncIterator[LocalDatabases]:
    databases = LocalDatabases(":memory:")
    yield databases
    await databases.close()


async def opened(databases: LocalDatabases, **frames: Any) -> LocalDatabase:
    return await databases.open(None, frames)


async def test_frames_are_tables_by_their_names(databases: LocalDatabases) -> None:
    n = 1_000_000
    sales = pd.DataFrame({"shop": np.arange(n) % 10, "amount": np.arange(n, dtype="float64"), "note": ["x"] * n})
    shops = pl.DataFrame({"shop": range(10), "city": [f"city {i}" for i in range(10)]})
    rates = pa.table({"shop": range(10), "rate": [0.5] * 10})
    database = await opened(databases, sales=sales, Shops=shops, rates=rates, LAZY=pl.LazyFrame({"x": [4]}), other=3)
    frame = await database.frame(
        "select city, sum(amount * rate)::double total from SALES join shops using (shop) join rates using (shop) "
        "where shop = ? group by all",
        [3],
    )
    assert list(frame["city"]) == ["city 3"]
    assert frame["total"][0] == sales[sales["shop"] == 3]["amount"].sum() * 0.5
    assert (await database.frame("from lazy"))["x"].tolist() == [4]
    assert len(await database.frame("select * from sales")) == n


async def test_a_series_and_a_frame_with_a_strange_name_are_tables_too(databases: LocalDatabases) -> None:
    frames = {'my "best" sales': pd.DataFrame({"a": [1, 2]}), "prices": pd.Series([1.5, 2.5], name="price")}
    database = await databases.open(None, frames)
    assert (await database.frame('select sum(a) s from "My ""best"" sales"'))["s"][0] == 3
    assert (await database.frame("select max(price) p from prices"))["p"][0] == 2.5


async def test_nothing_else_of_the_process_is_seen(databases: LocalDatabases) -> None:
    hidden = pd.DataFrame({"a": [1]})
    assert len(hidden) == 1
    database = await opened(databases)
    for name in ("hidden", "frames", "found", "values", "sql"):
        with pytest.raises(BlockError, match="does not exist"):
            await database.frame(f'select * from "{name}"')


async def test_a_frame_hides_a_table_but_a_notebooks_variable_yields_to_it(databases: LocalDatabases) -> None:
    frames = {"t": pd.DataFrame({"a": ["frame"]})}
    database = await databases.open(None, frames)
    await (await opened(databases)).frame("create table t as select 'table' as a")
    assert (await database.frame("from t"))["a"].tolist() == ["frame"]
    yielding = await databases.open(None, ChainMap({"u": 1}, frames))
    assert (await yielding.frame("from t"))["a"].tolist() == ["table"]


async def test_values_are_bound_and_never_text(databases: LocalDatabases) -> None:
    database = await opened(databases, people=pd.DataFrame({"name": ["o'hara", "lee"], "age": [40, 50]}))
    assert (await database.frame("select age from people where name = ?", ["o'hara"]))["age"].tolist() == [40]
    evil = "x' or '1'='1"
    assert (await database.frame("select age from people where name = $1", [evil]))["age"].tolist() == []
    page = await database.page("select * from people where age > $1 and name <> $2", [np.int64(45), "nobody"])
    assert page.arrow.num_rows == 1
    kinds = [None, True, 2.5, [1, 2], {"a": 1}, pd.Timestamp("2026-01-02"), np.float64(1.5), np.str_("x"), b"b"]
    assert (await database.page("select " + ", ".join("?" * len(kinds)), kinds)).arrow.num_rows == 1
    with pytest.raises(BlockError, match="not provided"):
        await database.frame("select ?")


async def test_a_page_has_its_rows_and_tells_whether_more_follow(databases: LocalDatabases) -> None:
    database = await opened(databases)
    page = await database.page("select range as i, 'n' || range as s from range(250)", offset=100, limit=100)
    assert pa.table(page.arrow)["i"].to_pylist() == list(range(100, 200))
    assert [(c.name, c.type) for c in page.columns] == [("i", "BIGINT"), ("s", "VARCHAR")]
    assert (page.offset, page.more) == (100, True)
    page = await database.page("select range as i from range(250)", offset=150, limit=100)
    assert (page.arrow.num_rows, page.more) == (100, False)
    assert (await database.page("from range(3)", offset=10)).arrow.num_rows == 0


async def test_a_page_reads_no_more_than_it_needs(databases: LocalDatabases) -> None:
    database = await opened(databases)
    started = time.monotonic()
    page = await database.page("select range as i from range(1000000000000)", limit=100)
    assert page.more and time.monotonic() - started < 1


async def test_any_single_statement_has_a_page(databases: LocalDatabases) -> None:
    database = await opened(databases)
    for sql, rows in [
        ("create table t (a int, b text)", 0),
        ("insert into t values (1, 'x'), (2, 'y'), (3, 'y') returning a", 3),
        ("pivot t on b using count(*)", 3),
        ("summarize t", 2),
        ("describe t", 2),
        ("show tables", 1),
        ("with t2 as (select * from t) select * from t2; -- the end", 3),
        ("explain select 1", 1),
        ("update t set a = a + 1 where b = 'y'", 1),
    ]:
        assert (await database.page(sql)).arrow.num_rows == rows, sql


async def test_a_statement_without_rows_gives_a_count(databases: LocalDatabases) -> None:
    database = await opened(databases)
    assert len(await database.frame("create table t (a int)")) == 0
    assert (await database.frame("insert into t values (?), (2)", [1]))["Count"].tolist() == [2]


@pytest.mark.parametrize("call", ["frame", "page"])
async def test_several_statements_or_none_are_refused(databases: LocalDatabases, call: str) -> None:
    database = await opened(databases)
    await database.frame("create table t as select 1 a")
    for sql, said in [
        ("select 1; drop table t", "2 statements"),
        ("", "no statement"),
        ("-- only words", "no statement"),
    ]:
        with pytest.raises(BlockError, match=said) as error:
            await getattr(database, call)(sql)
        assert error.value.code == "sql_error"
    assert len(await database.frame("from t")) == 1


async def test_an_error_says_the_line_and_the_hint(databases: LocalDatabases) -> None:
    database = await opened(databases, sales=pd.DataFrame({"amount": [1]}))
    with pytest.raises(BlockError) as error:
        await database.frame("select\n  amout\nfrom sales")
    assert (error.value.code, error.value.line) == ("sql_error", 2)
    assert 'Candidate bindings: "amount"' in error.value.message
    assert "LINE" not in error.value.message
    with pytest.raises(BlockError, match="Parser Error") as error:
        await database.page("select 1\nfrom\nwhere")
    assert error.value.line == 3


async def test_an_error_tells_no_path_of_this_machine(databases: LocalDatabases, tmp_path: Path) -> None:
    database = await opened(databases)
    with pytest.raises(BlockError, match=r"nothing\.csv") as error:
        await database.frame("from 'nothing.csv'")
    with pytest.raises(BlockError) as error:
        await database.frame("attach '../x/y/../nowhere/z.duckdb'")
    assert str(Path.cwd()) not in error.value.message


async def test_files_are_tables_by_their_path(
    databases: LocalDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "Müll & 'Söhne' (1).csv").write_text("a,b\n1,x\n2,ü\n")
    database = await opened(databases)
    frame = await database.frame("from 'data/Müll & ''Söhne'' (1).csv'")
    assert frame["b"].tolist() == ["x", "ü"]
    await database.frame("copy (select 5 as n) to 'data/x.parquet'")
    assert (await database.frame("select n from 'data/x.parquet'"))["n"].tolist() == [5]
    await database.frame("copy (select 6 as n) to 'data/x.json'")
    assert (await database.frame("select n from read_json('data/x.json')"))["n"].tolist() == [6]
    assert (await database.frame("select count(*) c from read_csv(?)", ["data/*.csv"]))["c"].tolist() == [2]


async def test_a_table_lives_as_long_as_the_databases_object(databases: LocalDatabases) -> None:
    first = await opened(databases)
    await first.frame("create table t as select 42 as answer")
    await first.close()
    assert (await (await opened(databases)).frame("from t"))["answer"].tolist() == [42]


async def test_cancelling_stops_the_statement_and_the_database_works_on(databases: LocalDatabases) -> None:
    database = await opened(databases)
    await database.frame("select 1")
    for call in (database.frame, database.page):
        task = asyncio.create_task(call(LONG))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - started < 0.3
    assert (await database.frame("select 1 as a"))["a"].tolist() == [1]


async def test_cancelling_at_once_stops_it_too(databases: LocalDatabases) -> None:
    database = await opened(databases)
    for delay in (0, 0.001, 0.002):
        task = asyncio.create_task(database.frame(LONG))
        await asyncio.sleep(delay)
        task.cancel()
        await asyncio.wait({task}, timeout=2)
        assert task.cancelled()


async def test_a_long_statement_delays_no_other(databases: LocalDatabases) -> None:
    database = await opened(databases)
    task = asyncio.create_task(database.frame(LONG))
    await asyncio.sleep(0.1)
    started = time.monotonic()
    assert (await database.frame("select 1 as a"))["a"].tolist() == [1]
    assert time.monotonic() - started < 1
    task.cancel()
    await asyncio.wait({task})


async def test_a_long_statement_tells_how_far_it_is(databases: LocalDatabases) -> None:
    database = await opened(databases)
    told: list[float | None] = []
    await database.frame("select sum(sqrt(range) * sin(range)) from range(50000000)", progress=told.append)
    fractions = [fraction for fraction in told if fraction is not None]
    assert fractions and fractions == sorted(fractions) and 0 < fractions[0] < 1
    told.clear()
    await database.frame("select 1", progress=told.append)
    assert told == []


async def test_the_schema_has_tables_views_and_columns(databases: LocalDatabases) -> None:
    database = await opened(databases, ghost=pd.DataFrame({"a": [1]}))
    await database.frame("create table t (id int not null, name text)")
    await database.frame("create view v as select name from t")
    await database.frame("create schema staging")
    schemas = {schema.name: schema for schema in await database.schema()}
    assert set(schemas) == {"main", "staging"}
    tables = {table.name: [(c.name, c.type, c.nullable) for c in table.columns] for table in schemas["main"].tables}
    assert tables == {"t": [("id", "INTEGER", False), ("name", "VARCHAR", True)], "v": [("name", "VARCHAR", True)]}


async def test_an_unknown_database_is_said_so(databases: LocalDatabases) -> None:
    with pytest.raises(BlockError, match="'elsewhere'") as error:
        await databases.open("elsewhere", {})
    assert error.value.code == "unknown_database"


@pytest.mark.parametrize(
    "sql",
    [
        "select i from range(10) t(i) order by i desc",
        "select i from range(10) t(i) order by i desc limit 7",
        "select i from range(10) t(i) order by i desc -- limit 1",
        "select i /* limit */ from range(10) t(i) order by i desc;",
        "with t as (select i from range(10) t(i)) select i from t order by i desc",
        "select i from range(10) t(i) union all select 99 order by i desc offset 1",
        """select i as "limit" from range(10) t(i) where 'it''s -- no comment' <> e'\\'' order by i desc""",
    ],
)
async def test_a_page_is_the_same_part_of_any_query(sql: str) -> None:
    databases = LocalDatabases(":memory:")
    database = await databases.open(None, {})
    page = await database.page(sql, offset=2, limit=3)
    assert (page.arrow.column(0).to_pylist(), page.more) == ([7, 6, 5], True)
    await databases.close()
