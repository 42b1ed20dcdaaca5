"""Rows that a driver gave, as Arrow: each column in the type that its values have, or as text without loss."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Sequence
from typing import Any

DIGITS = 38
"""Digits of Arrow's decimals of 128 bits (Arrow's format)."""


def table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
    """The rows as an Arrow table (arro3)."""
    from arro3.core import Array, DataType, Field, Schema, Table

    columns = [_column([row[place] for row in rows]) for place in range(len(names))]
    fields = [Field(name, column.type, nullable=True) for name, column in zip(names, columns, strict=True)]
    if not rows:
        columns = [Array([], type=DataType.utf8()) for _ in names]
        fields = [Field(name, DataType.utf8(), nullable=True) for name in names]
    return Table.from_arrays(columns, schema=Schema(fields))


def _column(values: list[Any]) -> Any:
    from arro3.core import Array, DataType

    kinds = {type(value) for value in values if value is not None}
    plain = {bool: DataType.bool(), int: DataType.int64(), float: DataType.float64(), bytes: DataType.binary()}
    try:
        if len(kinds) == 1 and (kind := next(iter(kinds))) in plain:
            return Array(values, type=plain[kind])
        if kinds == {int, float}:
            return Array([None if value is None else float(value) for value in values], type=DataType.float64())
        if len(kinds) == 1 and (target := _target(next(iter(kinds)), values)) is not None:
            return Array([None if value is None else _written(value) for value in values], type=DataType.utf8()).cast(
                target
            )
    except Exception:  # arro3's own errors are plain ones: an integer of 65 bits, a year that it has no word for
        kinds = set()
    return Array([None if value is None else said(value) for value in values], type=DataType.utf8())


def _target(kind: type, values: list[Any]) -> Any:
    """The Arrow type of values of one Python type that arro3 makes from text; None for any other."""
    from arro3.core import DataType

    given = [value for value in values if value is not None]
    if kind is datetime.date:
        return DataType.date32()
    if kind is datetime.datetime:
        zoned = {value.tzinfo is not None for value in given}
        return None if len(zoned) > 1 else DataType.timestamp("us", **({"tz": "UTC"} if zoned == {True} else {}))
    if kind is datetime.time and all(value.tzinfo is None for value in given):
        return DataType.time64("us")
    if kind is decimal.Decimal and all(value.is_finite() for value in given):
        scale = max(max(0, -int(value.as_tuple().exponent)) for value in given)
        whole = max(value.adjusted() + 1 for value in given)
        return DataType.decimal128(DIGITS, scale) if max(whole, 1) + scale <= DIGITS else None
    return None


def _written(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    return f"{value:f}" if isinstance(value, decimal.Decimal) else value.isoformat()


def said(value: Any) -> str:
    """A value in words, for what Arrow has no type for here."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=said)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
