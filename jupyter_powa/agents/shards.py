"""Tables that are one table in pieces: those that differ in digits alone and have the same columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jupyter_powa.model.agents import ContextTable

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Group:
    """One table, or all pieces of one, by name."""

    tables: tuple[ContextTable, ...]

    @property
    def first(self) -> ContextTable:
        """The table, or the first of its pieces."""
        return self.tables[0]

    @property
    def range(self) -> str:
        """The name of the last piece; empty for a table that is whole."""
        return self.tables[-1].name if len(self.tables) > 1 else ""


def groups(tables: list[ContextTable]) -> list[Group]:
    """The tables, those that are pieces of one together, in the order in which they came."""
    found: dict[tuple[str, frozenset[str]], list[ContextTable]] = {}
    for table in tables:
        columns = frozenset(column.name for column in table.columns)
        found.setdefault((_DIGITS.sub("#", table.name), columns), []).append(table)
    return [Group(tuple(sorted(pieces, key=lambda table: table.name))) for pieces in found.values()]
