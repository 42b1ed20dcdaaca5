"""The strict guard for whatever else SQLAlchemy reaches: plain SELECTs with standard functions over plain tables.

It knows no way to tell the server that a session may only read: the account must hold there. Nor does every driver have
a word that stops a query: what cannot be stopped is closed, and nobody waits for it any longer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlglot import parser
from sqlglot.dialects.dialect import Dialect

from jupyter_powa.data.allowed import words
from jupyter_powa.data.external.clock import Ending
from jupyter_powa.data.external.dialects import SYNTAX
from jupyter_powa.data.external.ends import awaited, stops
from jupyter_powa.data.external.kinds import KINDS, TYPES, Allowed
from jupyter_powa.data.external.named import Named, fitting, looked
from jupyter_powa.data.guard import Path, Public, Query, SqlRefused, checked
from jupyter_powa.errors import BlockError
from jupyter_powa.model.data import Column

FUNCTIONS = words(
    "abs avg ceil ceiling char_length coalesce concat count dense_rank exp first_value floor lag last_value lead "
    "length ln lower ltrim max min mod nullif ntile power rank replace round row_number rtrim sign sqrt stddev "
    "stddev_pop stddev_samp substr substring sum trim upper var_pop var_samp variance"
)

DIALECTS = {"mssql": "tsql", "awsathena": "athena", "databricks": "databricks", "postgres": "postgres"}
"""Names of SQLAlchemy's that sqlglot calls otherwise."""

Stopper = Callable[[Callable[[], None]], None]


class Generic:
    """The dialect of one engine, by what SQLAlchemy can tell of it."""

    def __init__(self, engine: Engine, values: Sequence[Any], rows: int) -> None:
        """Raises SqlRefused where nobody knows how the engine writes SQL."""
        self._engine, self._values, self._count = engine, values, rows
        self._allowed = allowed(engine.dialect.name, str.upper if engine.dialect.requires_name_normalize else str)
        self._public = Named("", "", frozenset(), frozenset())

    def public(self) -> Public:
        """The tables of the default schema. No views: what stands behind them cannot be told."""
        found = inspect(self._engine)
        its = self._engine.dialect
        written = its.denormalize_name if its.requires_name_normalize else str
        schema = str(written(found.default_schema_name or ""))
        names = frozenset((schema, str(written(name))) for name in found.get_table_names())
        self._public = Named("", schema, names, frozenset(), schemas=(schema,))
        return self._public

    def query(self, sql: str, public: Public) -> Query:
        """The text as one query, written from its tree, with its limit."""
        look = looked(sql, self._allowed, self._public)
        fitting(look.placeholders, self._values)
        look.cap(self._count)
        return Query(look.text(), look.tables, look.text())

    def bound(self, query: Query) -> Iterable[Path]:
        """Nothing: there are only tables."""
        return ()


def read(
    engine: Engine,
    sql: str,
    values: Sequence[Any],
    *,
    limit: int,
    seconds: float,
    stopper: Stopper,
    bind: bool = False,
) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """The columns and the first rows, one more than the limit where there are more."""
    ending = Ending(seconds)
    stopper(ending.stop)
    wrong: tuple[type[Exception], ...] = (SQLAlchemyError, getattr(engine.dialect.dbapi, "Error", SQLAlchemyError))
    try:
        ran = checked(sql, Generic(engine, values, limit + 1))
        if bind:  # nobody knows how this kind of server is asked for a plan
            return [], []
        return awaited(partial(_rows, engine, ran, limit, ending), ending)
    except wrong:
        raise _unanswered(ending) from None


def _rows(engine: Engine, ran: str, limit: int, ending: Ending) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """The columns and the first rows, over a connection of its own."""
    fresh = engine.pool.recreate().connect()
    raw = fresh.driver_connection  # once it is detached, nothing tells
    fresh.detach()
    try:
        cursor = fresh.cursor()
        with ending.watch(stops(raw, cursor)):
            cursor.execute(ran)
            rows = [tuple(row) for row in cursor.fetchmany(limit + 1)]
            if ending.why is not None:
                raise ending.error()
            return [Column(name=one[0], type="unknown") for one in cursor.description or ()], rows
    except Exception:  # of a connection that was closed meanwhile drivers say all sorts of things
        if ending.why is not None:
            raise ending.error() from None
        raise
    finally:
        with contextlib.suppress(Exception):
            fresh.rollback()
        with contextlib.suppress(Exception):
            fresh.close()


def _unanswered(ending: Ending) -> Exception:
    if ending.why is not None:
        return ending.error()
    return BlockError("The database could not answer the query. Check the names and types in it.", code="sql_error")


def allowed(name: str, fold: Callable[[str], str] = str) -> Allowed:
    """What a query may be made of on this kind of database; raises SqlRefused for one that sqlglot does not know."""
    base = Dialect.get(DIALECTS.get(name, name))
    if base is None:
        raise SqlRefused(f"Queries of others cannot be checked on {name}.")
    reads = type(
        "Parser",
        (base.parser_class,),
        {
            "FUNCTIONS": {},
            "LAMBDAS": {},
            "FUNCTION_PARSERS": {one: parser.Parser.FUNCTION_PARSERS[one] for one in SYNTAX if one != "OVERLAY"},
        },
    )
    dialect = type(f"Guarded{base.__name__}", (base,), {"Parser": reads})
    return Allowed(
        dialect=dialect,
        kinds=KINDS - words("Placeholder Lateral Unnest"),
        functions=FUNCTIONS,
        rows=frozenset(),
        types=TYPES,
        fold=fold,
        system=("sys", "pg_", "sqlite_", "information_schema", "duckdb_"),
    )
