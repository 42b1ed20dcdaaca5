"""The chart that suits some rows: a bar for each category, a line along time, dots for two numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jupyter_powa.explore.kinds import sort_of
from jupyter_powa.model.data import Rows

FEW, MANY = 2, 50
"""Rows that make a chart; categories beyond which bars are no use."""


def chart(rows: Rows, names: Sequence[str]) -> dict[str, Any] | None:
    """Mark, x, y and colour by the names of columns; None where a table says more than a chart."""
    if len(rows.rows) < FEW or len(names) < 2:
        return None
    kinds = [_kind(rows, place) for place in range(len(names))]
    numbers = [name for name, kind in zip(names, kinds, strict=True) if kind == "number"]
    times = [name for name, kind in zip(names, kinds, strict=True) if kind == "time"]
    texts = [name for name, kind in zip(names, kinds, strict=True) if kind == "text"]
    keys = [name for name in numbers if name.casefold() == "id" or name.casefold().endswith("_id")]
    measures = [name for name in numbers if name not in keys]
    if not measures or len(names) > 4:
        return None
    if times:
        return _made("line", times[0], measures[-1], texts[0] if texts else None)
    if texts:
        different = {row[names.index(texts[0])] for row in rows.rows}
        if len(different) > MANY:
            return None
        return _made("bar", texts[0], measures[-1], texts[1] if len(texts) > 1 else None)
    parts = [name for name in measures if name.casefold() in ("year", "month", "quarter", "week", "day", "hour")]
    if parts and len(measures) > 1:
        return _made("line", parts[0], next(name for name in measures if name != parts[0]), None)
    return _made("point", measures[0], measures[1], None) if len(measures) == 2 else None


def _made(mark: str, x: str, y: str, color: str | None) -> dict[str, Any]:
    return {"mark": mark, "x": x, "y": y, **({"color": color} if color else {})}


def _kind(rows: Rows, place: int) -> str:
    kind = sort_of(rows.columns[place].type).kind
    if kind != "other":
        return kind
    seen = [row[place] for row in rows.rows if row[place] is not None][:20]
    if seen and all(isinstance(value, int | float) and not isinstance(value, bool) for value in seen):
        return "number"
    return "text" if seen and all(isinstance(value, str) for value in seen) else "other"
