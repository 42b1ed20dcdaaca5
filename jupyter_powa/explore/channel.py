"""A channel of a chart: a column, how SQL gives its values, and how they stand in a specification."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.explore.axis import Axis
from jupyter_powa.explore.choice import Aggregate, Mark, Place
from jupyter_powa.explore.dialect import Dialect
from jupyter_powa.explore.kinds import Looked

FUNCTIONS: dict[Aggregate, str] = {"sum": "sum", "mean": "avg", "min": "min", "max": "max"}
DOUBLE_END = "1.7976931348623157e308"
"""IEEE 754; both DuckDB and PostgreSQL sort NaN behind infinity, so a comparison leaves out both."""

ROWS_TITLE = "rows"
CLOCK = "1970-01-01T"
"""A time of the day has no axis of its own in Vega-Lite: it stands on this day."""


@dataclass
class Channel:
    """One of them. `axis`: it is put into bars; `names`: it is told apart by these, the rest being `other`."""

    place: Place
    column: Looked | None
    aggregate: Aggregate = "none"
    """How the numbers of a group become one: of a measure."""
    axis: Axis | None = None
    names: list[Any] = field(default_factory=list)
    other: str | None = None
    ends: bool = False
    """Whether the largest value lies on the axis' end, and so belongs to the bar before it."""

    @property
    def kind(self) -> str:
        """What Vega-Lite calls it: quantitative, temporal, nominal."""
        if self.aggregate != "none" or self.column is None:
            return "quantitative"
        return {"number": "quantitative", "time": "temporal"}.get(self.column.sort.kind, "nominal")

    @property
    def title(self) -> str:
        """What stands beside its axis."""
        if self.column is None:
            return ROWS_TITLE
        if self.aggregate != "none":
            return f"{self.aggregate} of {self.column.name}"
        return f"{self.column.name} (UTC)" if self.column.sort.zoned else self.column.name

    def sql(self, dialect: Dialect) -> str:
        """Its values as SQL."""
        if self.column is None:
            return "count(*)"
        name = dialect.name(self.column.name)
        if self.aggregate == "count":
            return f"count({name})"
        if self.aggregate != "none":
            return f"{FUNCTIONS[self.aggregate]}({self._number(name, dialect)})"
        if self.axis is not None:
            return self._bar(self.axis, name, dialect)
        if self.kind == "quantitative":
            return self._number(name, dialect)
        if self.kind == "temporal":
            if self.column.sort.unit == "clock":
                return f"case when {name} is not null then concat('{CLOCK}', {name}) end"
            return f"case when {guard} then {name} end" if (guard := finite(self.column, name, dialect)) else name
        return self._name(text_of(self.column, dialect), dialect)

    def _number(self, name: str, dialect: Dialect) -> str:
        """As a float, which is what is drawn; null for what is infinite or no number."""
        number = f"cast({name} as {dialect.double})"
        if not may_be_endless(self.column, dialect):
            return number
        return f"case when abs({name}) <= {DOUBLE_END} then {number} end"

    def _bar(self, axis: Axis, name: str, dialect: Dialect) -> str:
        place = axis.place(name, dialect)
        if self.ends:
            place = f"least({place}, {axis.count - 1})"
        guard = finite(self.column, name, dialect)
        guard = guard or (f"{name} is not null" if self.ends else "")  # `least` passes over nulls
        return f"case when {guard} then {place} end" if guard else place

    def _name(self, text: str, dialect: Dialect) -> str:
        if self.other is None:
            return text
        known = ", ".join(dialect.literal(one) for one in self.names)
        other = dialect.literal(self.other)
        return f"case when {text} is null then null when {text} in ({known}) then {text} else {other} end"

    def bounds(self) -> list[Any]:
        """The bounds of its bars as Vega-Lite reads them, from the first to the end of the last."""
        if self.axis is None:
            return []
        return [moment(self.axis.bound(n), self.column) for n in range(self.axis.count + 1)]

    def reaches(self, mark: Mark) -> bool:
        """Whether marks reach from one bound to the next."""
        return self.axis is not None and mark in ("bar", "rect")

    def encoding(self, mark: Mark) -> dict[str, Any]:
        """How it is encoded, and its other end (`x2`, `y2`) where it reaches there."""
        said: dict[str, Any] = {"field": self.place, "type": self.kind, "title": self.title}
        more: dict[str, Any] = {}
        if self.reaches(mark):
            more = {f"{self.place}2": {"field": f"{self.place}2"}}
            if self.kind == "quantitative":
                said["bin"] = "binned"
        if self.kind == "nominal":
            known = [one for one in [*self.names, self.other] if one is not None]
            said["sort"] = [shortened(one) for one in known]
        scale: dict[str, Any] = {}
        if self.kind == "temporal" and self.column is not None:
            if self.column.sort.zoned:
                scale["type"] = "utc"
            elif self.column.sort.unit == "clock":
                said["axis"] = {"format": "%H:%M"}
        if self.kind == "quantitative" and mark == "point" and self.place != "color":
            scale["zero"] = False
        if scale:
            said["scale"] = scale
        return {self.place: said, **more}


def text_of(column: Looked, dialect: Dialect) -> str:
    """A column as names, in SQL."""
    name = dialect.name(column.name)
    if column.sort.kind == "boolean":
        return f"case when {name} then 'true' when not {name} then 'false' end"
    if column.sort.kind == "text":
        return dialect.as_text(name, column.type)
    return f"cast({name} as {dialect.text})"


def may_be_endless(column: Looked | None, dialect: Dialect) -> bool:
    """Whether there may be numbers that are infinite or none: of PostgreSQL's, among decimals too."""
    if column is None or dialect.sqlglot == "mysql":
        return False
    return column.sort.floating or (dialect.sqlglot == "postgres" and not column.sort.whole)


def finite(column: Looked | None, name: str, dialect: Dialect) -> str:
    """The condition that a value is neither infinite nor no number; empty where all are."""
    if column is None or dialect.sqlglot not in ("duckdb", "postgres"):
        return ""
    if column.sort.kind == "time":
        return "" if column.sort.unit == "clock" else f"isfinite({name})"
    return f"abs({name}) <= {DOUBLE_END}" if may_be_endless(column, dialect) else ""


def moment(value: Any, column: Looked | None) -> Any:
    """A bound or a value of a time as browsers read it; without a zone it is their own, so a date has its midnight."""
    if column is None or column.sort.kind != "time" or not isinstance(value, str):
        return value
    if value[2:3] == ":":
        return f"{CLOCK}{value}" if not value.startswith("24") else "1970-01-02T00:00:00"
    text = value.replace(" ", "T", 1)
    return text if "T" in text else f"{text}T00:00:00"


LONG = 80
"""Characters of a name in a chart."""


def shortened(name: Any) -> Any:
    """A name as it is drawn."""
    return f"{name[: LONG - 1]}…" if isinstance(name, str) and len(name) > LONG else name
