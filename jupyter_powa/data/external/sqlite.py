"""How the guard reads SQLite: the tables of the main file, and what SQLite itself says that a query touches."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from jupyter_powa.data.external.allowed_sqlite import ALLOWED, FUNCTIONS, ROWS
from jupyter_powa.data.external.named import Named, fitting, looked
from jupyter_powa.data.guard import Path, Public, Query

TABLES = "select name, type = 'view', sql from main.sqlite_master where type in ('table', 'view')"

VIRTUAL = re.compile(r"create\s+virtual\s+table\b[\s\S]*?\susing\s+(\w+)", re.IGNORECASE)
MODULES = {"fts3", "fts4", "fts5", "rtree", "rtree_i32", "geopoly"}
"""What may stand behind a table that SQLite does not hold itself; others read files, or SQLite's own pages."""

WORD = re.compile(r"\w+")

ASKED = {"->", "->>"}
"""Functions that SQLite names for operators."""

PRAGMAS = {"data_version"}
"""What a full-text table asks on its own; no query that passes the guard can."""


class Sqlite:
    """The dialect of one connection that holds one file."""

    def __init__(self, connection: sqlite3.Connection, values: Sequence[Any]) -> None:
        """`values` are bound to the query's placeholders later."""
        self._connection, self._values = connection, values
        self._public = Named("", "main", frozenset(), frozenset())
        self._hidden: set[str] = set()
        """Names of tables that are not public."""
        self._virtual: set[str] = set()

    def public(self) -> Public:
        """The tables and views of the file."""
        found = [
            (str(name).lower(), bool(view), str(sql or "")) for name, view, sql in self._connection.execute(TABLES)
        ]
        rows = [(name, view) for name, view, sql in found if not name.startswith(ALLOWED.system) and _held(sql)]
        self._hidden = {name for name, _, _ in found} - {name for name, _ in rows}
        self._hidden |= {str(name).lower() for (name,) in self._connection.execute("pragma module_list")} - ROWS
        self._virtual = {name for name, _, sql in found if VIRTUAL.match(sql.strip())} - self._hidden
        self._public = Named(
            "",
            "main",
            frozenset(("main", name) for name, _ in rows),
            frozenset(),
            schemas=("main",),
            views=frozenset(("main", name) for name, view in rows if view),
            fold=str.lower,
        )
        return self._public

    def query(self, sql: str, public: Public) -> Query:
        """The text as one query, written from its tree."""
        look = looked(sql, ALLOWED, self._public)
        fitting(look.placeholders, self._values)
        look.number()
        return Query(look.text(), look.tables, look.text())

    def bound(self, query: Query) -> Iterable[Path]:
        """Nothing: SQLite asks for leave itself, for whatever a query touches (`allows`)."""
        return ()

    def wake(self, sql: str) -> None:
        """Let tables that SQLite does not hold itself set themselves up: they write into the catalog's own memory."""
        said = {word.lower() for word in WORD.findall(sql)}
        for name in said & ROWS:
            self._connection.execute(f"select 1 from {name}('[]') limit 0")
        for name in self._virtual & said:
            self._connection.execute(f'select 1 from main."{name}" limit 0')

    def allows(self, action: int, first: str | None, second: str | None, database: str | None, via: str | None) -> int:
        """SQLite's question for each table, function and statement of a query: whether it may."""
        if action == sqlite3.SQLITE_READ:
            table = (first or "").lower()
            fine = (database in (None, "main") and ("main", table) in self._public.tables) or table in ROWS
            if not fine and database is None and not second:  # rows of it are counted: perhaps a part of the query
                fine = table not in self._hidden and not table.startswith(ALLOWED.system)
        elif action == sqlite3.SQLITE_FUNCTION:
            fine = (second or "").lower() in FUNCTIONS | ASKED
        elif action == sqlite3.SQLITE_PRAGMA:
            fine = first in PRAGMAS and second is None
        else:
            fine = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)
        return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY


def _held(sql: str) -> bool:
    found = VIRTUAL.match(sql.strip())
    return found is None or found[1].lower() in MODULES
