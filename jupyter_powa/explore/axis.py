"""An axis for a column's histogram: bars between nice bounds, of numbers or of the calendar, as SQL counts them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jupyter_powa.explore.dialect import Dialect
from jupyter_powa.explore.kinds import Sort
from jupyter_powa.model.explore import Bin

EXACT = 2**53
"""Whole numbers up to here are exact in a float (IEEE 754)."""

MICRO = 1_000_000
DAY = 86_400
MONDAY = 4 * DAY
"""Seconds from the beginning of 1970, a Thursday, to its first Monday."""
SECONDS = (
    *(Fraction(factor, 10**power) for power in range(6, 0, -1) for factor in (1, 2, 5)),
    *map(Fraction, (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200)),
    *map(Fraction, (DAY, 2 * DAY, 7 * DAY, 14 * DAY)),
)
"""The widths that clocks and weeks have."""
MONTHS = (1, 2, 3, 6, *(12 * factor * 10**power for power in range(4) for factor in (1, 2, 5)))


@dataclass(frozen=True)
class Axis:
    """`count` bars, each `width` wide, from `start` on; times are in seconds or (`months`) in months."""

    sort: Sort
    start: Fraction
    width: Fraction
    count: int
    months: bool = False

    def place(self, column: str, dialect: Dialect) -> str:
        """The SQL that gives the number of a value's bar, from 0; what lies at the end may be given the next one."""
        if self.count == 1:
            return f"case when {column} is not null then 0 end"
        if self.sort.kind == "time":
            return self._time(column, dialect)
        if not self.sort.whole:
            return self._fraction(column, dialect)
        if (reach := self.width * self.count) >= EXACT or abs(self.start) >= EXACT:
            if not dialect.bigger or self.start + reach >= 2**126:
                return f"floor((cast({column} as {dialect.double}) - {float(self.start)!r}) / {float(self.width)!r})"
            column = f"cast({column} as {dialect.bigger})"
        elif self.sort.wide:
            column = f"cast({column} as {dialect.bigger or dialect.double})"
        elif dialect.sqlglot == "duckdb":
            column = f"cast({column} as bigint)"
        return dialect.divided(f"({column} - ({int(self.start)}))", int(self.width))

    def _fraction(self, column: str, dialect: Dialect) -> str:
        """Held against the bounds themselves: a division alone puts 0.3 into the bar before 0.3."""
        value = f"cast({column} as {dialect.double})"
        by, over = self.width.numerator, self.width.denominator
        first = int(self.start / self.width)
        rough = f"floor({value} * {over}e0 / {by}e0)"
        low, high = f"{rough} * {by}e0 / {over}e0", f"({rough} + 1) * {by}e0 / {over}e0"
        mended = f"case when {value} >= {high} then {rough} + 1 when {value} < {low} then {rough} - 1 else {rough} end"
        return f"{mended} - ({first}e0)"

    def _time(self, column: str, dialect: Dialect) -> str:
        if self.months:
            number = dialect.months(dialect.utc(column) if self.sort.zoned else column)
            return f"floor(({number} - {int(self.start)}) / {int(self.width)}e0)"
        if dialect.sqlglot == "duckdb":  # in whole microseconds, so that no bound is missed
            return f"(epoch_us({column}) - ({int(self.start * MICRO)})) // {int(self.width * MICRO)}"
        return f"floor(({dialect.seconds(column)} - {_number(self.start)}) / {_number(self.width)})"

    def bound(self, number: int) -> Any:
        """The lower bound of a bar: a number, or a time as ISO says it."""
        value = self.start + number * self.width
        if self.sort.kind == "number":
            return int(value) if self.sort.whole or (value.denominator == 1 and abs(value) < EXACT) else float(value)
        if self.months:
            return self._moment(datetime.datetime(int(value // 12), int(value % 12) + 1, 1))
        if self.sort.unit == "clock":
            if value >= DAY:
                return "24:00:00"
            return self._moment(_moment(value)).partition(" ")[2]
        return self._moment(_moment(value))

    def _moment(self, moment: datetime.datetime) -> str:
        if self.sort.unit == "day":
            return moment.date().isoformat()
        return moment.isoformat(" ") + ("+00:00" if self.sort.zoned else "")

    def bins(self, counts: Mapping[int, int]) -> list[Bin]:
        """The bars, of what `place` gave and how often; the ends take what lies beyond them."""
        sums = [0] * self.count
        for place, count in counts.items():
            sums[min(max(place, 0), self.count - 1)] += count
        return [Bin(low=self.bound(n), high=self.bound(n + 1), count=count) for n, count in enumerate(sums)]


def axis_of(sort: Sort, low: Any, high: Any, most: int) -> Axis | None:
    """An axis of at most `most` bars from the smallest to the largest value: numbers, or seconds since 1970.

    None where there is nothing to draw: no values, infinite ones, years that Python has no word for.
    """
    if low is None or high is None or not math.isfinite(low) or not math.isfinite(high):
        return None
    first, last = Fraction(low), Fraction(high)
    try:
        made = _times(sort, first, last, most) if sort.kind == "time" else _numbers(sort, first, last, most)
        if made is not None:
            made.bound(0), made.bound(made.count)
        return made
    except (ValueError, OverflowError):
        return None


def _numbers(sort: Sort, low: Fraction, high: Fraction, most: int) -> Axis | None:
    if sort.whole and high - low < most:
        return Axis(sort, low, Fraction(1), int(high - low) + 1)
    if low == high:
        return Axis(sort, low, Fraction(0), 1)
    power = math.floor(math.log10(float(high - low) / most)) - 1
    for step in (Fraction(factor) * Fraction(10) ** (power + more) for more in range(4) for factor in (1, 2, 5)):
        if sort.whole and step.denominator != 1:
            continue
        first = low // step
        count = int((high // step if sort.whole else -(-high // step)) - first) + (1 if sort.whole else 0)
        if count <= most:
            return Axis(sort, first * step, step, max(count, 1))
    return Axis(sort, low, high - low + (1 if sort.whole else 0), 1)  # one bar, across zero


def _times(sort: Sort, low: Fraction, high: Fraction, most: int) -> Axis | None:
    for step in SECONDS:
        if sort.unit == "day" and step < DAY:
            continue
        shift = MONDAY if step >= 7 * DAY else 0
        first = (low - shift) // step
        if (count := int((high - shift) // step - first) + 1) <= most:
            return Axis(sort, first * step + shift, step, count)
    begin, end = _months(low), _months(high)
    for months in MONTHS:
        if (count := end // months - begin // months + 1) <= most:
            start = max(begin // months * months, 12)  # before the year 1 there is none
            return Axis(sort, Fraction(start), Fraction(months), count, months=True)
    return None


def _moment(seconds: Fraction) -> datetime.datetime:
    micros = int(seconds * MICRO)
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=micros)


def _months(seconds: Fraction) -> int:
    moment = _moment(seconds)
    return moment.year * 12 + moment.month - 1


def _number(value: Fraction) -> str:
    return f"{int(value)}e0" if value.denominator == 1 else repr(float(value))


def counted(rows: Iterable[tuple[Any, Any]]) -> dict[int, int]:
    """Places and their counts as `bins` takes them; the place of a null is none."""
    out: dict[int, int] = {}
    for place, count in rows:
        if place is not None and math.isfinite(place):
            out[int(place)] = out.get(int(place), 0) + int(count)
    return out
