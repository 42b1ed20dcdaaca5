"""Dates and times as text, also those that Python has no word for: infinite, before Christ, of single nanoseconds."""

from __future__ import annotations

from datetime import date
from typing import Any

CYCLE_DAYS, CYCLE_YEARS = 146_097, 400
"""The Gregorian calendar repeats itself after so many days, which are so many years."""
EPOCH = date(1970, 1, 1).toordinal()
DAY = 86_400
UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
"""How many of a unit are a second."""
ENDLESS = (2**31 - 1, 2**63 - 1)
"""What DuckDB stores for an infinite date and an infinite timestamp; the negative is the other end."""


def known_moments(column: Any, values: list[Any] | None) -> list[Any]:
    """A temporal column's values, those that Python cannot tell as DuckDB's own text.

    `values`: what Python makes of them; None where it fails on one.
    """
    from arro3.core import DataType

    kind = column.type
    numbers: list[int | None] = column.cast(DataType.int64()).to_pylist()
    fine = kind.time_unit == "ns"
    told = [None] * len(numbers) if values is None else values
    for place, number in enumerate(numbers):
        if number is not None and (told[place] is None or (fine and number % 1_000) or number in ENDLESS):
            told[place] = _text(number, kind, DataType)
    return told


def _text(number: int, kind: Any, types: Any) -> Any:
    if types.is_date(kind):  # days, or milliseconds of whole days
        return _endless(number) or _day(number // (DAY * 1_000) if kind == types.date64() else number)
    size = UNITS[kind.time_unit]
    if types.is_time(kind):
        return _time(number, size)
    days, rest = divmod(number, DAY * size)
    return _endless(number) or f"{_day(days)} {_time(rest, size)}{'+00' if kind.tz else ''}"


def _endless(number: int) -> str | None:
    return ("infinity" if number > 0 else "-infinity") if abs(number) in ENDLESS else None


def _day(days: int) -> str:
    cycles, rest = divmod(days + EPOCH - 1, CYCLE_DAYS)
    found = date.fromordinal(rest + 1)
    year = found.year + cycles * CYCLE_YEARS
    return f"{year if year > 0 else 1 - year:04}-{found:%m-%d}{'' if year > 0 else ' (BC)'}"


def _time(number: int, size: int) -> str:
    seconds, part = divmod(number, size)
    fraction = f".{part:0{len(str(size)) - 1}}" if part else ""
    return f"{seconds // 3_600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"
