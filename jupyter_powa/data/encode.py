"""How values leave the kernel: a bounded preview in plain JSON values; frames become their first rows."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import math
import pathlib
import uuid
from collections import deque
from collections.abc import Collection, Mapping, Set, ValuesView
from typing import Any

from pydantic import BaseModel

from jupyter_powa.data.relation import Relation
from jupyter_powa.limits import Limit

SAFE_INTEGER = 2**53 - 1
"""Largest integer that a browser keeps exactly (ECMAScript, Number.MAX_SAFE_INTEGER); larger ones travel as text."""
MAX_TEXT: Limit[int] = 1_000_000
"""Characters of a text in a preview. Source: guarantees.md 2d, 1 MB per block."""
MAX_ITEMS: Limit[int] = 10_000
"""Items of one list or mapping in a preview. Source: ours, guarantees.md 2d."""
MAX_DEPTH: Limit[int] = 64
"""Levels of nesting in a preview. Source: guarantees.md 2c."""
MAX_SIZE: Limit[int] = 4_000_000
"""Characters of one preview: half of the longest message. Source: guarantees.md 2d, ladder 7."""
ITEM = 16
"""Characters that each item of a preview counts as, besides its own."""
PREVIEW_ROWS: Limit[int] = 100
"""Rows of a frame in a preview. Source: guarantees.md 2d, ladder 8; the number is ours."""


def is_frame(value: Any) -> bool:
    """Whether a value is a table: a pandas or polars frame, an Arrow table, a DuckDB relation."""
    kind = type(value)  # the class alone is asked: a value's own `__getattr__` may do anything
    if kind in _PLAIN or not hasattr(kind, "__arrow_c_stream__"):
        return False
    return hasattr(kind, "columns") or hasattr(kind, "column_names")


def columns(frame: Any) -> list[str]:
    """The names of a frame's columns."""
    names = getattr(frame, "column_names", None)  # Arrow
    return [str(name) for name in (names if isinstance(names, list) else frame.columns)]


def length(frame: Any) -> int:
    """How many rows a frame has."""
    return int(frame.num_rows if hasattr(frame, "num_rows") else len(frame))


def rows(frame: Any, limit: int = PREVIEW_ROWS) -> list[dict[str, Any]]:
    """The first rows of a frame as plain JSON objects; texts are whole."""
    return _Preview(limit, math.inf).rows(frame, limit)


def whole_text(text: str) -> str:
    """The text with each half of a surrogate pair written out: file names may hold them, JSON and databases may not."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text


def preview(value: Any, limit: int = PREVIEW_ROWS) -> Any:
    """A value as plain JSON values, bounded in text, items, depth and all in all; it never raises."""
    kind = type(value)
    if kind in _SCALARS:
        return _scalar(value)
    if kind is str and len(value) <= MAX_TEXT:
        return whole_text(value)
    return _Preview(limit, MAX_SIZE).walk(value, 0)


def preview_result(result: Mapping[str, Any], limit: int = PREVIEW_ROWS) -> dict[str, Any]:
    """A block's result as plain JSON values; a frame in `output` tells its columns and row count beside it."""
    out = {name: preview(value, limit) for name, value in result.items()}
    frame = result.get("output")
    if is_frame(frame) and isinstance(out["output"], list):
        count = length(frame)
        out.setdefault("columns", columns(frame))
        out.setdefault("row_count", count)
        out["rows_truncated"] = count > len(out["output"])
    return out


def _scalar(value: Any) -> Any:
    if type(value) is int and not -SAFE_INTEGER <= value <= SAFE_INTEGER:
        bits = value.bit_length()  # Python itself refuses to write out more than 4,300 digits
        return str(value) if bits < 10_000 else f"… [a number of {bits:,} bits]"
    return None if type(value) is float and not math.isfinite(value) else value


