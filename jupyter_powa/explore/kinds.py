"""What a column's values are, from the words of its database: numbers, times, texts, truth values, or others."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any, Literal, NamedTuple

from jupyter_powa.model.data import Page

Kind = Literal["number", "time", "text", "boolean", "other"]


class Sort(NamedTuple):
    """A column's kind, and what its axis needs to know of it."""

    kind: Kind
    whole: bool = False
    """Whether numbers have no fraction."""
    wide: bool = False
    """Whether they may lie beyond 64 bits."""
    floating: bool = False
    """Whether there may be numbers that are infinite or none."""
    unit: Literal["moment", "day", "clock"] = "moment"
    zoned: bool = False


class Looked(NamedTuple):
    """A column of the rows that are looked at."""

    name: str
    type: str
    sort: Sort


OTHER = Sort("other")
TEXT = Sort("text")
WHOLE = Sort("number", whole=True)
WIDE = Sort("number", whole=True, wide=True)
FLOATING = Sort("number", floating=True)
MOMENT, ZONED = Sort("time"), Sort("time", zoned=True)

SORTS: dict[str, Sort] = {
    **dict.fromkeys(("boolean", "bool"), Sort("boolean")),
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "integer", "int", "bigint", "int2", "int4", "int8"), WHOLE),
    **dict.fromkeys(("oid", "utinyint", "usmallint", "uinteger", "year"), WHOLE),
    **dict.fromkeys(("hugeint", "uhugeint", "ubigint"), WIDE),
    **dict.fromkeys(("decimal", "numeric"), Sort("number")),
    **dict.fromkeys(("float", "double", "double precision", "real", "float4", "float8"), FLOATING),
    **dict.fromkeys(("varchar", "char", "text", "character", "bpchar", "name", "citext", "nchar", "nvarchar"), TEXT),
    **dict.fromkeys(("tinytext", "longtext", "enum", "set", "json", "uuid"), TEXT),
    "character varying": TEXT,
    "date": Sort("time", unit="day"),
    "time": Sort("time", unit="clock"),
    **dict.fromkeys(
        ("timestamp", "datetime", "timestamp_s", "timestamp_ms", "timestamp_ns", "timestamp without time zone"), MOMENT
    ),
    **dict.fromkeys(("timestamptz", "timestamp with time zone", "timestamp_tz"), ZONED),
}
BY_ARROW = {
    "Int": WHOLE, "UInt": WHOLE, "Float": FLOATING, "Decimal": Sort("number"), "Utf": TEXT, "LargeUtf": TEXT,
    "Boolean": Sort("boolean"), "Timestamp": MOMENT, "Date": Sort("time", unit="day"),
}  # fmt: skip
"""For drivers that tell no types; SQLite's columns have none."""

WORD = re.compile(r"[a-z_][a-z_ 0-9]*")


def sort_of(type: str, arrow: str = "") -> Sort:
    """What a column is by the database's word for its type, or where it has none, by its type in Arrow."""
    said = re.sub(r"\([^)]*\)", "", type.lower()) if "enum" not in type.lower()[:4] else "enum"
    if said.endswith("]") or said.startswith(("struct", "map", "union", "list")):
        return OTHER
    if found := WORD.match(said):
        return SORTS.get(found[0].strip(), OTHER)
    plain = re.search(r"<?([A-Z][A-Za-z]+)", arrow.rpartition("DataType")[2])
    return BY_ARROW.get(plain[1], OTHER) if plain else OTHER


def fields_of(page: Page) -> list[Looked]:
    """The columns of a page."""
    types: list[Any] = [str(field.type) for field in page.arrow.schema]
    return [
        Looked(column.name, column.type, sort_of(column.type, arrow))
        for column, arrow in zip(page.columns, types, strict=True)
    ]


def number(value: Any, one: Looked) -> Any:
    """A value of a column as a number: a time as its seconds since 1970; None for what has none."""
    try:
        if value is None or isinstance(value, bool):
            return None
        if one.sort.kind == "number":
            made = int(value) if one.sort.whole else float(value)
            return made if math.isfinite(made) else None
        return seconds(str(value)) if one.sort.kind == "time" else None
    except (ValueError, OverflowError):
        return None


def seconds(text: str) -> float:
    """Seconds since 1970 of a time as ISO says it; of the time of a day, since midnight; raises ValueError."""
    if text[2:3] == ":":
        clock = datetime.time.fromisoformat(text)
        return clock.hour * 3_600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6
    moment = datetime.datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()
