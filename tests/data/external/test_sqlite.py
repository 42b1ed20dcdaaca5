"""The guard over real SQLite files: what may not be read is refused, what analysts write is answered."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.pool import StaticPool

from jupyter_powa.data.external.guarded import guarded
from jupyter_powa.data.external.reading_sqlite import LARGEST
from jupyter_powa.data.guard import SqlRefused, SqlTimeout
from jupyter_powa.errors import BlockError
from tests.data.external.sqlite_attempts import ATTEMPTS
from tests.data.external.sqlite_queries import QUERIES
from tests.data.project import MARKER

MADE = f"""
create table regions (region text primary key, boss text);
insert into regions values ('EU', 'Ada'), ('US', 'Bo'), ('ASIA', null);
create table orders (
    id integer primary key, region text references regions (region), customer text not null, amount real default 0.0,
    quantity integer, placed_on text, sold_at text, extra text, code blob
);
insert into orders
with recursive r(i) as (select 1 union all select i + 1 from r where i < 40)
select i, case i % 3 when 0 then 'EU' when 1 then 'US' else 'ASIA' end, 'customer ' || (i % 5), i * 1.5, i % 7,
       date('2024-01-01', '+' || i || ' days'), datetime('2024-01-01 08:00:00', '+' || i || ' hours'),
       json_object('score', i, 'a.b', json_array(i, i + 1), 'deep', json_object('x', 'y')), x'00ff' from r;
create table "Mixed Case" ("Id" integer, "two words" text);
insert into "Mixed Case" values (1, 'one');
create table told (note text default '{MARKER}');
create virtual table notes using fts5(body);
insert into notes values ('sold it well'), ('not sold');
create virtual table pages using dbstat;
create view big_orders as select id, amount from orders where amount > 30;
create view bigger as select * from big_orders where amount > 40;
create view leak as select sql from sqlite_master;
create view deeper as select * from leak;
create view settings as select * from pragma_table_info('told');
create view files as select load_extension('x');
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shop.sqlite"
    for file, statements in ((path, MADE), (path.with_name("other.sqlite"), f"create table t as select '{MARKER}' s")):
        connection = sqlite3.connect(file)
        connection.executescript(statements)
        connection.close()
    (path.parent / "marker.txt").write_text(MARKER)
    return path


@pytest.fixture(scope="module")
def engine(path: Path) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(f"sqlite:///{path}")


def asked(engine: sqlalchemy.Engine, sql: str, *values: Any, limit: int = 100, seconds: float = 5.0) -> list[Any]:
    """The rows that the guard gives."""
    return guarded(engine, sql, values, limit=limit, seconds=seconds, stopper=lambda stop: None)[1]


def state(path: Path) -> list[Any]:
    """The files beside it, and all that they hold."""
    return sorted((file.name, file.read_bytes()) for file in path.parent.iterdir())


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda sql: sql[:60].encode("unicode_escape").decode())
def test_an_attempt_reaches_and_changes_nothing(path: Path, engine: sqlalchemy.Engine, attempt: str) -> None:
    before, began, sql = state(path), time.monotonic(), attempt.replace("{dir}", str(path.parent))
    with pytest.raises(BlockError) as refused:
        asked(engine, sql)
    assert time.monotonic() - began < 2
    assert refused.value.code in ("sql_refused", "sql_error")
    assert MARKER not in f"{refused.value!r} {refused.value.__context__!r}"
    assert str(path.parent) in sql or str(path.parent) not in refused.value.message
    assert state(path) == before


