"""A view as SQL, bound and written: both give the same rows, whatever the values are."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import DUCKDB, dialect_of
from jupyter_powa.explore.statement import selected, source, statement, written
from jupyter_powa.model.explore import Filter, Relation, View


def view(**more: Any) -> View:
    return View.model_validate({"relation": {"table": ["main", "t"]}, **more})


def test_a_users_own_statement_stays_as_it_is() -> None:
    sql = "select 1 -- as it was\n;"
    assert statement(View(relation=Relation(sql=sql))).sql == sql
    assert source(Relation(sql=sql)) == '(select 1 -- as it was\n) as "q"'


def test_filters_orders_and_columns_are_the_databases_work() -> None:
    made = statement(
        view(
            filters=[
                {"column": "a", "operator": "between", "values": [1, 2]},
                {"column": 'b"', "operator": "contains", "values": ["50%_!"]},
                {"column": "c", "operator": "in", "values": ["x", None]},
                {"column": "d", "operator": "is_not_null"},
            ],
            orders=[{"column": "a", "descending": True}],
            columns=["a", "c"],
        )
    )
    assert made.sql == (
        'select "a", "c" from "main"."t" where "a" between ? and ? '
        'and lower(cast("b""" as varchar)) like ? escape \'!\' and ("c" in (?) or "c" is null) '
        'and "d" is not null order by "a" desc nulls last'
    )
    assert made.values == [1, 2, "%50!%!_!!%", "x"]


def test_something_else_can_be_asked_of_the_same_rows() -> None:
    made = selected(view(filters=[{"column": "a", "values": [3]}]), "count(*)", behind=" limit 1")
    assert made == ('select count(*) from "main"."t" where "a" = ? limit 1', [3])


def test_each_kind_of_database_writes_in_its_own_way() -> None:
    one = view(orders=[{"column": "a"}], filters=[{"column": "a", "values": ["o'\\"]}])
    assert written(one, dialect_of("mariadb")) == (
        "select * from `main`.`t` where `a` = 'o''\\\\' order by `a` is null, `a`"
    )
    assert written(one, dialect_of("postgresql")).endswith("'o''\\' order by \"a\" nulls last")


def test_a_value_that_no_column_can_have_is_told() -> None:
    with pytest.raises(BlockError, match="filter on a"):
        written(view(filters=[{"column": "a", "values": [{"x": 1}]}]))
    with pytest.raises(BlockError, match="takes a text"):
        statement(view(filters=[{"column": "a", "operator": "contains", "values": [3]}]))


VALUES = {
    "n": st.integers(-(2**62), 2**62) | st.none(),
    "f": st.floats(allow_nan=False) | st.none(),
    "s": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    "d": st.dates().map(str),
    "b": st.booleans(),
}


@st.composite
def filters(draw: st.DrawFn) -> dict[str, Any]:
    column = draw(st.sampled_from(sorted(VALUES)))
    operators = ["=", "!=", "<", ">=", "between", "in", "is_null"]
    operator = draw(st.sampled_from([*operators, *(["contains", "starts_with", "ends_with"] if column == "s" else [])]))
    count = {"is_null": 0, "between": 2, "in": 3}.get(operator, 1)
    values = [draw(VALUES[column]) for _ in range(count)]
    return {"column": column, "operator": operator, "values": values}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(filters(), max_size=3),
    st.lists(st.tuples(*(VALUES[name] for name in sorted(VALUES))), min_size=3, max_size=12),
)
def test_the_written_form_gives_the_rows_of_the_bound_one(made: list[dict[str, Any]], rows: list[Any]) -> None:
    connection = duckdb.connect()
    connection.execute("create table t (b boolean, d date, f double, n bigint, s varchar)")
    connection.executemany("insert into t values (?, ?, ?, ?, ?)", rows)
    one = view(filters=made)
    bound = statement(one, DUCKDB)
    assert connection.execute(bound.sql, bound.values).fetchall() == connection.execute(written(one)).fetchall()


@pytest.mark.parametrize(
    ("sql", "values", "wanted"),
    [
        ("select ?, '?', \"?\", ? -- ?", [1, "o'"], "select 1, '?', \"?\", 'o''' -- ?"),
        ("select $$?$$, $a$ ? $a$, /* ? */ ?", [None], "select $$?$$, $a$ ? $a$, /* ? */ null"),
        ("select ?, ?", [2.5], "select 2.5, ?"),
    ],
)
def test_values_of_a_users_statement_are_written_where_they_belong(sql: str, values: list[Any], wanted: str) -> None:
    one = View(relation=Relation(sql=sql, values=values))
    assert written(one) == wanted
    assert statement(one) == (sql, values)
    filtered = one.model_copy(update={"filters": [Filter(column="a", values=[3])]})
    assert statement(filtered).values == [*values, 3]
