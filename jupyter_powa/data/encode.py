"""How values leave the kernel: a bounded preview in plain JSON values; frames become their first rows."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import math
import pathlib
import sys
import uuid
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

SAFE_INTEGER = 2**53 - 1
"""Largest integer that a browser keeps exactly (ECMAScript, Number.MAX_SAFE_INTEGER); larger ones travel as text."""
MAX_TEXT = 1_000_000
"""Longest text in a preview, in characters (guarantees.md 2d: 1 MB per block)."""
MAX_ITEMS = 10_000
"""Most items of one list or mapping in a preview."""
MAX_DEPTH = 64
"""Deepest nesting of a preview (guarantees.md 2c)."""
PREVIEW_ROWS = 100
"""Rows of a frame in a preview."""


def is_frame(value: Any) -> bool:
    """Whether a value is a table: a pandas or polars frame, an Arrow table, a DuckDB relation."""
    kind = type(value)
    if kind in _PLAIN:
        return False
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, pandas.DataFrame):
        return True
    return hasattr(value, "__arrow_c_stream__") and not (pandas is not None and isinstance(value, pandas.Series))


def columns(frame: Any) -> list[str]:
    """The names of a frame's columns."""
    names = getattr(frame, "column_names", None)  # Arrow
    return [str(name) for name in (names if isinstance(names, list) else frame.columns)]


def length(frame: Any) -> int:
    """How many rows a frame has."""
    return frame.num_rows if hasattr(frame, "num_rows") else len(frame)


def rows(frame: Any, limit: int = PREVIEW_ROWS) -> list[dict[str, Any]]:
    """The first rows of a frame as plain JSON objects."""
    names = columns(frame)
    if hasattr(frame, "iloc"):
        head = frame.iloc[:limit]
        cells = [head.iloc[:, place].tolist() for place in range(len(names))]
    else:
        from arro3.core import Table

        head = Table.from_arrow(frame)
        head = head.slice(0, min(limit, head.num_rows))
        cells = [head.column(place).to_pylist() for place in range(len(names))]
    return [dict(zip(names, map(_cell, row), strict=True)) for row in zip(*cells, strict=True)]


def preview(value: Any, limit: int = PREVIEW_ROWS) -> Any:
    """A value as plain JSON values, bounded in text, items and depth; never runs code of the value's own."""
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int or kind is float or (kind is str and len(value) <= MAX_TEXT):
        return _cell(value)
    return _walk(value, limit, 0)


def preview_result(result: Mapping[str, Any], limit: int = PREVIEW_ROWS) -> dict[str, Any]:
    """A block's result as plain JSON values; a frame in `output` tells its columns and row count beside it."""
    out = {name: preview(value, limit) for name, value in result.items()}
    frame = result.get("output")
    if is_frame(frame):
        count = length(frame)
        out.setdefault("columns", columns(frame))
        out.setdefault("row_count", count)
        out["rows_truncated"] = count > limit
    return out


def _cell(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is int:
        return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else str(value)
    if kind is float:
        return value if math.isfinite(value) else None
    return _walk(value, PREVIEW_ROWS, 1)


def _walk(value: Any, limit: int, depth: int) -> Any:
    if type(value) in _SCALARS:
        return _cell(value)
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else f"{value[:MAX_TEXT]}… [{len(value) - MAX_TEXT} more characters]"
    if depth >= MAX_DEPTH:
        return "… [nested too deep]"
    if isinstance(value, Mapping):
        return _mapping(value, limit, depth)
    if is_frame(value):
        return rows(value, limit)
    if isinstance(value, list | tuple | set | frozenset):
        return _items(value, limit, depth)
    return _other(value, limit, depth)


def _mapping(value: Mapping[Any, Any], limit: int, depth: int) -> dict[str, Any]:
    out = {}
    for place, (key, item) in enumerate(value.items()):
        if place == MAX_ITEMS:
            out["…"] = f"[{len(value) - MAX_ITEMS} more]"
            break
        out[key if type(key) is str else str(key)] = _walk(item, limit, depth + 1)
    return out


def _items(value: Any, limit: int, depth: int) -> list[Any]:
    out = []
    for place, item in enumerate(value):
        if place == MAX_ITEMS:
            out.append(f"… [{len(value) - MAX_ITEMS} more]")
            break
        out.append(_walk(item, limit, depth + 1))
    return out


def _other(value: Any, limit: int, depth: int) -> Any:
    if isinstance(value, enum.Enum):
        return _walk(value.value, limit, depth + 1)
    if isinstance(value, bool | int):
        return _cell(int(value))
    if isinstance(value, float):
        return _cell(float(value))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat() if value == value else None  # NaT is a datetime that does not equal itself
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)[:MAX_TEXT]).decode()
    if isinstance(value, decimal.Decimal | uuid.UUID | datetime.timedelta | pathlib.PurePath):
        return str(value)
    if isinstance(value, BaseModel):
        return _walk(value.model_dump(), limit, depth + 1)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _mapping({field.name: getattr(value, field.name) for field in dataclasses.fields(value)}, limit, depth)
    if hasattr(value, "tolist") and type(value).__module__.partition(".")[0] in ("numpy", "pandas"):
        plain = value.tolist()
        return _walk(plain, limit, depth + 1) if type(plain) is not type(value) else str(plain)
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return f"<{type(value).__module__}.{type(value).__qualname__}>"


_SCALARS = frozenset({type(None), bool, int, float})
_PLAIN = _SCALARS | {str, dict, list, tuple}