@pytest.mark.parametrize("sql", ["select * from deeper", "select * from settings", "select sql from sqlite_master"])
def test_the_same_without_the_guard_does_reach_it(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    assert MARKER in str(connection.execute(sql).fetchall())
    connection.close()


@pytest.mark.parametrize("sql", QUERIES, ids=lambda sql: sql[:60])
def test_an_ordinary_query_says_what_it_says_without_the_guard(path: Path, engine: sqlalchemy.Engine, sql: str) -> None:
    columns, rows = guarded(engine, sql, limit=1_000, seconds=10, stopper=lambda stop: None)
    connection = sqlite3.connect(path)
    cursor = connection.execute(sql)
    assert rows == cursor.fetchall()
    assert len(columns) == len(cursor.description)
    connection.close()
    assert rows


def test_a_refusal_says_what_is_not_allowed_and_what_to_do(engine: sqlalchemy.Engine) -> None:
    refusals = {
        "attach 'x' as y": "Only reading is allowed, not ATTACH: write one query with SELECT or WITH.",
        "select * from leak": "The query reads something that is not public, or would change something.",
        "select 1 in orders": "IN needs a list or a query in brackets: x IN (1, 2), x IN (SELECT …).",
        "select * from ordres": "There is no public table ordres. Public tables: big_orders, bigger, deeper, files, "
        "leak, mixed case, notes, notes_config, notes_content, notes_data, notes_docsize, notes_idx, orders, regions, "
        "settings, told.",
    }
    for sql, words in refusals.items():
        with pytest.raises(SqlRefused) as refused:
            asked(engine, sql)
        assert refused.value.message == words


def test_a_wrong_query_gets_clean_words_and_the_line(engine: sqlalchemy.Engine) -> None:
    wrong = {
        "select id\nfrom orders\nwhere colour = 1": ("No such column: colour.", 3),
        'select id\nfrom orders\nwhere region = "Europe"': ("No such column: Europe.", 3),
        "select id from orders, regions where region = 'EU'": ("Ambiguous column name: region.", 1),
        "select *\nfrom orders where and": (
            "The query cannot be read near 'and' in line 2. Write it in plainer SQL.",
            2,
        ),
    }
    for sql, (words, line) in wrong.items():
        with pytest.raises(BlockError) as error:
            asked(engine, sql)
        assert (error.value.message, error.value.line) == (words, line), sql
        assert error.value.code == "sql_error"


def test_the_rows_are_capped_and_values_are_bound(engine: sqlalchemy.Engine) -> None:
    assert asked(engine, "select id from orders order by id limit 1000000", limit=3) == [(1,), (2,), (3,), (4,)]
    sql = "select id from orders where id > ? and region = ? order by id limit ?, ?"
    assert asked(engine, sql, 30, "EU", 1, 2) == [(36,), (39,)]
    values = [None, True, -3, 2.5, Decimal("1.5"), "it's", b"\x00", date(2024, 1, 2), datetime(2024, 1, 2, 3, 4)]
    assert asked(engine, "select ?, ?, ?, ?, ?, ?, ?, ?, ?", *values) == [
        (None, 1, -3, 2.5, 1.5, "it's", b"\x00", "2024-01-02", "2024-01-02 03:04:00")
    ]
    for values, words in (([[1]], "kind list cannot be bound"), ([], "takes 1 value, and 0 were given")):
        with pytest.raises(BlockError, match=words):
            asked(engine, "select ?", *values)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from orders a, orders b, orders c, orders d, orders e, orders f, orders g",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select n from t order by n desc",
        "with recursive t(s) as (select 'x' union all select s || s from t where length(s) < 4000000) "
        "select count(*) from t a, t b, t c, t d, t e where a.s like '%' || b.s",
    ],
)
def test_a_query_that_takes_too_long_is_stopped(engine: sqlalchemy.Engine, sql: str) -> None:
    began = time.monotonic()
    with pytest.raises((SqlTimeout, BlockError)) as late:
        asked(engine, sql, seconds=0.3)
    assert late.value.code in ("sql_timeout", "sql_error")
    assert time.monotonic() - began < 2


def test_no_value_grows_without_end(engine: sqlalchemy.Engine) -> None:
    half = f"with recursive t(s) as (select 'x' union all select s || s from t where length(s) < {LARGEST // 4}) "
    assert LARGEST // 4 <= asked(engine, f"{half} select max(length(s)) from t")[0][0] <= LARGEST
    for sql in (
        "with recursive t(s, n) as (select 'x', 1 union all select s || s, n + 1 from t where n < 40) "
        "select max(length(s)) from t",
        "select length(group_concat(a.customer || b.customer || c.customer)) from orders a, orders b, orders c, "
        "orders d",
    ):
        with pytest.raises(BlockError, match="String or blob too big"):
            asked(engine, sql)


def test_a_caller_can_stop_it(engine: sqlalchemy.Engine) -> None:
    stops: list[Any] = []
    threading.Timer(0.3, lambda: stops[0]()).start()
    sql = "select count(*) from orders a, orders b, orders c, orders d, orders e, orders f, orders g"
    with pytest.raises(BlockError, match="was stopped") as stopped:
        guarded(engine, sql, limit=1, seconds=20, stopper=stops.append)
    assert stopped.value.code == "stopped"


def test_a_database_in_memory_is_read_from_a_copy() -> None:
    engine = sqlalchemy.create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with engine.begin() as connection:
        connection.exec_driver_sql("create table t (a integer)")
        connection.exec_driver_sql("insert into t values (7)")
    assert asked(engine, "select a from t") == [(7,)]
    with pytest.raises(SqlRefused):
        asked(engine, "delete from t")
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into t values (8)")
    assert asked(engine, "select sum(a) from t") == [(15,)]


def test_a_file_in_wal_mode_is_read_while_another_writes(tmp_path: Path) -> None:
    file = tmp_path / "wal.sqlite"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("pragma journal_mode = wal")
    other.execute("create table t (a integer)")
    other.execute("begin immediate")
    other.execute("insert into t values (1)")
    engine = sqlalchemy.create_engine(f"sqlite:///file:{file}?uri=true")
    assert asked(engine, "select count(*) from t") == [(0,)]
    other.execute("commit")
    assert asked(engine, "select count(*) from t") == [(1,)]
    other.close()


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/none.sqlite")
    with pytest.raises(BlockError, match=r"^The file of this data source cannot be opened\.$"):
        asked(engine, "select 1")
    assert not list(tmp_path.iterdir())
