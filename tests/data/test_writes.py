"""Which tables were written to, by the statements that ran."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.writes import Writes, reads_only

READS = [
    "select 1",
    "-- a word\n/* another */ from t",
    "with a as (select 1) select * from a",
    "copy (select 1) to 'x.parquet'",
    "copy ( select 1) to 'x.parquet'",
    "create schema if not exists s",
]


@pytest.mark.parametrize("sql", READS)
def test_what_only_reads_counts_for_nothing(sql: str) -> None:
    writes = Writes()
    writes.saw(sql)
    assert reads_only(sql)
    assert writes.of({"t", "a"}) == {}


@pytest.mark.parametrize(
    "sql",
    [
        "insert into t values (1)",
        'create or replace table memory.main."T" as select * from other',
        "update t set n = 1",
        "delete from main.t",
        "drop table if exists t",
    ],
)
def test_a_statement_that_writes_counts_for_its_table(sql: str) -> None:
    writes = Writes()
    writes.saw(sql)
    assert writes.of({"t", "other"}) == {"t": 1}


def test_a_table_whose_name_is_no_word_is_found_by_the_words_of_its_name() -> None:
    writes = Writes()
    writes.saw('insert into main."Late Orders" values (1)')
    assert writes.of({"from", "late", "orders"}) == {"late orders": 1}
    assert writes.of({"orders"}) == {}


def test_whoever_reads_a_view_or_a_macro_reads_the_tables_that_stand_in_it() -> None:
    writes = Writes()
    writes.saw("create view v as select * from t")
    writes.saw("create or replace macro late(n) as table select * from v where n > 1")
    before = writes.of({"late"})
    writes.saw("insert into t values (1)")
    assert writes.of({"late"}) == {**before, "t": 1}
    assert writes.of({"other"}) == {"*": 1}, "a macro may be another function everywhere"


async def test_the_views_of_a_file_are_known_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(path) as made:
        made.execute("create table t as select 1 as n")
        made.execute("create view v as select * from t")
        made.execute("create macro m() as table select * from v")
    databases = LocalDatabases(str(path))
    database = await databases.open(None, {})
    await database.page("insert into t values (2)")
    assert databases.writes.of({"m"}) == {"t": 1}
    await database.close()


def test_what_is_not_clear_counts_for_all_tables() -> None:
    writes = Writes()
    writes.saw("alter table a rename to b")
    writes.saw("with x as (select 1) insert into t select * from x")
    assert writes.of(set()) == {"*": 2}


def test_tables_that_rest_between_steps_do_not_count() -> None:
    writes = Writes()
    writes.saw('create table "memory"."powa_runs"."w/e/b" as select 1')
    assert writes.of({"w/e/b"}) == {}


async def test_a_database_counts_what_runs_on_it_and_sees_a_file_that_others_have_written(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    databases = LocalDatabases(str(path))
    database = await databases.open(None, {})
    await database.page("create table t as select 1 as n")
    await database.page("select * from t")
    assert databases.writes.of({"t"}) == {"t": 1}
    await database.close()
    databases._file.close_now()  # type: ignore[union-attr]  # it would be closed a moment later
    assert databases.writes.of({"t"}) == {"t": 1}
    path.write_bytes(path.read_bytes() + b"x")
    assert databases.writes.of({"t"}) == {"t": 1, "*": 1}