class _Preview:
    """One value's way to plain JSON values. What does not fit any more is left out, and that is said."""

    __slots__ = ("limit", "room")

    def __init__(self, limit: int, room: float) -> None:
        self.limit, self.room = limit, room

    def walk(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in _SCALARS:
            return _scalar(value)
        if kind is str:
            return self._text(value)
        if depth >= MAX_DEPTH:
            return "… [nested too deep]"
        try:
            return self._inside(value, depth)
        except Exception:  # someone's own class: it may do anything when it is read
            return _named(value)

    def rows(self, frame: Any, limit: int) -> list[dict[str, Any]]:
        names = columns(frame)
        if hasattr(frame, "iloc"):
            cells = [column.tolist() for _, column in frame.iloc[:limit].items()]
        else:
            from arro3.core import Table

            frame = frame.head(limit) if isinstance(frame, Relation) else frame  # its rows are not read for this
            head = Table.from_arrow(frame)
            head = head.slice(0, min(limit, head.num_rows))
            cells = [head.column(place).to_pylist() for place in range(len(names))]
        return [dict(zip(names, map(self._cell, row), strict=True)) for row in zip(*cells, strict=True)]

    def _cell(self, value: Any) -> Any:
        return self.walk(value, 1)

    def _text(self, value: str) -> str:
        value = whole_text(value)
        keep = min(MAX_TEXT, max(int(self.room), 0)) if self.room < math.inf else len(value)
        self.room -= len(value)
        return value if len(value) <= keep else f"{value[:keep]}… [{len(value) - keep} more characters]"

    def _inside(self, value: Any, depth: int) -> Any:
        if isinstance(value, Mapping):
            return self._mapping(value, depth)
        if is_frame(value):
            most = max(int(min(self.room, MAX_SIZE) // (ITEM * max(len(columns(value)), 1))), 1)
            shown = self.rows(value, min(self.limit, most))
            self.room -= ITEM * len(shown) * len(columns(value))
            return shown
        if isinstance(value, list | tuple | Set | ValuesView | range | deque):
            return self._items(value, len(value), depth)
        return self._other(value, depth)

    def _mapping(self, value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for place, (key, item) in enumerate(value.items()):
            if place == MAX_ITEMS or self.room <= 0:
                out["…"] = f"[{len(value) - place} more]"
                break
            self.room -= ITEM
            out[self._text(key if type(key) is str else str(key))] = self.walk(item, depth + 1)
        return out

    def _items(self, value: Collection[Any], count: int, depth: int) -> list[Any]:
        out: list[Any] = []
        for place, item in enumerate(value):
            if place == MAX_ITEMS or self.room <= 0:
                break
            self.room -= ITEM
            out.append(self.walk(item, depth + 1))
        if len(out) < count:
            out.append(f"… [{count - len(out)} more]")
        return out

    def _other(self, value: Any, depth: int) -> Any:
        if isinstance(value, enum.Enum):
            return self.walk(value.value, depth + 1)
        if isinstance(value, str):
            return self._text(str.__str__(value))
        if isinstance(value, int):
            return _scalar(int(value))
        if isinstance(value, float):
            return _scalar(float(value))
        if isinstance(value, datetime.datetime | datetime.date | datetime.time):
            return value.isoformat() if value == value else None  # NaT is a datetime that does not equal itself
        if isinstance(value, bytes | bytearray | memoryview):
            return self._text(base64.b64encode(bytes(value[:MAX_TEXT])).decode())
        if isinstance(value, decimal.Decimal | uuid.UUID | datetime.timedelta | pathlib.PurePath):
            return self._text(str(value))
        if isinstance(value, BaseModel):
            return self.walk(value.model_dump(), depth + 1)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
            return self._mapping(fields, depth)
        if type(value).__name__ in ("NAType", "NaTType"):
            return None
        known = type(value).__module__.partition(".")[0] in ("numpy", "pandas", "polars", "pyarrow", "arro3")
        return self._array(value, depth) if known else _named(value)

    def _array(self, value: Any, depth: int) -> Any:
        """What a library of arrays holds: a list of its first items, or the plain value of a single one."""
        if getattr(getattr(value, "dtype", None), "kind", "") in ("M", "m") and hasattr(value, "astype"):
            value = value.astype(str)  # nanoseconds would come out as a number
        plain = next((word for word in ("tolist", "to_list", "to_pylist") if hasattr(value, word)), None)
        if plain is None or isinstance(value, type):
            return self._text(str(value))
        if getattr(value, "ndim", 1) == 0:
            single = getattr(value, plain)()
            return self.walk(single, depth + 1) if type(single) is not type(value) else self._text(str(single))
        head = value.iloc[:MAX_ITEMS] if hasattr(value, "iloc") else value[:MAX_ITEMS]
        items = getattr(head, plain)() if getattr(value, "ndim", 1) == 1 else list(head)
        return self._items(items, len(value), depth)


def _named(value: Any) -> str:
    return f"<{type(value).__module__}.{type(value).__qualname__}>"


_SCALARS = frozenset({type(None), bool, int, float})
_PLAIN = _SCALARS | {str, dict, list, tuple}
