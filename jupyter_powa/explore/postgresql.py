"""What PostgreSQL's statistics say of a column: it keeps a sample's frequent values, and bounds of equal shares."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from jupyter_powa.explore.axis import axis_of
from jupyter_powa.explore.kinds import Looked, number
from jupyter_powa.model.explore import Bin, Top

POSTGRESQL = """
select attname as name, null_frac as nulls, n_distinct as different,
  cast(to_json(cast(cast(most_common_vals as text) as text[])) as text) as frequent,
  cast(to_json(most_common_freqs) as text) as shares,
  cast(to_json(cast(cast(histogram_bounds as text) as text[])) as text) as bounds
from pg_stats where schemaname = coalesce(?, current_schema()) and tablename = ?"""

TOLD = 10
"""Frequent values that are told."""


def from_postgresql(
    found: Sequence[dict[str, Any]], rows: int, fields: Sequence[Looked], bins: int
) -> Iterator[tuple[Looked, dict[str, Any]]]:
    """The facts of each column that `ANALYZE` has looked at, as `Fact` takes them."""
    by_name = {row["name"]: row for row in found}
    for one in fields:
        if (row := by_name.get(one.name)) is None:
            continue
        frequent = list(zip(json.loads(row["frequent"] or "[]"), json.loads(row["shares"] or "[]"), strict=True))
        different = float(row["different"])
        facts: dict[str, Any] = {
            "nulls": round(float(row["nulls"]) * rows),
            "distinct": round(different if different >= 0 else -different * rows) or None,
        }
        if one.sort.kind in ("text", "boolean"):
            facts["top"] = [Top(value=_value(one, text), count=round(share * rows)) for text, share in frequent[:TOLD]]
        elif one.sort.kind in ("number", "time"):
            facts |= _drawn(one, row, rows, frequent, bins)
        yield one, facts


def _value(one: Looked, text: str) -> Any:
    return text == "t" if one.sort.kind == "boolean" else text


def _drawn(one: Looked, row: dict[str, Any], rows: int, frequent: list[tuple[str, float]], bins: int) -> dict[str, Any]:
    """The bounds, and bars that have as much as the shares that fall into them."""
    bounds = json.loads(row["bounds"] or "[]")
    texts = {number(text, one): text for text in (*bounds, *(text for text, _ in frequent))}
    texts.pop(None, None)
    if not texts:
        return {}
    low, high = min(texts), max(texts)
    told = {"low": _said(one, texts[low], low), "high": _said(one, texts[high], high)}
    if (axis := axis_of(one.sort, low, high, bins)) is None:
        return told
    spots = [(number(text, one), share * rows) for text, share in frequent]
    rest = rows * (1 - float(row["nulls"]) - sum(share for _, share in frequent))
    ends = [number(text, one) for text in bounds]
    made = []
    for bar in axis.bins({}):
        begin, end = number(bar.low, one), number(bar.high, one)
        count = sum(weight for at, weight in spots if at is not None and begin <= at < end)
        if len(ends) > 1:
            share = rest / (len(ends) - 1)
            count += sum(share * _part(a, b, begin, end) for a, b in pairwise(ends))
        made.append(Bin(low=bar.low, high=bar.high, count=round(count)))
    return {**told, "bins": made}


def _part(a: float, b: float, begin: float, end: float) -> float:
    """How much of the stretch from a to b lies between the bounds of a bar."""
    if b <= a:
        return 1.0 if begin <= a < end else 0.0
    return max(0.0, min(b, end) - max(a, begin)) / (b - a)


def _said(one: Looked, text: str, value: Any) -> Any:
    return value if one.sort.kind == "number" else text
