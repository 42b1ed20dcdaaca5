"""The database as the tool `get_db_schema` tells it: tables, columns, keys, and their names as SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jupyter_powa.llm.planner.near import alike, fold, singular

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_RESERVED = frozenset(
    [
        "all",
        "analyse",
        "analyze",
        "and",
        "any",
        "array",
        "as",
        "asc",
        "asymmetric",
        "both",
        "case",
        "cast",
        "check",
        "collate",
        "column",
        "constraint",
        "create",
        "default",
        "deferrable",
        "desc",
        "describe",
        "distinct",
        "do",
        "else",
        "end",
        "except",
        "false",
        "fetch",
        "for",
        "foreign",
        "from",
        "grant",
        "group",
        "having",
        "in",
        "initially",
        "intersect",
        "into",
        "lambda",
        "lateral",
        "leading",
        "limit",
        "not",
        "null",
        "offset",
        "on",
        "only",
        "or",
        "order",
        "pivot",
        "placing",
        "primary",
        "qualify",
        "references",
        "returning",
        "select",
        "show",
        "some",
        "summarize",
        "symmetric",
        "table",
        "then",
        "to",
        "trailing",
        "true",
        "union",
        "unique",
        "unpivot",
        "using",
        "variadic",
        "when",
        "where",
        "window",
        "with",
    ]
)
_KEY = re.compile(r"foreign:\s*(?P<table>.+?)\s*\((?P<column>[^)]+)\)", re.I)


@dataclass(frozen=True)
class Column:
    """One column. `also`: words that mean it surely; `loosely`: words that mean it where nothing else does."""

    name: str
    type: str = ""
    table: str = ""
    primary: bool = False
    refers: tuple[str, str] | None = None
    also: tuple[str, ...] = ()
    loosely: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers."""
        return bool(re.match(r"(?:U?(?:TINY|SMALL|BIG|HUGE)?INT|INTEGER|DECIMAL|NUMERIC|REAL|FLOAT|DOUBLE)", self.kind))

    @property
    def dated(self) -> bool:
        """Whether it holds days or moments."""
        return self.kind.startswith(("DATE", "TIMESTAMP", "DATETIME"))

    @property
    def boolean(self) -> bool:
        """Whether it holds yes and no."""
        return self.kind.startswith("BOOL")

    @property
    def kind(self) -> str:
        """Its type in capitals; empty where nobody knows it."""
        return self.type.upper()

    @property
    def sql(self) -> str:
        """Its name in a statement."""
        return quoted(self.name)


@dataclass(frozen=True)
class Table:
    """One table with its columns."""

    name: str
    columns: tuple[Column, ...]
    rows: int | None = None

    @property
    def sql(self) -> str:
        """Its name in a statement."""
        return quoted(self.name)

    @property
    def one(self) -> str:
        """What one row of it is called."""
        return singular(fold(self.name))

    @property
    def label(self) -> Column | None:
        """The column that people know a row by."""
        words = ("name", "title", "label", f"{self.one} name", "full name")
        return next((column for word in words for column in self.columns if fold(column.name) == word), None)

    def column(self, name: str) -> Column | None:
        """The column of exactly this name, in any letter case."""
        return next((column for column in self.columns if column.name.casefold() == name.casefold()), None)


@dataclass(frozen=True)
class Schema:
    """All tables that there are."""

    tables: tuple[Table, ...] = ()

    def meant(self, said: str) -> list[Table]:
        """The tables that these words may mean: the surest only, so several are equally likely."""
        scored = [(alike(said, table.name), table) for table in self.tables]
        best = max((score for score, _ in scored), default=0)
        return [table for score, table in scored if score == best and best > 0]

    def named(self, name: str) -> Table | None:
        """The table of exactly this name, in any letter case."""
        return next((table for table in self.tables if table.name.casefold() == name.casefold()), None)

    def keys(self, left: Table, right: Table) -> list[tuple[Column, Column]]:
        """Pairs of columns that may join the two tables; the surest kind only."""
        for kind in (_declared, _by_name, _common):
            if pairs := list(kind(left, right)):
                return pairs
        return []


def _declared(left: Table, right: Table) -> Iterator[tuple[Column, Column]]:
    for one, other, turned in ((left, right, False), (right, left, True)):
        for column in one.columns:
            if column.refers and column.refers[0].casefold() == other.name.casefold():
                target = other.column(column.refers[1])
                if target:
                    yield (target, column) if turned else (column, target)


def _by_name(left: Table, right: Table) -> Iterator[tuple[Column, Column]]:
    """`orders.customer_id` and `customers.id` (or `customers.customer_id`), where no key is declared."""
    for one, other, turned in ((left, right, False), (right, left, True)):
        for column in one.columns:
            for word in ("id", "key", "code"):
                if fold(column.name) == f"{other.one} {word}":
                    target = other.column(word) or other.column(column.name)
                    if target:
                        yield (target, column) if turned else (column, target)
        if turned is False and left.name == right.name:
            return


def _common(left: Table, right: Table) -> Iterator[tuple[Column, Column]]:
    for column in left.columns:
        same = right.column(column.name)
        if same and fold(column.name) not in ("id", "name", "created at", "updated at", "comment", "description"):
            yield column, same


def read_schema(told: Mapping[str, Any]) -> Schema:
    """The schema out of the tool's answer."""
    tables = []
    for table in told.get("tables") or ():
        name = str(table.get("name", ""))
        columns = []
        for column in table.get("columns") or ():
            key = str(column.get("key") or "")
            found = _KEY.search(key)
            refers = (found["table"].strip('"'), found["column"].strip('"')) if found else None
            word = str(column.get("column") or column.get("name") or "")
            columns.append(Column(word, str(column.get("type") or ""), name, "primary" in key, refers))
        tables.append(Table(name, tuple(columns), table.get("rows")))
    return Schema(tuple(tables))


def quoted(name: str) -> str:
    """A name as SQL: plain where that is safe, in double quotes elsewhere."""
    plain = _PLAIN.fullmatch(name) and name not in _RESERVED
    return name if plain else '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"
