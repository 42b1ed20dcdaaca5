"""Dates and times that Python has no word for."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from arro3.core import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.data.moments import known_moments

connection = duckdb.connect()


def told(kind: str, *texts: str | None) -> list[Any]:
    rows = " union all ".join(f"select {place} as p, ?::{kind} as x" for place, _ in enumerate(texts))
    table = Table.from_arrow(connection.sql(f"select x from ({rows}) order by p", params=list(texts)))
    return known_moments(table.column("x"), [None] * len(texts))


def test_the_ends_of_time_are_no_null() -> None:
    assert told("date", "infinity", None, "-infinity") == ["infinity", None, "-infinity"]
    assert told("timestamp", "infinity", None, "-infinity") == ["infinity", None, "-infinity"]


@pytest.mark.parametrize(
    "kind", ["date", "timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns", "time", "time_ns"]
)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_moment_is_told_as_duckdb_tells_it(kind: str, data: st.DataObject) -> None:
    years = {
        "date": 5_000_000,
        "timestamp_ns": 200,
        "timestamp_ms": 290_000,
        "timestamp": 290_000,
        "timestamp_s": 290_000,
    }
    days = data.draw(st.integers(-365 * years.get(kind, 0), 365 * years.get(kind, 0)))
    micros = data.draw(st.integers(0, 86_400_000_000 - 1))
    said = f"(timestamp '1970-01-01' + to_microseconds({micros}))"
    made = {
        "date": f"date '1970-01-01' + ({days})::integer",
        "time": f"{said}::time",
        "time_ns": f"('00:00:00.' || lpad({micros % 10**9}::varchar, 9, '0'))::time_ns",
        "timestamp_ns": f"make_timestamp_ns({days * 86_400_000_000_000 + micros * 1_000 + 7})",
    }.get(kind, f"({said} + to_days({days}))::{kind}")
    relation = connection.sql(f"select {made} as x, cast(x as varchar) as said")
    table = Table.from_arrow(relation)
    (wanted,) = table.column("said").to_pylist()
    (got,) = known_moments(table.column("x"), [None])
    assert _trimmed(got) == _trimmed(wanted)


def _trimmed(text: str) -> str:
    return text.rstrip("0") if "." in text else text


def test_what_python_tells_stays_and_single_nanoseconds_are_not_lost() -> None:
    table = Table.from_arrow(connection.sql("select '2024-01-01 00:00:00.000000001'::timestamp_ns as x"))
    assert known_moments(table.column("x"), ["rounded"]) == ["2024-01-01 00:00:00.000000001"]
    table = Table.from_arrow(connection.sql("select '2024-01-01 00:00:00.000001'::timestamp_ns as x"))
    assert known_moments(table.column("x"), ["as it is"]) == ["as it is"]
