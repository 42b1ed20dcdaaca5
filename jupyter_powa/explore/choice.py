"""What a chart draws: by what was wished for, and else by the kinds of the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import Field

from jupyter_powa.errors import BlockError
from jupyter_powa.explore.kinds import Looked
from jupyter_powa.model.explore import Said

Mark = Literal["bar", "line", "area", "point", "rect"]
Aggregate = Literal["none", "count", "sum", "mean", "min", "max"]
Place = Literal["x", "y", "color"]

MARKS: tuple[Mark, ...] = get_args(Mark)
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)

MANY = 50
"""Different values up to which a column of texts is taken for a chart by itself."""


class Wish(Said):
    """What a chart should draw; what is not said is chosen."""

    mark: Mark | None = Field(None, description="What each group of rows is drawn as.")
    x: str | None = Field(None, description="The column across.")
    y: str | None = Field(None, description="The column upwards; none beside an x: how many rows there are.")
    color: str | None = Field(None, description="The column that colors tell apart.")
    aggregate: Aggregate | None = Field(None, description="How the numbers of a group become one; none: each row.")


@dataclass
class Choice:
    """What is drawn. `measure` is where the numbers of groups stand; None: each row is drawn by itself."""

    mark: Mark
    x: Looked | None
    y: Looked | None
    color: Looked | None
    aggregate: Aggregate
    measure: Place | None

    def at(self, place: Place) -> Looked | None:
        """The column that stands there."""
        found: Looked | None = getattr(self, place)
        return found

    @property
    def groups(self) -> list[tuple[Place, Looked]]:
        """The columns that rows are grouped by, and where they stand."""
        places: tuple[Place, ...] = get_args(Place)
        return [(place, one) for place in places if place != self.measure and (one := self.at(place)) is not None]


def choice(fields: Sequence[Looked], wish: Wish, different: Mapping[str, int]) -> Choice:
    """What is drawn of these columns. `different`: how many values texts have among the first rows.

    Raises BlockError: `unknown_column`, and `no_chart` where the columns give none.
    """
    known = {one.name: one for one in fields}
    x, y, color = (_named(known, name) for name in (wish.x, wish.y, wish.color))
    if x is None and y is None:
        x, y = _fitting(fields, wish, different)
    if y is None and x is None:
        raise BlockError("None of these columns has numbers, times or texts that a chart could draw.", code="no_chart")
    if wish.mark == "rect" and (x is None or y is None):
        x, y = _second(fields, x, y, different)
    if x is None and y is not None and _is(y, "number", "time"):
        x, y = y, None
    mark = wish.mark or _mark(x, y, wish)
    aggregate = wish.aggregate or _aggregate(mark, x, y, color)
    return Choice(mark, x, y, color, aggregate, _measure(mark, x, y, aggregate))


def _is(one: Looked | None, *kinds: str) -> bool:
    return one is not None and one.sort.kind in kinds


def _named(known: Mapping[str, Looked], name: str | None) -> Looked | None:
    if name is None:
        return None
    if name not in known:
        raise BlockError(f"There is no column {name}; there are: {', '.join(known)}.", code="unknown_column")
    if _is(known[name], "other"):
        raise BlockError(f"{name} is of type {known[name].type}: a chart has no place for it.", code="no_chart")
    return known[name]


def names_first(fields: Sequence[Looked], different: Mapping[str, int]) -> list[Looked]:
    """Texts and truth values: first those with a few different ones."""
    found = [one for one in fields if _is(one, "text", "boolean")]
    return sorted(found, key=lambda one: not 1 < different.get(one.name, 2 if _is(one, "boolean") else 0) <= MANY)


def _fitting(fields: Sequence[Looked], wish: Wish, different: Mapping[str, int]) -> tuple[Looked | None, Looked | None]:
    """Numbers over time, numbers by name, how many of each name, points of two numbers, a histogram."""
    fields = [one for one in fields if one.name != wish.color]
    times = [one for one in fields if _is(one, "time")]
    numbers = [one for one in fields if _is(one, "number")]
    measures = [one for one in numbers if not _is_key(one.name)] or numbers
    names = names_first(fields, different)
    if wish.mark == "point" and len(measures) > 1:
        return measures[0], measures[1]
    across = next(iter([*times, *names, *measures]), None)
    if wish.aggregate == "count" and not (wish.mark == "point" and measures):
        return across, None
    if across is not None and measures and not _is(across, "number"):
        return across, measures[0]
    if len(measures) > 1:
        return measures[0], measures[1]
    return across, None


def _is_key(name: str) -> bool:
    lower = name.lower()
    return lower in ("id", "key") or lower.endswith(("_id", "_key", " id")) or name.endswith("Id")


def _second(
    fields: Sequence[Looked], x: Looked | None, y: Looked | None, different: Mapping[str, int]
) -> tuple[Looked, Looked]:
    """Squares need both: another column for the place that has none."""
    one = x or y
    rest = [*names_first(fields, different), *(found for found in fields if _is(found, "time", "number"))]
    other = next((found for found in rest if found != one), None)
    if one is None or other is None:
        raise BlockError("Squares stand where two columns meet, and there is only one.", code="no_chart")
    return (one, other) if x is not None else (other, one)


def _mark(x: Looked | None, y: Looked | None, wish: Wish) -> Mark:
    if x is None or y is None:
        return "bar"
    if _is(y, "number"):
        return "line" if _is(x, "time") else "bar" if not _is(x, "number") or wish.aggregate == "count" else "point"
    return "bar" if _is(x, "number") else "rect"


def _aggregate(mark: Mark, x: Looked | None, y: Looked | None, color: Looked | None) -> Aggregate:
    if mark == "rect":
        return "mean" if _is(color, "number") else "count"
    if x is None or y is None:
        return "count"
    return "none" if mark == "point" else "mean"


def _measure(mark: Mark, x: Looked | None, y: Looked | None, aggregate: Aggregate) -> Place | None:
    if aggregate == "none":
        if x is None or y is None:
            raise BlockError("Each row by itself needs a column for x and one for y.", code="no_chart")
        return None
    if mark == "rect":
        return "color"
    measure: Place = "y" if y is None or (x is not None and _is(y, "number")) else "x"
    column = y if measure == "y" else x
    if column is None and aggregate != "count":
        raise BlockError(f"There is no column yet to take the {aggregate} of: choose one.", code="no_chart")
    if column is not None and aggregate != "count" and not _is(column, "number"):
        words = f"Neither {x.name if x else ''} nor {y.name if y else ''} has numbers: count the rows, or draw squares."
        raise BlockError(words, code="no_chart")
    return measure
