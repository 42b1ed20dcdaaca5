"""Whatever is written: a query that the guard lets through reads public tables alone, and changes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_powa.data.external.guarded import guarded
from jupyter_powa.data.external.mysql import Mysql
from jupyter_powa.data.external.postgresql import Postgresql
from jupyter_powa.data.external.reading_mysql import connected as mysql
from jupyter_powa.data.external.reading_postgresql import connected as postgresql
from jupyter_powa.data.guard import checked
from jupyter_powa.errors import PowaError
from tests.data.external import mysql_attempts, mysql_project, postgresql_attempts, postgresql_project, sqlite_attempts
from tests.data.external.fuzz import nonsense, queries
from tests.data.external.test_sqlite import MADE
from tests.data.project import MARKER

COMMON = ["orders", "regions", "leak", "deeper", "big_orders", "bigger", "a", "b", "secrets", "peeks"]
OWN = ["a", "b", "orders", "leak", "secrets", "deeper"]
VALUES = ["1", "'x'", "a.s", "region", "id", "count(*)", "*", "max(s)", "s", "orders.region", "peek()", "lower('X')"]

WITH_POSTGRESQL = queries(
    [
        *COMMON,
        "private.secrets",
        "public.leak",
        '"Secrets"',
        "pg_class",
        "peek()",
        "generate_series(1, 3)",
        "ONLY orders",
    ],
    [*VALUES, "orders.told", "lower(1)", "'leak'::regclass", "query_to_xml('table leak', true, true, '')", "E'\\''"],
    [*OWN, "pg_class"],
)
WITH_MYSQL = queries(
    [*COMMON, "{priv}.secrets", "{db}.leak", "`leak`", "mysql.user", "information_schema.tables", "accounts", "files"],
    [*VALUES, "{db}.peek()", "uuid_to_bin(1)", "/*! s */ 1", "@x", "'\\''"],
    OWN,
)
WITH_SQLITE = queries(
    [*COMMON[:6], "sqlite_master", "settings", "pages", "notes", "[leak]", "json_each('[1]')", "pragma_database_list"],
    [*VALUES[:-2], "sql", "note", "1 in leak", "load_extension('x')"],
    [*OWN, "sqlite_master"],
)
LOOSE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
MANY = settings(max_examples=120, deadline=None, suppress_health_check=LOOSE)

Judge = Callable[[str], bool]
"""Whether a query passes; it fails where that reads something private."""


@pytest.fixture(scope="module")
def by_postgresql() -> Iterator[Judge]:
    with postgresql_project.made() as server:
        before, connection = server.state(), postgresql(server.admin)
        address = server.admin.url.set(drivername="postgresql").render_as_string()

        def judge(sql: str) -> bool:
            try:
                ran = checked(sql, Postgresql(connection, ["public"], []))
            except PowaError as error:
                assert MARKER not in error.message
                return False
            finally:
                connection.rollback()
            with psycopg.connect(address) as other, psycopg.RawCursor(other) as cursor:  # as public as can be
                try:
                    plan = cursor.execute(f"explain (verbose, format json) {ran}").fetchall()[0][0]
                except psycopg.Error:
                    plan = []
            assert schemas(plan) <= {"public"}, sql
            return answered(server.admin, sql)

        yield judge
        connection.close()
        assert server.state() == before


@pytest.fixture(scope="module")
def by_mysql() -> Iterator[Judge]:
    with mysql_project.made() as server:
        before, connection = server.state(), mysql(server.admin)

        def judge(sql: str) -> bool:
            sql = server.filled(sql)
            try:
                ran = checked(sql, Mysql(connection, [], 20))
            except PowaError as error:
                assert MARKER not in error.message
                return False
            cursor = connection.cursor()
            try:
                cursor.execute(f"explain extended {ran}")
                cursor.execute("show warnings")
                told = " ".join(str(row[2]) for row in cursor.fetchall() if row[1] == 1003)
            except connection.Error:
                told = ""
            assert server.priv not in told, sql
            assert "mysql" not in told, sql
            return answered(server.admin, sql)

        yield judge
        connection.close()
        assert server.state() == before


@pytest.fixture(scope="module")
def by_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    path: Path = tmp_path_factory.mktemp("fuzz") / "shop.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(MADE)
    connection.close()
    engine, before = sqlalchemy.create_engine(f"sqlite:///{path}"), path.read_bytes()

    def judge(sql: str) -> bool:
        passed = answered(engine, sql)
        assert path.read_bytes() == before
        return passed

    return judge


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, sqlalchemy.Engine]]:
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite"
    sqlite3.connect(path).close()
    with postgresql_project.made() as one, mysql_project.made() as other:
        yield {"postgresql": one.least, "mysql": other.least, "sqlite": sqlalchemy.create_engine(f"sqlite:///{path}")}


def schemas(plan: Any) -> set[str]:
    """The schemas of the tables that a plan of PostgreSQL's scans."""
    text = json.dumps(plan)
    found: set[str] = set()

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        one = dict(pairs)
        if "Relation Name" in one:
            found.add(str(one.get("Schema")))
        return one

    json.loads(text, object_pairs_hook=note)
    return found


