"""Rows of a small answer as plain Python values."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from typing import Any

from jupyter_powa.data.base import Database, Progress
from jupyter_powa.data.encode import preview


async def rows_of(
    database: Database, sql: str, values: Sequence[Any] = (), *, limit: int = 10_000, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """The rows of a query, each by its columns' names; numbers of any size are numbers, endless ones too."""
    page = await database.page(sql, values, limit=limit, progress=progress)
    names = [column.name for column in page.columns]
    columns = [page.arrow.column(place).to_pylist() for place in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def told(value: Any) -> Any:
    """A value as JSON has it: a decimal is a number where a float holds all of its digits."""
    if isinstance(value, decimal.Decimal):
        if value == value.to_integral_value():
            return preview(int(value))
        return float(value) if decimal.Decimal(repr(float(value))) == value else str(value)
    return preview(value)
