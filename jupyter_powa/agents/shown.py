"""How a table is told to whoever writes the SQL: one line, in as much detail as there is room for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from jupyter_powa.agents.shards import Group
from jupyter_powa.agents.words import stem, words
from jupyter_powa.model.agents import ContextColumn, Relationship

VALUES, LONG = 5, 40
"""Values of a column that are told, and characters of each."""
WORDS = 120
"""Characters of a description where not everything fits."""
KEYS = ("IDENTIFIER", "FOREIGN_KEY")
"""Roles of columns that are told before others: without them nothing can be joined."""


class Told:
    """One table, or all pieces of one, prepared to be told to any question."""

    def __init__(self, group: Group) -> None:
        self.group = group
        table = group.first
        self._start = f"{table.name} … {group.range}(" if group.range else f"{table.name}("
        self.whole = self._line((_detailed(column, None) for column in table.columns), 0, table.description)
        """The line with everything that is known."""
        self.least = len(self._line(map(_plain, table.columns), 0, None))
        """Characters of the shortest line that has every column."""
        self._order = sorted(table.columns, key=lambda column: column.data_role not in KEYS)
        self._stems: dict[str, list[ContextColumn]] = {}
        for column in table.columns:
            for word in words(column.name):
                self._stems.setdefault(stem(word), []).append(column)

    def named(self, stems: Collection[str], held: Collection[str]) -> dict[str, ContextColumn]:
        """The columns that a question names, by their own names or by a value that they hold."""
        found = {column.name: column for word in stems for column in self._stems.get(word, ())}
        if held:
            found |= {column.name: column for column in self.group.first.columns if column.name in held}
        return found

    def every(self, named: Collection[str]) -> str:
        """Every column, with more about those that are named."""
        table = self.group.first
        columns = (_detailed(column, WORDS) if column.name in named else _plain(column) for column in table.columns)
        return self._line(columns, 0, _cut(table.description, WORDS))

    def some(self, named: dict[str, ContextColumn], most: int) -> str:
        """So many columns: those that are named, then keys, then the others in their order."""
        chosen = list(islice(named.values(), most))
        chosen += islice((column for column in self._order if column.name not in named), most - len(chosen))
        columns = (_detailed(column, WORDS) if column.name in named else _plain(column) for column in chosen)
        table = self.group.first
        return self._line(columns, len(table.columns) - len(chosen), _cut(table.description, WORDS))

    def _line(self, columns: Iterable[str], left_out: int, description: str | None) -> str:
        more = f", … {left_out} more" if left_out else ""
        about = f" -- {' '.join(description.split())}" if description else ""
        return f"{self._start}{', '.join(columns)}{more}){about}"


def join_line(one: Relationship) -> str:
    """A relationship in one line."""
    pairs = zip(one.columns, one.other_columns, strict=False)
    return "join: " + " and ".join(f"{one.table}.{mine} = {one.other_table}.{theirs}" for mine, theirs in pairs)


def _plain(column: ContextColumn) -> str:
    return f"{column.name} {column.type}"


def _detailed(column: ContextColumn, most: int | None) -> str:
    said = _plain(column)
    if column.values:
        told = ", ".join(repr(value)[:LONG] for value in column.values[:VALUES])
        said += f" [{told}{', …' if len(column.values) > VALUES else ''}]"
    return f"{said} '{_cut(column.description, most)}'" if column.description else said


def _cut(text: str | None, most: int | None) -> str | None:
    if not text:
        return None
    plain = " ".join(text.split())
    return plain if most is None or len(plain) <= most else f"{plain[: most - 1]}…"
