"""A statement is cut by the server where that changes nothing of its meaning, and left alone elsewhere."""

from __future__ import annotations

import pytest

from jupyter_powa.data.external.cut import LONGEST, limited, one_query

CUT = (
    "select * from orders",
    "select * from orders order by lower(name)",
    "select * from generate_series(1, 9)",
    "with big as (select 1) select * from big where id in (1, 2)",
    "select 1 union select 2",
    "select 1 union (select 2 limit 1)",
    "select * from orders -- all of them",
)
LEFT = (
    "select * from orders limit 5",
    "select * from orders offset 5",
    "select * from orders for update",
    "select 1 union select 2 limit 5",
    "(select * from orders)",
    "values (1), (2)",
    "show search_path",
    "select * into copy from orders",
    "with gone as (delete from orders returning id) select * from gone",
    "select 1; select 2",
    "select * from (",
    f"select '{'x' * LONGEST}'",
)


@pytest.mark.parametrize("sql", CUT)
def test_a_query_without_a_limit_gets_one(sql: str) -> None:
    assert limited(f"{sql} ;\n", "postgresql", 10, 20) == (f"{sql}\nlimit 10 offset 20", 0)


@pytest.mark.parametrize("sql", LEFT)
def test_anything_else_is_left_as_it_is(sql: str) -> None:
    assert limited(sql, "postgresql", 10, 20) == (sql, 20)


def test_a_dialect_that_nobody_reads_here_is_left_alone() -> None:
    assert limited("select 1", "oracle", 10, 0) == ("select 1", 0)


def test_one_query_is_told_from_what_changes_something() -> None:
    assert one_query("select 1 limit 5;", "postgresql")
    assert not one_query("delete from orders", "postgresql")
