"""Statements laid out for people."""

from __future__ import annotations

import json
import logging

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.explore.dialect import DUCKDB, dialect_of
from jupyter_powa.explore.formatted import FormatForm, format, formatted, same_tree
from jupyter_powa.explore.look import Look


def test_a_query_is_laid_out_with_its_comments() -> None:
    made, note = formatted("select a, -- first\n b /* second */ from t where x=1; ", DUCKDB)
    assert note is None
    assert made == "SELECT\n  a, /* first */\n  b /* second */\nFROM t\nWHERE\n  x = 1;"


@pytest.mark.parametrize(
    ("kind", "sql", "words"),
    [
        ("duckdb", "select <Input.output.x>", "line 1"),
        ("duckdb", "select (", "line 1"),
        ("duckdb", "create table t (a int); -- done", "comment"),
        ("postgresql", "vacuum t", "this kind"),
    ],
)
def test_what_cannot_be_laid_out_stays_as_it_is_with_a_word_why(kind: str, sql: str, words: str) -> None:
    made, note = formatted(sql, dialect_of(kind))
    assert made == sql
    assert words in str(note)


def test_each_dialect_keeps_its_own_words() -> None:
    assert formatted("select `a b` from t limit 3", dialect_of("mariadb"))[0] == "SELECT\n  `a b`\nFROM t\nLIMIT 3"
    assert "->>" in formatted("select b->>'x' from t", dialect_of("postgresql"))[0]


async def test_duckdb_itself_is_asked_whether_it_still_means_the_same(databases: LocalDatabases) -> None:
    look = Look(databases, databases)
    for sql in (
        "select x::int from t",
        "from t select a order by all",
        "select count(*) filter (a > 1) from t",
        "no sql",
    ):
        (piece,) = [one async for one in format(look, FormatForm(sql=sql))]
        assert (piece.told["sql"] == sql) == (piece.told["note"] is not None)


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", '"C d"', "1", "'it''s'", "null", "t.a", "-1", "1.50", "date '2020-01-01'", "[1, 2]"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "*", "||", "=", "<>", "and", "or", "is not distinct from"]), inner).map(
            lambda one: f"({one[0]} {one[1]} {one[2]})"
        ),
        inner.map(lambda one: f"not ({one})"),
        inner.map(lambda one: f"coalesce({one}, 1)"),
        inner.map(lambda one: f"({one})::varchar"),
        inner.map(lambda one: f"case when {one} then 1 else 2 end"),
        inner.map(lambda one: f"sum({one}) over (partition by a order by b rows between 1 preceding and current row)"),
        inner.map(lambda one: f"({one}) in (select a from t)"),
        inner.map(lambda one: f"({one} between 1 and 2)"),
    ),
    max_leaves=6,
)
QUERIES = st.builds(
    "{}select {} as x, {} from t {} where {} group by all {}".format,
    st.sampled_from(["", "with w as (select 1 as z) ", "/* head */ ", "-- head\n"]),
    EXPRESSIONS,
    EXPRESSIONS,
    st.sampled_from(["", "join u using (a)", "left join u on t.a = u.b", ", lateral (select t.a as k) l"]),
    EXPRESSIONS,
    st.sampled_from(
        ["", "order by x desc nulls last", "limit 3", "qualify row_number() over () = 1", "union select 1, 2"]
    ),
)


@settings(max_examples=40, deadline=None)
@given(QUERIES)
def test_what_was_laid_out_means_what_it_meant(sql: str) -> None:
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    made, note = formatted(sql, DUCKDB)
    assert (made == sql) if note else True
    connection = duckdb.connect()
    trees = []
    for one in (sql, made):
        (text,) = connection.execute("select json_serialize_sql(?, skip_null := true)", [one]).fetchone() or ("",)
        trees.append(same_tree(json.loads(text)))
    assume(not trees[0].get("error"))
    assert trees[0] == trees[1]
