"""How the guard reads MariaDB and MySQL: the tables of the connection's database, and what stands behind its views.

A view whose definition the account may not see, as it lacks SHOW VIEW, is refused: it may show any other database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlglot import exp

from jupyter_powa.data.external.allowed_mysql import ALLOWED, DEFINED
from jupyter_powa.data.external.named import Named, behind, fitting, looked
from jupyter_powa.data.guard import Path, Public, Query, SqlRefused
from jupyter_powa.errors import BlockError

TABLES = """
select table_name, table_type = 'VIEW' from information_schema.tables where table_schema = database()
and (table_type = 'VIEW' or (table_type in ('BASE TABLE', 'SYSTEM VERSIONED')
and engine in ('InnoDB', 'MyISAM', 'Aria', 'MEMORY', 'ARCHIVE', 'Columnstore', 'ROCKSDB', 'ndbcluster')))"""
"""Other engines reach files, other servers, or tables of other databases."""

DEFINITION = """
select view_definition from information_schema.views where table_schema = database() and table_name = %s"""

FUNCTIONS = "select lower(routine_name) from information_schema.routines where routine_schema = database()"


class Mysql:
    """The dialect of one connection by Python's DB-API."""

    def __init__(self, connection: Any, values: Sequence[Any], rows: int) -> None:
        """`values` are written into the query, which gives at most so many `rows`."""
        self._connection, self._values, self._count = connection, values, rows
        self._public = Named("", "", frozenset(), frozenset())

    def public(self) -> Public:
        """The tables and views of the connection's database."""
        ((database, folding),) = self._rows("select database(), @@lower_case_table_names")
        if database is None:
            raise SqlRefused("The data source names no database: its tables cannot be told from those of others.")
        fold = str.casefold if int(folding) else str
        rows = [(fold(str(name)), bool(view)) for name, view in self._rows(TABLES)]
        schema = fold(str(database))
        self._public = Named(
            "",
            str(database),
            frozenset((schema, name) for name, _ in rows),
            frozenset(),
            schemas=(schema,),
            views=frozenset((schema, name) for name, view in rows if view),
            fold=fold,
        )
        return self._public

    def query(self, sql: str, public: Public) -> Query:
        """The text as one query, written from its tree, its values among it."""
        look = looked(sql, ALLOWED, self._public)
        fitting(look.placeholders, self._values)
        look.bind([literal(value) for value in self._values])
        look.cap(self._count)
        if mine := look.calls & {str(name) for (name,) in self._rows(FUNCTIONS)}:
            raise SqlRefused(
                f"{min(mine)}(…) is not allowed here: the database has a function of its own by that name."
            )
        return Query(look.text(), look.tables, look.text())

    def bound(self, query: Query) -> Iterable[Path]:
        """The tables behind the views that it names, by how the server says they are made."""
        return behind(set(query.tables) & self._public.views, self._public, DEFINED, self._definition)

    def _definition(self, view: Path) -> str | None:
        rows = self._rows(DEFINITION, [view[-1]])
        return str(rows[0][0]) if rows and rows[0][0] else None

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        cursor = self._connection.cursor()
        cursor.execute(sql, tuple(values) or None)
        return list(cursor.fetchall())


def literal(value: Any) -> exp.Expr:
    """A value as it is written in a query; raises BlockError with code `sql_error` for one that has no such form."""
    match value:
        case None:
            return exp.Null()
        case bool():
            return exp.Boolean(this=value)
        case int() | Decimal():
            text = f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else str(value)
        case float():
            text = repr(value)
        case bytes() | bytearray() | memoryview():
            return exp.HexString(this=bytes(value).hex())
        case datetime():
            moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            return exp.Literal.string(moment.isoformat(" "))
        case date() | time():
            return exp.Literal.string(value.isoformat())
        case str():
            return exp.Literal.string(value)
        case _:
            raise BlockError(f"A value of the kind {type(value).__name__} cannot be bound here.", code="sql_error")
    if not set(text) <= set("0123456789.e+-"):
        raise BlockError("A number that is not finite cannot be bound here.", code="sql_error")
    return exp.Neg(this=exp.Literal.number(text[1:])) if text.startswith("-") else exp.Literal.number(text)
