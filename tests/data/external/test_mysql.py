"""The guard over a real MariaDB: what may not be read is refused, nothing changes, and every query ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from jupyter_powa.data.external.guarded import guarded
from jupyter_powa.data.guard import SqlRefused, SqlTimeout
from jupyter_powa.errors import BlockError
from tests.data.external.mysql_attempts import ATTEMPTS, HIDDEN
from tests.data.external.mysql_project import Server, made
from tests.data.project import MARKER

ENDLESS = "select count(*) from orders a, orders b, orders c, orders d, orders e, orders f, orders g"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with made() as server:
        yield server


def asked(engine: sqlalchemy.Engine, sql: str, *values: Any, limit: int = 100, seconds: float = 5.0) -> list[Any]:
    """The rows that the guard gives."""
    return guarded(engine, sql, values, limit=limit, seconds=seconds, stopper=lambda stop: None)[1]


@pytest.mark.parametrize("account", ["admin", "least"])
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda sql: sql[:60].encode("unicode_escape").decode())
def test_an_attempt_reaches_and_changes_nothing(server: Server, attempt: str, account: str) -> None:
    before, began, sql = server.state(), time.monotonic(), server.filled(attempt)
    with pytest.raises(BlockError) as refused:
        asked(getattr(server, account), sql)
    assert time.monotonic() - began < 4
    assert refused.value.code in ("sql_refused", "sql_error")
    assert MARKER not in f"{refused.value!r} {refused.value.__context__!r}"
    assert len(refused.value.message) < 1_500
    assert server.state() == before
    assert not list(Path("/tmp").glob("powa_guard_made*"))


@pytest.mark.parametrize("attempt", HIDDEN)
def test_what_a_comment_hides_is_not_run(server: Server, attempt: str) -> None:
    sql, before = server.filled(attempt), server.state()
    rows = asked(server.admin, sql)
    assert len(rows) == 1
    assert MARKER not in str(rows)
    assert server.state() == before
    assert not list(Path("/tmp").glob("powa_guard_made*"))


@pytest.mark.parametrize(
    "sql", ["select * from leak", "select peek()", "select uuid_to_bin(1)", "SELECT 1 /*! UNION SELECT s FROM leak */"]
)
def test_the_same_without_the_guard_does_reach_it(server: Server, sql: str) -> None:
    with server.admin.connect() as connection:
        assert MARKER in str(connection.exec_driver_sql(sql).fetchall())


@pytest.mark.parametrize("view", ["leak", "deeper", "big_orders", "peeks"])
def test_a_view_is_refused_where_the_account_may_not_see_how_it_is_made(server: Server, view: str) -> None:
    with pytest.raises(SqlRefused, match=f"view {view} cannot be checked.*SHOW VIEW") as refused:
        asked(server.blind, f"select * from {view}")
    assert MARKER not in f"{refused.value!r} {refused.value.__context__!r}"
    assert asked(server.blind, "select count(*) from orders") == [(40,)]


def test_a_refusal_says_what_is_not_allowed_and_what_to_do(server: Server) -> None:
    refusals = {
        "delete from orders": "Only reading is allowed: leave the DELETE out.",
        "select @@datadir": "A setting of the server (@@x) is not allowed in a query here.",
        "select uuid_to_bin(1)": "uuid_to_bin(…) is not allowed here: the database has a function of its own by that "
        "name.",
        "select * from ordres": "There is no public table ordres. Public tables: Mixed Case, accounts, big_orders, "
        "bigger, catalog, deeper, files, leak, old, orders, peeks, regions.",
        "select id from orders limit (select 3)": "LIMIT needs a plain number here.",
    }
    for sql, words in refusals.items():
        with pytest.raises(SqlRefused) as refused:
            asked(server.admin, sql)
        assert refused.value.message == words
    with pytest.raises(SqlRefused, match="reads something that is not public by way of a view"):
        asked(server.least, "select * from deeper")
    with pytest.raises(SqlRefused, match="The view files cannot be checked"):
        asked(server.least, "select * from files")


def test_a_wrong_query_gets_clean_words_and_the_line(server: Server) -> None:
    wrong = {
        "select id\nfrom orders\nwhere colour = 1": ("Unknown column 'colour' in 'WHERE'.", 3),
        "select o.id, x.id\nfrom orders o": ("Unknown column 'x.id' in 'SELECT'.", 1),
        "select (select id from orders)": ("A query that stands for one value gave more than one row.", None),
        "select *\nfrom orders where and": (
            "The query cannot be read near 'and' in line 2. Write it in plainer SQL.",
            2,
        ),
        "select cast('x' as date) + regexp_substr('a', '(')": ("A regular expression is wrong.", None),
    }
    for sql, (words, line) in wrong.items():
        with pytest.raises(BlockError) as error:
            asked(server.least, sql)
        assert (error.value.message, error.value.line) == (words, line), sql
        assert error.value.code == "sql_error"


def test_the_rows_are_capped_whatever_the_query_says(server: Server) -> None:
    for sql in (
        "select id from orders order by id",
        "select id from orders order by id limit 1000000",
        "(select id from orders order by id limit 1000000)",
        "(select id from orders) order by id",
        "select id from orders union select id from orders order by id",
        "with x as (select id from orders) select id from x order by id",
    ):
        assert asked(server.least, sql, limit=7) == [(i,) for i in range(1, 9)], sql
    assert asked(server.least, "select id from orders order by id limit 2", limit=7) == [(1,), (2,)]
    assert asked(server.least, "select id from orders order by id limit 2, 3", limit=7) == [(3,), (4,), (5,)]


def test_values_are_bound(server: Server) -> None:
    sql = "select id from orders where id > ? and region = ? order by id limit ?"
    assert asked(server.least, sql, 30, "EU", 2) == [(33,), (36,)]
    values = [None, True, -3, 2.5, Decimal("-1.50"), "it's", b"\x00\xff", date(2024, 1, 2), datetime(2024, 1, 2, 3, 4)]
    assert asked(server.least, "select ?, ?, ?, ?, ?, ?, ?, ?, ?", *values) == [
        (None, 1, -3, 2.5, Decimal("-1.50"), "it's", b"\x00\xff", "2024-01-02", "2024-01-02 03:04:00")
    ]
    for value, words in ((float("inf"), "not finite"), ([1], "kind list cannot be bound")):
        with pytest.raises(BlockError, match=words):
            asked(server.least, "select ?", value)
    with pytest.raises(BlockError, match="takes 2 values, and 1 was given"):
        asked(server.least, "select ? + ?", 1)


def test_names_are_found_where_mariadb_finds_them(server: Server) -> None:
    for sql in (
        "select count(*) from orders",
        "select count(*) from {db}.orders",
        "select count({db}.orders.id) from {db}.orders",
        "with orders as (select * from orders) select count(*) from orders",
        "select /* orders */ count(*) from orders -- the end",
        "select count(*) from orders # the end",
    ):
        assert asked(server.least, server.filled(sql)) == [(40,)], sql
    assert asked(server.least, "select `Id`, `two words` from `Mixed Case`") == [(1, "one")]


@pytest.mark.parametrize(
    "sql",
    [
        ENDLESS,
        "select a.id from orders a, orders b, orders c, orders d, orders e, orders f order by rand()",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t a, t b, t c, t d",
    ],
)
def test_a_query_that_takes_too_long_is_stopped(server: Server, sql: str) -> None:
    began = time.monotonic()
    with pytest.raises(SqlTimeout, match=r"longer than 0\.3 s and was stopped\. Ask for less") as late:
        asked(server.least, sql, seconds=0.3)
    assert time.monotonic() - began < 3
    assert (late.value.status, late.value.code) == (504, "sql_timeout")


def test_a_caller_can_stop_it(server: Server) -> None:
    stops: list[Any] = []
    threading.Timer(0.5, lambda: stops[0]()).start()
    began = time.monotonic()
    with pytest.raises(BlockError, match="was stopped") as stopped:
        guarded(server.least, ENDLESS, limit=1, seconds=20, stopper=stops.append)
    assert stopped.value.code == "stopped"
    assert time.monotonic() - began < 5


def test_a_caller_can_stop_it_before_it_begins(server: Server) -> None:
    with pytest.raises(BlockError, match="was stopped"):
        guarded(server.least, ENDLESS, limit=1, seconds=20, stopper=lambda stop: stop())


def test_settings_that_would_open_a_door_are_refused(server: Server) -> None:
    from pymysql.constants import CLIENT

    for arguments in ({"client_flag": CLIENT.MULTI_STATEMENTS}, {"local_infile": True}):
        engine = sqlalchemy.create_engine(server.least.url, connect_args=arguments)
        with pytest.raises(SqlRefused, match="Leave that out of its settings"):
            asked(engine, "select 1")


def test_a_session_that_begins_with_other_settings_is_read_the_same(server: Server) -> None:
    arguments = {
        "init_command": "set sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT', max_statement_time = 0"
    }
    engine = sqlalchemy.create_engine(server.least.url, connect_args=arguments)
    assert asked(engine, "select \"a\", 'a\\\\b', 1 || 0") == [("a", "a\\b", 1)]


def test_no_connection_stays_behind(server: Server) -> None:
    for sql in ("select 1 / (select id from orders)", "select sleep(1)"):
        with pytest.raises(BlockError):
            asked(server.least, sql)
    asked(server.least, "select 1")
    time.sleep(0.2)
    with server.admin.connect() as connection:
        query = "select count(*) from information_schema.processlist where user = database()"
        assert connection.exec_driver_sql(query).scalar() == 0


def test_a_server_that_is_not_there_gets_one_sentence_without_its_address(server: Server) -> None:
    nowhere = sqlalchemy.create_engine(server.admin.url.set(port=1, password="hunter2"))
    with pytest.raises(BlockError, match=r"cannot be reached, or did not accept the account\.$") as error:
        asked(nowhere, "select 1")
    assert "hunter2" not in f"{error.value!r} {error.value.__context__!r}"
