"""How each kind of database writes what the explorer asks: names, literals, and texts that hold others."""

from __future__ import annotations

import datetime
import decimal
import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Dialect:
    """The words of one kind of database. `sqlglot` is what that library calls it."""

    sqlglot: str
    quote: str = '"'
    text: str = "varchar"
    """The type of a text of any length, as a cast takes it."""
    backslash: bool = False
    """Whether a backslash in a text means something."""
    double: str = "double precision"
    bigger: str = ""
    """The type of integers beyond 64 bits, as a cast takes it; empty: there is none."""
    samples: bool = False
    """Whether `tablesample system` is understood: some pages of a table, without reading the others."""

    def name(self, *parts: str) -> str:
        """A name in its parts, quoted."""
        return ".".join(f"{self.quote}{part.replace(self.quote, self.quote * 2)}{self.quote}" for part in parts)

    def literal(self, value: Any) -> str:
        """A value as SQL writes it; raises ValueError for one that it cannot."""
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | decimal.Decimal):
            return str(value)
        if isinstance(value, float):
            if not math.isfinite(value):
                return f"cast('{value}' as double{' precision' if self.sqlglot == 'postgres' else ''})"
            return repr(value)
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, datetime.date | datetime.time):
            return self._text(value.isoformat(*((" ",) if isinstance(value, datetime.datetime) else ())))
        raise ValueError(f"{type(value).__name__} cannot be written as SQL")

    def _text(self, value: str) -> str:
        said = value.replace("'", "''")
        return f"'{said.replace(chr(92), chr(92) * 2) if self.backslash else said}'"

    def divided(self, number: str, by: int) -> str:
        """How often a whole number goes into another one that is not negative."""
        word = {"duckdb": "//", "mysql": "div"}.get(self.sqlglot, "/")
        return number if by == 1 else f"{number} {word} {by}"

    def seconds(self, column: str) -> str:
        """Seconds since 1970 of a time; of the time of a day, since midnight."""
        if self.sqlglot == "duckdb":
            return f"epoch_us({column}) * 0.000001"
        if self.sqlglot == "mysql":
            return f"timestampdiff(microsecond, timestamp '1970-01-01 00:00:00', {column}) / 1e6"
        return f"extract(epoch from {column})"

    def months(self, column: str) -> str:
        """Months since the year 0 of a date."""
        return f"(extract(year from {column}) * 12 + extract(month from {column}) - 1)"

    def utc(self, column: str) -> str:
        """A time with a zone as the clock in Greenwich shows it."""
        return f"timezone('UTC', {column})"

    def as_text(self, column: str, type: str) -> str:
        """A column of texts as it can be compared: an enum or an uuid as its words."""
        other = type.lower().startswith(("enum", "uuid", "json", "set"))
        return f"cast({column} as {self.text})" if other else column

    def percent(self, share: float) -> str:
        """A share of a hundred, as `tablesample` takes it."""
        said = f"{min(share, 100.0):.6f}"
        return f"{said}%" if self.sqlglot == "duckdb" else said

    def distinct(self, column: str) -> str:
        """How many different values there are; about as many, where that is much faster."""
        return f"approx_count_distinct({column})" if self.sqlglot == "duckdb" else f"count(distinct {column})"

    def holds(self, column: str) -> str:
        """Whether a text, bound as `?` in lower case with its wildcards escaped by `!`, is in a column."""
        return f"lower(cast({column} as {self.text})) like ? escape '!'"


DUCKDB = Dialect("duckdb", double="double", bigger="hugeint", samples=True)
MYSQL = Dialect("mysql", quote="`", text="char", backslash=True, double="double", bigger="decimal(40, 0)")
DIALECTS = {
    "duckdb": DUCKDB,
    "postgresql": Dialect("postgres", text="text", bigger="numeric(60, 0)", samples=True),
    "mysql": MYSQL,
    "mariadb": MYSQL,
    "sqlite": Dialect("sqlite", text="text"),
}
"""By the kind of a data source; every other kind writes as the standard does."""


def dialect_of(kind: str) -> Dialect:
    """The dialect of a kind of data source."""
    return DIALECTS.get(kind, Dialect("", text="varchar(4000)"))
