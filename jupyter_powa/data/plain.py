"""Rows in plain JSON values, for readers that know no Arrow."""

from __future__ import annotations

import decimal
import json
from typing import Any

from jupyter_powa.data.encode import MAX_SIZE, preview
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
    """A column's values; DuckDB's integers of 128 bits come as decimals."""
    column = page.arrow.column(place)
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):  # a date that Python has no word for
        values = [_cell(column, row) for row in range(page.arrow.num_rows)]
    if page.columns[place].type in ("HUGEINT", "UHUGEINT"):
        return [int(value) if isinstance(value, decimal.Decimal) else value for value in values]
    return values


def _cell(column: Any, row: int) -> Any:
    try:
        return column[row].as_py()
    except (ValueError, OverflowError):
        return "[out of range]"
