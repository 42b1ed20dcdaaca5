"""The guard over a real PostgreSQL: what may not be read is refused, nothing changes, and every query ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from jupyter_powa.data.external.guarded import guarded
from jupyter_powa.data.guard import SqlRefused, SqlTimeout
from jupyter_powa.errors import BlockError
from tests.data.external.postgresql_attempts import ATTEMPTS
from tests.data.external.postgresql_project import Server, made
from tests.data.project import MARKER

REFUSALS = {
    "delete from orders": "Only reading is allowed: leave the DELETE out.",
    "select 1; select 2": "There are 2 statements: write exactly one query.",
    "with x as (delete from orders returning *) select * from x": "Only reading is allowed: leave the DELETE out.",
    "select pg_sleep(1)": "The function pg_sleep(…) is not allowed here. Use ordinary functions for numbers, texts and "
    "dates.",
    "select * from orders for update": "Only reading is allowed: leave FOR UPDATE and FOR SHARE out.",
    "select 'x'::regclass": "Types like regclass are not allowed here: use types of numbers, texts or dates.",
}


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
    before, began = server.state(), time.monotonic()
    with pytest.raises(BlockError) as refused:
        asked(getattr(server, account), attempt)
    assert time.monotonic() - began < 4
    assert refused.value.code in ("sql_refused", "sql_error")
    assert MARKER not in f"{refused.value!r} {refused.value.__context__!r}".replace(attempt, "")
    assert len(refused.value.message) < 1_500
    assert server.state() == before
    assert not list(Path("/tmp").glob("powa_guard_made*"))


@pytest.mark.parametrize(
    "sql",
    ["select * from leak", "select o.told from orders o", "select lower(1)", "select * from xml", "select peek()"],
)
def test_the_same_without_the_guard_does_reach_it(server: Server, sql: str) -> None:
    with server.admin.connect() as connection:
        assert MARKER in str(connection.exec_driver_sql(sql).fetchall())


def test_a_refusal_says_what_is_not_allowed_and_what_to_do(server: Server) -> None:
    for sql, words in REFUSALS.items():
        with pytest.raises(SqlRefused) as refused:
            asked(server.least, sql)
        assert refused.value.message == words
    with pytest.raises(SqlRefused, match=r"There is no public table ordres\. Public tables: Leak, Mixed Case, Secrets"):
        asked(server.least, "select * from ordres")
    with pytest.raises(SqlRefused, match=r"reads something that is not public by way of a view"):
        asked(server.least, "select * from deeper")
    with pytest.raises(SqlRefused, match=r"The view peeks cannot be checked.*peek with a schema before it is not"):
        asked(server.least, "select * from peeks")


def test_a_wrong_query_gets_clean_words_and_the_line(server: Server) -> None:
    wrong = {
        "select id\nfrom orders\nwhere colour = 1": ('Column "colour" does not exist.', 3),
        "select o.id, x.id\nfrom orders o": ('Missing FROM-clause entry for table "x".', 1),
        "select region,\n sum(amount) from orders": (
            'Column "orders.region" must appear in the GROUP BY clause or be used in an aggregate function.',
            1,
        ),
        "select 1,\n'secret'::integer": (
            "A text in the data or the query cannot be read as the number, date or type that it is cast to.",
            None,
        ),
        "select 1 / 0": ("A number is divided by zero. Write x / nullif(y, 0).", None),
        "select (select id from orders)": ("A query that stands for one value gave more than one row.", None),
        "select *\nfrom orders where and": (
            "The query cannot be read near 'and' in line 2. Write it in plainer SQL.",
            2,
        ),
    }
    for sql, (words, line) in wrong.items():
        with pytest.raises(BlockError) as error:
            asked(server.least, sql)
        assert (error.value.message.replace(" Perhaps", "\n").split("\n")[0], error.value.line) == (words, line), sql
        assert error.value.code == "sql_error"


def test_the_rows_are_capped_and_values_are_bound(server: Server) -> None:
    columns = guarded(
        server.least,
        "select id, amount, email, feeling, tags from orders order by id",
        limit=7,
        seconds=5,
        stopper=lambda stop: None,
    )
    assert [row[0] for row in columns[1]] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [(one.name, one.type) for one in columns[0]] == [
        ("id", "int4"),
        ("amount", "numeric(10,2)"),
        ("email", "public.citext"),
        ("feeling", "public.mood"),
        ("tags", "text[]"),
    ]
    assert asked(
        server.least, "select id from orders where id > ? and region = ? order by id limit ?", 30, "EU", 2
    ) == [
        (33,),
        (36,),
    ]
    assert asked(server.least, "select ? as x", "'; delete from orders --") == [("'; delete from orders --",)]
    with pytest.raises(BlockError, match="takes 1 value, and 2 were given"):
        asked(server.least, "select ? + 1", 1, 2)


def test_names_are_found_where_postgresql_finds_them(server: Server) -> None:
    for sql in (
        "select count(*) from orders",
        "select count(*) from ORDERS",
        'select count(*) from "orders"',
        "select count(*) from public.orders where public.orders.id > 0",
        f"select count(*) from {server.admin.url.database}.public.orders",
        "with orders as (select * from orders) select count(*) from orders",
        "select /* orders */ count(*) from orders -- the end",
    ):
        assert asked(server.least, sql) == [(40,)], sql
    assert asked(server.least, 'select "Id", "two words" from "Mixed Case"') == [(1, "one")]
    with pytest.raises(SqlRefused, match="no public table Orders"):
        asked(server.least, 'select * from "Orders"')


def test_other_schemas_are_public_where_they_are_named(server: Server) -> None:
    def read(sql: str) -> list[Any]:
        stopper = lambda stop: None  # noqa: E731
        return guarded(server.admin, sql, limit=9, seconds=5, stopper=stopper, schemas=("shop", "public"))[1]

    assert read("select name from items") == [("lamp",)]
    assert read("select count(*) from shop.items, public.orders") == [(40,)]
    assert read("select count(*) from orders") == [(40,)]
    with pytest.raises(SqlRefused, match="no public table items"):
        asked(server.admin, "select * from items")


def test_an_extensions_operators_mean_what_they_say(server: Server) -> None:
    """Equal letters of a citext are equal; but not where somebody wrote an operator, which a query could call."""
    with server.admin.begin() as connection:
        connection.exec_driver_sql("drop operator public.@@@ (integer, integer)")
    try:
        assert asked(server.least, "select id from orders where email = 'user7@X.ORG'") == [(7,)]
    finally:
        with server.admin.begin() as connection:
            connection.exec_driver_sql(
                "create operator public.@@@ (leftarg = integer, rightarg = integer, function = int4pl)"
            )


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from orders a, orders b, orders c, orders d, orders e, orders f, orders g",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t",
        "select count(*) from generate_series(1, 10000000) a, generate_series(1, 10000000) b",
        "select a.n from generate_series(1, 10000000) a(n), generate_series(1, 10000000) b(n) order by b.n desc",
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
        guarded(
            server.least,
            "select count(*) from generate_series(1, 10000000) a, generate_series(1, 10000000) b",
            limit=1,
            seconds=20,
            stopper=stops.append,
        )
    assert stopped.value.code == "stopped"
    assert time.monotonic() - began < 5


def test_no_connection_stays_behind(server: Server) -> None:
    for sql in ("select 1", "select 1 / 0", "select pg_sleep(1)"):
        with pytest.raises(BlockError) if sql != "select 1" else pytest.MonkeyPatch.context():
            asked(server.least, sql)
    with server.admin.connect() as connection:
        time.sleep(0.2)
        query = "select count(*) from pg_stat_activity where usename = current_database()"
        assert connection.exec_driver_sql(query).scalar() == 0


def test_a_server_that_is_not_there_gets_one_sentence_without_its_address(server: Server) -> None:
    nowhere = sqlalchemy.create_engine(server.admin.url.set(port=1, password="hunter2"))
    with pytest.raises(BlockError, match=r"cannot be reached, or did not accept the account\.$") as error:
        asked(nowhere, "select 1")
    assert "hunter2" not in f"{error.value!r} {error.value.__context__!r}"
