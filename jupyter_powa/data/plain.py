"""Rows in plain JSON values, for readers that know no Arrow."""

from __future__ import annotations

import json
import math
from typing import Any

from jupyter_powa.data.encode import MAX_SIZE, preview
from jupyter_powa.data.moments import known_moments
from jupyter_powa.model.data import Page, Rows


def plain(page: Page) -> Rows:
    """The rows in plain JSON values, as many of them as fit into one answer."""
    cells = [_cells(page, place) for place in range(len(page.columns))]
    rows: list[list[Any]] = []
    room = MAX_SIZE
    for values in zip(*cells, strict=True):
        row = [preview(value) for value in values]
        room -= len(json.dumps(row, default=str))
        if rows and room < 0:
            return Rows(columns=page.columns, rows=rows, more=True)
        rows.append(row)
    return Rows(columns=page.columns, rows=rows, more=page.more)


def _cells(page: Page, place: int) -> list[Any]:
    """A column's values; what JSON cannot tell is text."""
    from arro3.core import DataType

    column = page.arrow.column(place)
    if DataType.is_temporal(column.type):
        return known_moments(column, _values(column))
    values: list[Any] = column.to_pylist()
    if page.columns[place].type in ("HUGEINT", "UHUGEINT"):
        return [None if value is None else int(value) for value in values]
    if DataType.is_floating(column.type):
        return [value if value is None or math.isfinite(value) else _endless(value) for value in values]
    return values


def _values(column: Any) -> list[Any]:
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):  # one that Python has no word for fails them all
        values = [_value(column, row) for row in range(len(column))]
    return values


def _value(column: Any, row: int) -> Any:
    try:
        return column[row].as_py()
    except (ValueError, OverflowError):
        return None


def _endless(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
