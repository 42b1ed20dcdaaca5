"""Whatever is written: a query that the guard lets through reads public tables alone, and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.data.duck import Duck
from jupyter_powa.data.guard import SqlRefused, checked
from jupyter_powa.errors import BlockError
from tests.data.attempts import ATTEMPTS
from tests.data.project import MARKER, make
from tests.data.test_guard_passes import QUERIES

NAMES = [
    *(
        "orders",
        "main.orders",
        "public.orders",
        "regions",
        "big_orders",
        "leak",
        "deeper",
        "secrets",
        "private.secrets",
    ),
    *('"private"."secrets"', "private.orders", "give()", "duckdb_tables", "information_schema.tables", "a", "b", "c"),
    *("'marker.csv'", "range(3)", "query('from private.secrets')", "project.private.secrets", "(values (1))"),
]
VALUES = [
    *("1", "'x'", "a.s", "region", "id", "most(1)", "lower('X')", "count(*)", "*", "max(s)", "s", "nextval('counter')"),
    *("private.hidden()", "current_setting('threads')", "getvariable('x')", "orders.region", "NULL::private.mood"),
]
PIECES = sorted({word for sql in (*ATTEMPTS, *QUERIES) if len(sql) < 300 for word in sql.replace(",", " , ").split()})

names = st.sampled_from(NAMES)


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A larger query of smaller ones."""
    tables = st.one_of(names, inner.map(lambda sql: f"({sql}) AS a"))
    values = st.one_of(st.sampled_from(VALUES), inner.map(lambda sql: f"({sql})"))
    select = st.builds(lambda what, where: f"SELECT {what} FROM {where}", values, tables)
    aliased = st.builds(
        lambda sql, name: f"{sql} AS {name}", select, st.sampled_from(["orders", "leak", "a", "secrets"])
    )
    joins = st.builds(lambda a, b: f"SELECT * FROM {a} , {b}", tables, tables)
    unions = st.builds(lambda a, b: f"{a} UNION ALL BY NAME {b}", inner, inner)
    common = st.builds(
        lambda name, a, b, word: f"WITH {word} {name} AS ({a}) {b}",
        st.sampled_from(["a", "b", "orders", "leak", "secrets"]),
        inner,
        inner,
        st.sampled_from(["", "RECURSIVE"]),
    )
    wheres = st.builds(lambda a, b: f"{a} WHERE EXISTS ({b})", select, inner)
    return st.one_of(select, aliased, joins, unions, common, wheres)


queries = st.recursive(names.map(lambda name: f"FROM {name}"), joined, max_leaves=6)
nonsense = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(make(tmp_path_factory.mktemp("project"))))


PLAN = "select json_serialize_plan(?::varchar)"


def scanned(connection: duckdb.DuckDBPyConnection, sql: str) -> set[tuple[str, str]]:
    """The schemas and functions that the optimised plan scans: another way to know than the guard's."""
    found: set[tuple[str, str]] = set()

    def walk(one: Any) -> None:
        if isinstance(one, dict):
            if one.get("type") == "LOGICAL_GET":
                data = one.get("function_data") or {}
                found.add((data.get("schema", ""), str(one["qname"]["path"][-1])))
            for inner in one.values():
                walk(inner)
        elif isinstance(one, list):
            for inner in one:
                walk(inner)

    walk(json.loads(connection.execute(PLAN, [sql]).fetchall()[0][0]))
    return found


def judge(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Whether the guard lets the query through, and that it may."""
    cursor = connection.cursor()
    cursor.execute(
        "set python_enable_replacements = false; set max_expression_depth = 250; begin transaction read only"
    )
    try:
        mended = checked(sql, Duck(cursor))
    except (BlockError, duckdb.Error) as error:
        if isinstance(error, SqlRefused):
            assert MARKER not in error.message
        return False
    else:
        assert {schema for schema, function in scanned(cursor, mended) if function == "seq_scan"} <= {"main"}
        assert {function for _, function in scanned(cursor, mended)} <= {
            "seq_scan",
            "range",
            "generate_series",
            "unnest",
        }
        try:
            assert MARKER not in str(cursor.execute(f"select * from ({mended.rstrip('; ')}\n) limit 20").fetchall())
        except duckdb.Error as error:
            assert MARKER not in str(error)
        return True
    finally:
        cursor.close()


@settings(max_examples=600, deadline=None)
@given(queries)
def test_what_passes_reads_public_tables_alone(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    judge(connection, sql)


@settings(max_examples=400, deadline=None)
@given(nonsense)
def test_words_in_any_order_reach_nothing_either(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    judge(connection, sql)


def test_the_search_also_finds_queries_that_pass(connection: duckdb.DuckDBPyConnection) -> None:
    passed: list[str] = []

    @settings(max_examples=500, deadline=None, database=None, derandomize=True)
    @given(queries)
    def search(sql: str) -> None:
        if judge(connection, sql):
            passed.append(sql)

    search()
    assert len(set(passed)) > 10
    assert any("WITH" in sql for sql in passed)
    assert any("WITH" not in sql for sql in passed)
