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

    def holds(self, column: str) -> str:
        """Whether a text, bound as `?` in lower case with its wildcards escaped by `!`, is in a column."""
        return f"lower(cast({column} as {self.text})) like ? escape '!'"


DUCKDB = Dialect("duckdb")
DIALECTS = {
    "duckdb": DUCKDB,
    "postgresql": Dialect("postgres", text="text"),
    "mysql": Dialect("mysql", quote="`", text="char", backslash=True),
    "mariadb": Dialect("mysql", quote="`", text="char", backslash=True),
    "sqlite": Dialect("sqlite", text="text"),
}
"""By the kind of a data source; every other kind writes as the standard does."""


def dialect_of(kind: str) -> Dialect:
    """The dialect of a kind of data source."""
    return DIALECTS.get(kind, Dialect("", text="varchar(4000)"))
