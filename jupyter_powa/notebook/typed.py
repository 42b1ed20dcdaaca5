"""Rows of an answer as a frame: what JSON could only tell as text has its real type again."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jupyter_powa.explore.kinds import Sort, sort_of

if TYPE_CHECKING:
    import pandas as pd


def typed(rows: list[dict[str, Any]], names: list[str], types: list[str]) -> pd.DataFrame:
    """The rows as a SQL block would give them: decimals as numbers, days and moments as datetimes.

    `types`: the database's word for each column's type; none where nobody noted them. A column that holds something
    that pandas has no word for, as an infinite date, stays text.
    """
    import pandas as pd

    frame = pd.DataFrame(rows, columns=names)
    for place, word in enumerate(types[: len(names)]):
        make = _maker(sort_of(word))
        column = frame.iloc[:, place]
        if make is None or not any(isinstance(value, str) for value in column):
            continue
        try:
            frame.isetitem(place, make(column))
        except (ValueError, TypeError, OverflowError):
            continue
    return frame


def _maker(sort: Sort) -> Callable[[Any], Any] | None:
    """What makes values of a column's kind from their texts; None where texts are right."""
    import pandas as pd

    if sort.kind == "number":
        return lambda column: pd.to_numeric(column)
    if sort.kind == "time" and sort.unit == "clock":
        return lambda column: column.map(datetime.time.fromisoformat, na_action="ignore")
    if sort.kind == "time":
        return lambda column: pd.to_datetime(column, format="ISO8601", utc=sort.zoned)
    return None
