"""Types that readers of Arrow do not know, and how DuckDB tells their values: as text."""

from __future__ import annotations

import re
from typing import Any

TOLD = frozenset(
    {"hugeint", "uhugeint", "interval", "bit", "bignum", "variant", "time with time zone", "timetz", "geometry"}
)
"""arro3 0.8 panics at an interval, browsers know no integers of 128 bits, and the others come as bytes."""
_MAYBE = re.compile("|".join(TOLD), re.IGNORECASE)
_LOST = re.compile(rf"{_MAYBE.pattern}|\bjson\b|\buuid\b", re.IGNORECASE)


def readable(relation: Any) -> Any:
    """The relation with texts for what no reader of Arrow knows, also within lists and structs."""
    kinds = {place: told_as(kind) for place, kind in enumerate(relation.types, 1) if _MAYBE.search(str(kind))}
    if not any(kinds.values()):
        return relation
    shown = [
        f"cast(#{place} as {kinds[place]}) as {_name(name)}" if kinds.get(place) else f"#{place} as {_name(name)}"
        for place, name in enumerate(relation.columns, 1)
    ]
    return relation.project(", ".join(shown))


def told_as(kind: Any) -> str | None:
    """The type that values of a DuckDB type are told in; None where they may stay as they are."""
    if kind.id in TOLD:
        return "VARCHAR"
    if kind.id not in ("list", "array", "struct", "map", "union"):
        return None
    parts = [part for part in kind.children if part[0] not in ("", "size")]  # an unnamed one is a union's tag
    told = [told_as(part) for _, part in parts]
    if not any(told):
        return None
    inner = [one or str(part) for one, (_, part) in zip(told, parts, strict=True)]
    if kind.id in ("list", "array"):
        return f"{inner[0]}[{dict(kind.children)['size'] if kind.id == 'array' else ''}]"
    if kind.id == "map":
        return f"MAP({', '.join(inner)})"
    fields = ", ".join(f"{_name(name)} {one}" for (name, _), one in zip(parts, inner, strict=True))
    return f"{kind.id.upper()}({fields})"


def restored(columns: dict[str, str], rows: str) -> str | None:
    """A query that gives rows that were told their types back; None where nothing was lost.

    `columns`: the types by name. `rows`: the name of the table that holds what was told.
    """
    lost = {name: kind for name, kind in columns.items() if _LOST.search(kind)}
    if not lost:
        return None
    said = ", ".join(f"cast({_name(name)} as {kind}) as {_name(name)}" for name, kind in lost.items())
    return f"select * replace ({said}) from {_name(rows)}"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