def answered(engine: sqlalchemy.Engine, sql: str) -> bool:
    """Whether there is an answer, which holds nothing private."""
    try:
        _, rows = guarded(engine, sql, limit=20, seconds=5, stopper=lambda stop: None)
    except PowaError as error:
        assert MARKER not in f"{error!r} {error.__context__!r}", sql
        return False
    assert MARKER not in str(rows), sql
    return True


@MANY
@given(WITH_POSTGRESQL)
def test_what_passes_on_postgresql_reads_public_tables_alone(by_postgresql: Judge, sql: str) -> None:
    by_postgresql(sql)


@MANY
@given(nonsense(postgresql_attempts.ATTEMPTS))
def test_words_in_any_order_reach_nothing_on_postgresql(by_postgresql: Judge, sql: str) -> None:
    by_postgresql(sql)


@MANY
@given(WITH_MYSQL)
def test_what_passes_on_mariadb_reads_public_tables_alone(by_mysql: Judge, sql: str) -> None:
    by_mysql(sql)


@MANY
@given(nonsense([*mysql_attempts.ATTEMPTS, *mysql_attempts.HIDDEN]))
def test_words_in_any_order_reach_nothing_on_mariadb(by_mysql: Judge, sql: str) -> None:
    by_mysql(sql)


@MANY
@given(WITH_SQLITE)
def test_what_passes_on_sqlite_reads_public_tables_alone(by_sqlite: Judge, sql: str) -> None:
    by_sqlite(sql)


@MANY
@given(nonsense(sqlite_attempts.ATTEMPTS))
def test_words_in_any_order_reach_nothing_on_sqlite(by_sqlite: Judge, sql: str) -> None:
    by_sqlite(sql)


@settings(max_examples=60, deadline=None, suppress_health_check=LOOSE)
@given(st.text(alphabet=st.sampled_from("ab'\"\\`[];-#/*!$?é"), min_size=1, max_size=10))
def test_a_name_comes_back_as_it_was_written(engines: dict[str, sqlalchemy.Engine], name: str) -> None:
    for kind, engine in engines.items():
        quote = "`" if kind == "mysql" else '"'
        sql = f"select 1 as {quote}{name.replace(quote, quote * 2)}{quote}"
        columns, rows = guarded(engine, sql, limit=1, seconds=5, stopper=lambda stop: None)
        assert ([one.name for one in columns], rows) == ([name], [(1,)])


@settings(max_examples=60, deadline=None, suppress_health_check=LOOSE)
@given(st.text(alphabet=st.sampled_from("ab'\"\\`%;-#/*!?$\n é"), max_size=12))
def test_a_text_comes_back_as_it_was_written_or_bound(engines: dict[str, sqlalchemy.Engine], text: str) -> None:
    for kind, engine in engines.items():
        written = (text.replace("\\", "\\\\") if kind == "mysql" else text).replace("'", "''")
        sql = f"select '{written}' as a, ? as b"
        assert guarded(engine, sql, [text], limit=1, seconds=5, stopper=lambda stop: None)[1] == [(text, text)]


@pytest.mark.parametrize(
    ("kind", "strategy"), [("postgresql", WITH_POSTGRESQL), ("mysql", WITH_MYSQL), ("sqlite", WITH_SQLITE)]
)
def test_the_search_also_finds_queries_that_pass(
    request: pytest.FixtureRequest, kind: str, strategy: st.SearchStrategy[str]
) -> None:
    judge, passed = request.getfixturevalue(f"by_{kind}"), []

    @settings(max_examples=100, deadline=None, database=None, derandomize=True, suppress_health_check=LOOSE)
    @given(strategy)
    def search(sql: str) -> None:
        if judge(sql):
            passed.append(sql)

    search()
    assert len(set(passed)) > 4
    assert any("WITH" in sql for sql in passed)
