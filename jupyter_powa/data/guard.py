"""The guard beside the port: whether a query that a model or a stranger wrote may be read, whatever the database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit

LONGEST: Limit[int] = 20_000
"""Characters of a guarded query. Source: guarantees.md 2a, recipe 1."""

SHOWN = 30
"""Tables that a refusal lists."""

Path = tuple[str, ...]
"""A table's name in its parts: database, schema, name, of which the first ones may be missing."""

PART = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')


class SqlRefused(BlockError):
    """The query may not be read; the words say what is not allowed and what to do."""

    status, code, error_code = 400, "sql_refused", "SQL_REFUSED"


class SqlTimeout(BlockError):
    """The query took longer than it may, and was stopped."""

    status, code, error_code = 504, "sql_timeout", "SQL_TIMEOUT"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The query took longer than {seconds:g} s and was stopped. Ask for less: filter first, aggregate, or join "
            "on keys."
        )


class SqlTooLarge(BlockError):
    """The query needed more memory than it may, and was stopped."""

    status, code, error_code = 413, "sql_too_large", "SQL_TOO_LARGE"

    def __init__(self, memory: int) -> None:
        super().__init__(
            f"The query needed more than {memory / 1e6:,.0f} MB of memory and was stopped. Ask for less: filter first, "
            "join on keys, and collect fewer values."
        )


@dataclass(frozen=True)
class Query:
    """One query that passed the first look: the text to run, and the tables that it names itself."""

    sql: str
    tables: list[Path]
    bindable: str
    """The text with its placeholders filled, for a database that binds no other."""


@dataclass(frozen=True)
class Public:
    """What may be read: the public schemas of one database and the tables in them, by names in small letters."""

    database: str
    schema: str
    """Where a bare name is looked up."""
    tables: frozenset[tuple[str, str]]
    columns: frozenset[str]

    def holds(self, path: Path) -> bool:
        """Whether a table of this name is public."""
        *before, name = (part.casefold() for part in path)
        if len(before) == 2 and before[0] != self.database:
            return False
        return len(before) < 3 and (before[-1] if before else self.schema, name) in self.tables

    def words(self) -> str:
        """The public tables, for whoever asked for another one."""
        names = sorted(name if schema == self.schema else f"{schema}.{name}" for schema, name in self.tables)
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        return f"Public tables: {', '.join(names[:SHOWN])}{more}." if names else "There are no public tables yet."


class Dialect(Protocol):
    """What the guard must know of a kind of database; it judges its tree by lists of what is allowed."""

    def public(self) -> Public:
        """What may be read."""

    def query(self, sql: str, public: Public) -> Query:
        """The text as one query of allowed kinds and functions; raises SqlRefused."""

    def bound(self, query: Query) -> Iterable[Path]:
        """The tables that it reads once names are looked up: also those behind views and macros."""


def checked(sql: str, dialect: Dialect) -> str:
    """The text to run: one query that reads public tables and nothing else; raises SqlRefused for any other."""
    if len(sql) > LONGEST:
        raise SqlRefused(f"The query has {len(sql):,} characters; {LONGEST:,} are allowed. Write a shorter one.")
    if "\0" in sql:
        raise SqlRefused("The query holds a NUL character. Leave it out.")
    public = dialect.public()
    query = dialect.query(sql, public)
    for path in query.tables:
        if not public.holds(path):
            raise SqlRefused(f"There is no public table {shown(path)}. {public.words()}")
    for path in dialect.bound(query):
        if not public.holds(path):
            raise SqlRefused(
                f"The query reads something that is not public by way of {_through(query, public)}. Read the tables "
                f"themselves. {public.words()}"
            )
    return query.sql


def parts(text: str) -> Path:
    """A name as SQL writes it, in its parts."""
    return tuple(quoted.replace('""', '"') if not plain else plain.strip() for quoted, plain in PART.findall(text))


def shown(path: Path) -> str:
    """A table's name as it was written."""
    return ".".join(path)


def _through(query: Query, public: Public) -> str:
    named = dict.fromkeys(shown(path) for path in query.tables)
    return f"a view or a name used twice ({', '.join(named)})" if named and public.tables else "a name used twice"
