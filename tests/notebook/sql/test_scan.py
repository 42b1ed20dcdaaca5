"""A statement's words."""

from __future__ import annotations

import pytest

from jupyter_powa.notebook.sql.scan import Named, changes, defined, place_of_with, statements, tables, tokens, verb


def named(sql: str) -> list[str]:
    return [".".join(one.parts) for one in tables(tokens(sql))]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select a from b", ["b"]),
        ("select a, b from c, d as e join f on e.x = f.x, g where h in (select i from j)", ["c", "d", "f", "g", "j"]),
        ("from a select b", ["a"]),
        ("select * from main.flights f", ["main.flights"]),
        ("select * from (select * from a) b join (c join d using (x)) on true", ["a", "c", "d"]),
        ('select "from" from "By region"', ["By region"]),
        ("select 'from x' -- from y\n/* from z */ from a", ["a"]),
        ("select * from read_csv('a.csv') r join b on r.x = b.x", ["b"]),
        ("select * from 'a.parquet'", []),
        ("summarize a", ["a"]),
        ("pivot a on b using count(*)", ["a"]),
        ("with x as (select * from a) select * from x", ["a", "x"]),
        ("select e'it\\'s from x', $$ from y $$ from a", ["a"]),
        ("select * from a where b = ? limit 3", ["a"]),
    ],
)
def test_tables_are_found_where_tables_stand(sql: str, expected: list[str]) -> None:
    assert named(sql) == expected


def test_an_alias_is_known_and_what_is_written_to_is_marked() -> None:
    assert list(tables(tokens("insert into t select * from flights as f join airlines a using (carrier)"))) == [
        Named(("t",), None, True),
        Named(("flights",), "f"),
        Named(("airlines",), "a"),
    ]


def test_names_that_a_statement_defines_itself() -> None:
    assert defined(tokens("with A as (select 1), b (x, y) as materialized (select 1, 2) select a as c from b")) == {
        "a",
        "b",
    }


@pytest.mark.parametrize(
    ("sql", "word", "changing"),
    [
        ("select 1", "select", False),
        ("-- words\ninsert into a values (1)", "insert", True),
        ("insert into a values (1) returning *", "insert", False),
        ("with a as (select 1) insert into b select * from a", "insert", True),
        ("with a as (select 1) select * from a", "select", False),
        ("create table a as select 1", "create", True),
        ("from a", "from", False),
        ("explain delete from a", "explain", False),
        ("", "", False),
    ],
)
def test_what_a_statement_does(sql: str, word: str, changing: bool) -> None:
    assert (verb(tokens(sql)), changes(tokens(sql))) == (word, changing)


@pytest.mark.parametrize(
    ("sql", "before"),
    [
        ("select 1", "select 1"),
        ("insert into a select 1", "select 1"),
        ("create table a as with b as (select 1) from b", "with b as (select 1) from b"),
        ("(select 1) union (select 2)", "(select 1) union (select 2)"),
        ("delete from a where b in (select 1)", "delete from a where b in (select 1)"),
        ("copy (from a) to 'x.csv'", "from a) to 'x.csv'"),
    ],
)
def test_where_a_with_may_stand(sql: str, before: str) -> None:
    place = place_of_with(tokens(sql))
    assert place is not None
    assert sql[place.start :] == before


@pytest.mark.parametrize(
    ("sql", "count"), [("", 0), (";", 0), ("select ';'", 1), ("select 1;; -- x", 1), ("select 1; select 2;", 2)]
)
def test_statements_are_counted(sql: str, count: int) -> None:
    assert statements(tokens(sql)) == count
