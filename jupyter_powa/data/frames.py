"""Frames by name: which of a namespace's frames a statement names, and how a database gets to see them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

WORD = re.compile(r'(?="((?:[^"]|"")+)")|(?=\'([^\']+)\')|([^\W\d][\w$]*)')
"""Whatever may be a name in SQL: quoted, in a string (`query_table('sales')`), or plain, also within quotes.

Each quote may begin a name: which ones do, only a parser knows, and `'^["'' ]'` has an odd number of both.
"""


def named(sql: str, frames: Mapping[str, Any]) -> dict[str, Any]:
    """The frames that the statement may mean, by their own names; letter case does not matter, as in the database.

    This looks at words, not at tables: DuckDB's own `get_table_names` binds the statement, which reads files, fails
    for INSERT and knows no placeholders. A word too many costs a view that nobody reads.
    """
    words = {(quoted.replace('""', '"') or text or plain).casefold() for quoted, text, plain in WORD.findall(sql)}
    found: dict[str, Any] = {}
    for name in frames:
        if isinstance(name, str) and name.casefold() in words and is_table(frames[name]):
            found.setdefault(name, frames[name])
    return found


def is_table(value: Any) -> bool:
    """Whether a database can read this as a table: pandas, polars, Arrow, and whatever else speaks Arrow."""
    kind = type(value)
    return hasattr(kind, "__arrow_c_stream__") or (kind.__name__ == "LazyFrame" and hasattr(kind, "collect"))


def readable(value: Any) -> Any:
    """The frame in a form that DuckDB registers: a series as a frame of one column, anything foreign as Arrow."""
    if hasattr(value, "to_frame"):
        return value.to_frame()
    if type(value).__name__ == "DuckDBPyRelation":  # belongs to its own connection, and is refused on another
        from arro3.core import Table

        return Table.from_arrow(value)
    return value


def yielding(frames: Mapping[str, Any]) -> set[str]:
    """The names that yield to a table of the same name: of a ChainMap, all but those of its first map.

    A frame that was handed on means itself, while a variable that merely lies in the notebook does not hide a table.
    """
    return set(frames) - set(frames.maps[0]) if isinstance(frames, ChainMap) else set()


EXACT = 2**53
"""Whole numbers up to here are exact in a float (IEEE 754)."""


def whole(frame: pd.DataFrame, huge: Iterable[int]) -> pd.DataFrame:
    """The frame with its columns of huge integers, like a sum's, as integers where their values are small enough.

    DuckDB hands them over as floats, since NumPy has no integers of 128 bits.
    """
    for place in huge:
        column = frame.iloc[:, place]
        if column.dtype == "float64" and (column.abs().max() <= EXACT or column.isna().all()):
            frame.isetitem(place, column.astype("Int64" if column.isna().any() else "int64").array)
    return frame


def bindable(values: Sequence[Any]) -> list[Any] | None:
    """The values as DuckDB takes them: NumPy's own numbers it refuses."""
    return [
        value.item() if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 else value for value in values
    ] or None


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'
