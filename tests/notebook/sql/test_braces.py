"""Python values in SQL."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.sql.braces import MOST, Filled, fill

NAMES = {
    "x": 3,
    "name": "O'Brien; drop table a",
    "ids": [1, 2],
    "none": [],
    "day": datetime.date(2013, 1, 1),
    "column": 'odd "name"',
    "orders": pd.DataFrame({"a": [1, 2, 3]}),
    "series": pd.Series([1, 3]),
    "info": {"limit": 5},
    "print": print,
}


def filled(sql: str) -> tuple[str, list[object]]:
    done = fill(sql, NAMES)
    return done.sql, done.values


@pytest.mark.parametrize(
    ("sql", "made", "values"),
    [
        ("select {x}", "select ?", [3]),
        ("select {x + 1}, { info['limit'] }", "select ?, ?", [4, 5]),
        ("select {'}'}", "select ?", ["}"]),
        ("select {name}", "select ?", [NAMES["name"]]),
        ("select '{name}'", "select ?", [NAMES["name"]]),
        ("select '{name}%', '%{x}%'", "select ?, ?", ["O'Brien; drop table a%", "%3%"]),
        ("select a in {ids}, a in ({ids})", "select a in (?, ?), a in (?, ?)", [1, 2, 1, 2]),
        ("select a in ({x}, {x})", "select a in (?, ?)", [3, 3]),
        ("select a not in {none}", "select a not in (select null where 1 = 0)", []),
        ("select a in {series}, a in {np}", "select a in (?, ?), a in (?)", [1, 3, 7]),
        ("select {ids}", "select ?", [[1, 2]]),
        ("select {column!i} from {['a', 'b']!i}", 'select "odd ""name""" from "a", "b"', []),
        ("select {{x}}, '{{x}}'", "select {x}, '{x}'", []),
        ("select {'a': 1, b: {x}}, {}, map {1: 2}", "select {'a': 1, b: ?}, {}, map {1: 2}", [3]),
        ("select {'a': {'b': {x}}}", "select {'a': {'b': ?}}", [3]),
        ("select '{\"a\": 1}', '{1,2}', '\\d{3}'", "select '{\"a\": 1}', '{1,2}', '\\d{3}'", []),
        ('select "{x}" -- {x}\n/* {x} */', 'select "{x}" -- {x}\n/* {x} */', []),
        ("select $${x}$$, e'{x}'", "select $${x}$$, e'{x}'", []),
        ("select date '{day}'", "select cast(? as date)", [NAMES["day"]]),
    ],
)  # fmt: skip
def test_a_value_is_bound_and_everything_else_stays(sql: str, made: str, values: list[object]) -> None:
    done = fill(sql, {**NAMES, "np": np.array([7])})
    assert (done.sql, done.values) == (made, values)


def test_a_frame_in_braces_is_a_table() -> None:
    done = fill("select * from {orders[orders.a > 1]} t", NAMES)
    ((name, frame),) = done.frames.items()
    assert done.sql == f'select * from "{name}" t'
    assert frame.a.tolist() == [2, 3]
    (other,) = fill("from {pl}", {"pl": pl.DataFrame({"b": [1]})}).frames.values()
    assert other.columns == ["b"]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select {nope}", "NameError: name 'nope' is not defined"),
        ("select '{nope}'", "NameError"),
        ("select {1 / 0}", "ZeroDivisionError"),
        ("select {print}", "a database has no value for"),
        ("select {x +}", "holds no Python expression"),
        ("select {x", "holds no Python expression"),
        ("select {x!r}", "no `!r`"),
        ("select {x!i}", "must be a name or a list of names, not 3"),
        ("select a in {range(20_000)}", "there may be 10,000"),
    ],
)
def test_what_has_no_value_is_told(sql: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words.replace("(", r"\(")):
        fill(sql, NAMES)


def test_as_many_values_as_there_may_be() -> None:
    assert len(fill("select a in {range(most)}", {"most": MOST}).values) == MOST


@given(st.text())
def test_no_text_becomes_part_of_a_statement(text: str) -> None:
    assert fill("select {text}, '{text}', '{text}!'", {"text": text}) == Filled(
        "select ?, ?, ?", [text, text, f"{text}!"], {}
    )


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), min_size=1, max_size=20))
async def test_an_identifier_is_that_name_and_nothing_else(name: str) -> None:
    database = await LocalDatabases(":memory:").open(None, {})
    page = await database.page(fill("select 1 as {name!i}", {"name": name}).sql)
    assert [column.name for column in page.columns] == [name]
