from __future__ import annotations

import time
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.refs import Values, bind

EVIL = "x' or '1'='1"
SQL = Values(
    {
        "a": Record(output={"n": 5, "evil": EVIL, "list": [1, 2], "none": None}),
        "q": Record(output=pd.DataFrame({"x": [1]})),
    },
    {"v": "o'hara"},
)


@pytest.mark.parametrize(
    ("sql", "bound", "values"),
    [
        ("select <a.output.n>", "select ?", [5]),
        ("select {{a.evil}}, {{ v }}", "select ?, ?", [EVIL, "o'hara"]),
        ("where name = '<a.output.evil>'", "where name = ?", [EVIL]),
        ("where name = ' {{v}} '", "where name = ?", ["o'hara"]),
        ("like '%<a.output.n>%'", "like ('%' || ? || '%')", ["5"]),
        ("select 'it''s {{v}}'", "select ('it''s ' || ?)", ["o'hara"]),
        ("select '{{v}}{{a.n}}'", "select (? || ?)", ["o'hara", "5"]),
        ("select <a.output.none>", "select ?", [None]),
        ("in <a.output.list>", "in ?", [[1, 2]]),
        ("select '<nobody.output>' + <nobody.output>", "select '<nobody.output>' + <nobody.output>", []),
        ("select 1 -- <a.output.n> it's\n, <a.output.n>", "select 1 -- <a.output.n> it's\n, ?", [5]),
        ("/* '<a.output.n> */ select {{v}}", "/* '<a.output.n> */ select ?", ["o'hara"]),
        ("/* never closed <a.output.n>", "/* never closed <a.output.n>", []),
        ('select "<a.output.n>"', 'select "<a.output.n>"', []),
        ("select $$<a.output.n>$$, $t$ {{v}} $t$", "select $$<a.output.n>$$, $t$ {{v}} $t$", []),
        (r"select e'it\'s <a.output.n>', {{v}}", r"select e'it\'s <a.output.n>', ?", ["o'hara"]),
        ("select 'never closed <a.output.n>", "select 'never closed <a.output.n>", []),
        ("where a < 5 and b > 6", "where a < 5 and b > 6", []),
        ("where a <a.output.n> b", "where a ? b", [5]),
    ],
)
def test_in_sql_a_reference_is_bound_and_never_text(sql: str, bound: str, values: list[Any]) -> None:
    made = bind(sql, SQL)
    assert (made.sql, made.values, made.frames) == (bound, values, {})


def test_a_frame_becomes_a_table() -> None:
    bound = bind("select * from <q.output> join {{q}} using (x) where x = <a.output.n>", SQL)
    assert bound.sql == 'select * from "powa_frame_1" join "powa_frame_2" using (x) where x = ?'
    assert bound.values == [5]
    assert list(bound.frames) == ["powa_frame_1", "powa_frame_2"]


def test_params_fill_the_statements_own_marks_in_order() -> None:
    bound = bind("select ?, <a.output.n>, '?', ? -- ?", SQL, [1, "x"])
    assert (bound.sql, bound.values) == ("select ?, ?, '?', ? -- ?", [1, 5, "x"])
    bound = bind("select $who, $n, $who, '$n', $other", SQL, {"who": "o'hara", "n": 2})
    assert (bound.sql, bound.values) == ("select ?, ?, ?, '$n', $other", ["o'hara", 2, "o'hara"])
    assert bind("select ?, ?", SQL, [1]).values == [1]
    assert bind("select ?", SQL, {"x": 1}).sql == "select ?"


@pytest.mark.parametrize(
    "text", ["/*" * 50_000, "'" + "''" * 50_000, "$a$" * 30_000, "e'\\" * 30_000, '"' * 99_999, "'" * 99_999]
)
def test_no_statement_takes_long_to_read(text: str) -> None:
    began = time.perf_counter()
    bind(text, SQL)
    assert time.perf_counter() - began < 1
