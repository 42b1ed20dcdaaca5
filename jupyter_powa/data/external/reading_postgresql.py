"""How a guarded query is read from PostgreSQL: a connection of its own, read only, by the extended protocol."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine

from jupyter_powa.data.external.clock import Ending
from jupyter_powa.data.external.postgresql import Postgresql
from jupyter_powa.data.external.said import postgresql
from jupyter_powa.data.guard import checked
from jupyter_powa.errors import BlockError, PowaError
from jupyter_powa.model.data import Column

SETTINGS = (
    "standard_conforming_strings = on",  # else a backslash ends a text elsewhere than the guard thinks
    "search_path = pg_catalog",
    "lock_timeout = '2s'",
    "extra_float_digits = 1",
    "client_encoding = 'UTF8'",
    "xmloption = content",
    "default_transaction_read_only = on",
)

TYPE = "select pg_catalog.format_type($1, null)"

Stopper = Callable[[Callable[[], None]], None]


def read(
    engine: Engine,
    sql: str,
    values: Sequence[Any],
    *,
    limit: int,
    seconds: float,
    stopper: Stopper,
    schemas: Sequence[str],
    bind: bool = False,
) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """The columns and the first rows, one more than the limit where there are more."""
    import psycopg

    ending = Ending(seconds)
    stopper(ending.stop)
    connection = connected(engine)
    ran = ""
    try:
        with ending.watch(lambda: connection.cancel_safe(timeout=5)):
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            _settle(connection, seconds)
            dialect = Postgresql(connection, schemas, values)
            ran = checked(sql, dialect)
            _path(connection, dialect.search_path(ran))
            if bind:
                psycopg.RawCursor(connection).execute(f"{EXPLAIN}{ran}", list(values) or None)
                return [], []
            return _rows(connection, ran, values, limit)
    except psycopg.Error as error:
        raise _error(error, ending, ran, sql, connection) from None
    finally:
        _leave(connection)


def connected(engine: Engine) -> Any:
    """A connection of psycopg's own to where the engine points, that no pool has seen."""
    import psycopg

    try:
        if engine.dialect.driver == "psycopg":
            fresh = engine.pool.recreate().connect()
            connection = fresh.driver_connection
            fresh.detach()
            return connection
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(address)
    except Exception:  # of whichever driver; its words hold addresses
        raise BlockError("The server cannot be reached, or did not accept the account.", code="sql_error") from None


def _settle(connection: Any, seconds: float) -> None:
    """Begin: only once a first query has run can the transaction not become a writing one."""
    for setting in (*SETTINGS, f"statement_timeout = {max(int(seconds * 1000), 1)}"):
        connection.execute(f"set local {setting}")
    connection.execute("select 1")


def _path(connection: Any, schemas: Sequence[str]) -> None:
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in schemas)
    connection.execute(f"set local search_path = {names}")


CURSOR = "powa"
DECLARED = len(f'DECLARE "{CURSOR}" CURSOR FOR ')
"""What the driver writes before a query; places in errors are counted from its beginning."""
EXPLAIN = "EXPLAIN".ljust(DECLARED)
"""As long as that, so that places in errors are counted alike."""


def _rows(connection: Any, ran: str, values: Sequence[Any], limit: int) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """By a cursor of the server's: it takes one query, by the extended protocol, and gives no more rows than asked."""
    import psycopg

    with psycopg.RawServerCursor(connection, CURSOR) as cursor:
        cursor.execute(ran, list(values) or None)
        rows = cursor.fetchmany(limit + 1)
        columns = [Column(name=one.name, type=one.type_display) for one in cursor.description or ()]
    for column in columns:
        if column.type.isdecimal():  # a type that the driver has no name for
            named = psycopg.RawCursor(connection).execute(TYPE, [int(column.type)]).fetchone()
            column.type = str(named[0]) if named else column.type
    return columns, [tuple(row) for row in rows]


def _error(error: Any, ending: Ending, ran: str, sql: str, connection: Any) -> PowaError:
    if error.sqlstate == "57014" or ending.why is not None:
        return ending.error()
    if error.sqlstate is None:
        words = "The connection to the server broke." if connection.broken else "A value of the result cannot be shown."
        return BlockError(words, code="sql_error")
    told = error.diag
    place = int(told.statement_position or 0) - DECLARED
    return postgresql(error.sqlstate, told.message_primary or "", place, told.message_hint, ran, sql)


def _leave(connection: Any) -> None:
    with contextlib.suppress(Exception):
        connection.rollback()
    with contextlib.suppress(Exception):
        connection.close()
