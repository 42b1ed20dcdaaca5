"""Rows as plain JSON values."""

from __future__ import annotations

import json
from typing import Any

import duckdb
from arro3.core import Table

from jupyter_powa.data.encode import MAX_SIZE
from jupyter_powa.data.plain import plain
from jupyter_powa.model.data import Column, Page

connection = duckdb.connect()


def page(sql: str, **more: Any) -> Page:
    relation = connection.sql(sql)
    columns = [Column(name=name, type=str(kind)) for name, kind in zip(relation.columns, relation.types, strict=True)]
    return Page(columns=columns, arrow=Table.from_arrow(relation), **more)


def test_what_json_cannot_say_is_text_and_null_stays_null() -> None:
    rows = plain(page("select unnest(['nan', 'inf', '-inf', null, '0.5']::double[]) as x")).rows
    assert rows == [["NaN"], ["Infinity"], ["-Infinity"], [None], [0.5]]
    json.dumps(rows, allow_nan=False)


def test_one_date_out_of_range_does_not_hide_the_others() -> None:
    rows = plain(page("select unnest(['12024-01-01', null, '2024-01-01', 'infinity']::date[]) as x")).rows
    assert rows == [["12024-01-01"], [None], ["2024-01-01"], ["infinity"]]


def test_a_sum_that_a_browser_keeps_exactly_is_a_number() -> None:
    relation = page("select '12' as x, null as y")
    relation.columns = [Column(name="x", type="HUGEINT"), Column(name="y", type="HUGEINT")]
    assert plain(relation).rows == [[12, None]]


def test_rows_that_do_not_fit_are_left_out_and_that_is_said() -> None:
    made = plain(page(f"select repeat('x', {MAX_SIZE // 10}) as x from range(30)"))
    assert 5 < len(made.rows) < 30
    assert made.more
