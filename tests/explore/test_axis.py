"""An axis of a histogram."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jupyter_powa.explore.axis import Axis, axis_of, counted
from jupyter_powa.explore.dialect import DUCKDB
from jupyter_powa.explore.kinds import Looked as Column
from jupyter_powa.explore.kinds import number, sort_of


@pytest.mark.parametrize(
    ("type", "low", "high", "bounds"),
    [
        ("INTEGER", 0, 999, (20, 0, 50, 1000)),
        ("INTEGER", -3, 5, (9, -3, -2, 6)),
        ("DOUBLE", 0.1, 0.93, (17, 0.1, 0.15, 0.95)),
        ("DECIMAL(3,2)", 1.5, 1.5, (1, 1.5, 1.5, 1.5)),
        ("UBIGINT", 0, 2**64 - 1, (19, 0, 10**18, 19 * 10**18)),
        ("TIMESTAMP", 1577836800, 1677836800, (20, "2020-01-01 00:00:00", "2020-03-01 00:00:00",
                                               "2023-05-01 00:00:00")),
        ("DATE", 1420070400, 1420070400 + 5 * 86400, (6, "2015-01-01", "2015-01-02", "2015-01-07")),
        ("DATE", 1420070400, 1420070400 + 99 * 86400, (15, "2014-12-29", "2015-01-05", "2015-04-13")),
        ("TIME", 0, 86399, (12, "00:00:00", "02:00:00", "24:00:00")),
        ("TIMESTAMP WITH TIME ZONE", 0, 0.31, (16, "1970-01-01 00:00:00+00:00", "1970-01-01 00:00:00.020000+00:00",
                                              "1970-01-01 00:00:00.320000+00:00")),
    ],
)  # fmt: skip
def test_bars_stand_between_bounds_that_people_would_choose(type: str, low: Any, high: Any, bounds: Any) -> None:
    axis = axis_of(sort_of(type), low, high, 20)
    assert axis is not None
    assert (axis.count, axis.bound(0), axis.bound(1), axis.bound(axis.count)) == bounds


@pytest.mark.parametrize(
    ("low", "high"), [(None, None), (float("-inf"), 1.0), (0.0, float("nan")), (-1.7e308, 1.7e308), (0.0, 5e-324)]
)
def test_what_has_no_ends_has_no_axis(low: Any, high: Any) -> None:
    assert axis_of(sort_of("DOUBLE"), low, high, 20) is None
    assert axis_of(sort_of("TIMESTAMP"), 0, 1e15, 20) is None


VALUES: dict[str, Any] = {
    "DOUBLE": st.floats(-1e12, 1e12) | st.decimals(-5, 5, places=1).map(float),
    "DECIMAL(12,3)": st.decimals(-(10**6), 10**6, places=3),
    "INTEGER": st.integers(-(2**31), 2**31 - 1) | st.integers(-9, 9),
    "BIGINT": st.integers(-(2**63), 2**63 - 1),
    "UBIGINT": st.integers(0, 2**64 - 1),
    "TIMESTAMP": st.datetimes(),
    "DATE": st.dates(),
}


@settings(max_examples=150, deadline=None)
@given(
    made=st.sampled_from(sorted(VALUES)).flatmap(
        lambda type: st.tuples(st.just(type), st.lists(VALUES[type], min_size=1, max_size=30))
    ),
    most=st.integers(1, 40),
)
@example(made=("DOUBLE", [0.3, 0.7, 0.29, 0.58, 1.1, 0.1]), most=12)
def test_each_value_is_counted_in_the_bar_whose_bounds_it_lies_between(made: tuple[str, list[Any]], most: int) -> None:
    type, values = made
    connection = duckdb.connect()
    connection.execute(f"create table t (x {type})")
    connection.executemany("insert into t values (?)", [[value] for value in values])
    ends = (
        "min(x), max(x)"
        if type not in ("TIMESTAMP", "DATE")
        else "epoch_us(min(x)) * 0.000001, epoch_us(max(x)) * 0.000001"
    )
    low, high = connection.execute(f"select {ends} from t").fetchall()[0]
    axis = axis_of(sort_of(type), low, high, most)
    if axis is None:
        assert type in ("TIMESTAMP", "DATE", "DOUBLE")
        return
    assert 1 <= axis.count <= most
    found = connection.execute(f"select {axis.place('x', DUCKDB)} as b, count(*) from t group by 1").fetchall()
    bins = axis.bins(counted(found))
    assert sum(one.count for one in bins) == len(values)
    if type == "BIGINT" and float(axis.width) * axis.count >= 2**62:
        return  # beyond what a float can tell apart
    for place, one in enumerate(bins):
        closed = "<=" if place == len(bins) - 1 else "<"
        low_text, high_text = (DUCKDB.literal(bound) for bound in (one.low, one.high))
        if type in ("TIMESTAMP", "DATE"):
            low_text, high_text = f"cast({low_text} as {type})", f"cast({high_text} as {type})"
        sql = f"select count(*) from t where x >= {low_text} and x {closed} {high_text}"
        assert connection.execute(sql).fetchone() == (one.count,)


def test_what_lies_beyond_the_ends_is_counted_at_the_ends() -> None:
    axis = Axis(sort_of("INTEGER"), 0, 10, 3)  # type: ignore[arg-type]
    assert [one.count for one in axis.bins({-5: 1, 0: 1, 2: 1, 3: 4, 99: 1})] == [2, 0, 6]
    assert counted([(None, 3), (float("nan"), 1), (1.0, 2), (1.0, 1)]) == {1: 3}


def test_a_time_is_a_number_of_seconds() -> None:
    column = Column("a", "TIMESTAMP", sort_of("TIMESTAMP"))
    assert number("1970-01-02 00:00:01.5", column) == 86401.5
    assert number("1970-01-01 01:00:00+01", column) == 0
    assert number("infinity", column) is None
    assert number("01:00:00", Column("a", "TIME", sort_of("TIME"))) == 3600
