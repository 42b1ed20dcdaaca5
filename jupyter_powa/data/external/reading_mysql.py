"""How a guarded query is read from MariaDB or MySQL: a connection of its own, in a session that may only read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine

from jupyter_powa.data.external.clock import Ending
from jupyter_powa.data.external.mysql import Mysql
from jupyter_powa.data.external.said import mysql
from jupyter_powa.data.guard import SqlRefused, checked
from jupyter_powa.errors import BlockError, PowaError
from jupyter_powa.model.data import Column

SESSION = (
    "set names utf8mb4",
    "set session sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', "
    "lock_wait_timeout = 2, innodb_lock_wait_timeout = 2",
    "set session transaction read only",  # the transaction's own word alone lets CREATE and TRUNCATE through
    "start transaction with consistent snapshot, read only",
)

LATE = (1969, 3024, 1317, 1028, 1053)
"""Errors of a query that was stopped."""

TYPES = {
    0: "decimal", 1: "tinyint", 2: "smallint", 3: "int", 4: "float", 5: "double", 7: "timestamp", 8: "bigint",
    9: "mediumint", 10: "date", 11: "time", 12: "datetime", 13: "year", 15: "varchar", 16: "bit", 245: "json",
    246: "decimal", 247: "enum", 248: "set", 249: "text", 250: "text", 251: "text", 252: "text", 253: "varchar",
    254: "char", 255: "geometry",
}  # fmt: skip
"""The protocol's numbers for types, in the server's words."""

Stopper = Callable[[Callable[[], None]], None]


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
    import pymysql

    ending = Ending(seconds)
    stopper(ending.stop)
    connection = connected(engine)
    try:
        with ending.watch(lambda: _kill(engine, connection.thread_id())):
            _settle(connection, seconds)
            ran = checked(sql, Mysql(connection, values, limit + 1))
            cursor = connection.cursor(pymysql.cursors.Cursor)
            cursor.execute(f"explain {ran}" if bind else ran)
            columns = [Column(name=one[0], type=TYPES.get(one[1], "unknown")) for one in cursor.description or ()]
            rows = [tuple(row) for row in cursor.fetchmany(limit + 1)]
            if ending.why is not None:  # some functions end well when they are stopped
                raise ending.error()
            return columns, rows
    except pymysql.MySQLError as error:
        raise _error(error, ending, sql) from None
    finally:
        with contextlib.suppress(Exception):
            connection.rollback()
        with contextlib.suppress(Exception):
            connection.close()


def connected(engine: Engine) -> Any:
    """A connection of PyMySQL's to where the engine points, that no pool has seen."""
    import pymysql
    from pymysql.constants import CLIENT

    try:
        if engine.dialect.driver == "pymysql":
            fresh = engine.pool.recreate().connect()
            connection: Any = fresh.driver_connection
            fresh.detach()
        else:
            url = engine.url
            connection = pymysql.connect(
                host=url.host or "localhost",
                port=url.port or 3306,
                user=url.username,
                password=str(url.password or ""),
                database=url.database,
                charset="utf8mb4",
            )
    except Exception:  # of whichever driver; its words hold addresses
        raise BlockError("The server cannot be reached, or did not accept the account.", code="sql_error") from None
    if connection.client_flag & (CLIENT.MULTI_STATEMENTS | CLIENT.LOCAL_FILES):
        connection.close()
        raise SqlRefused(
            "This data source lets one call hold several statements, or read files of this machine (client_flag, "
            "local_infile). Leave that out of its settings."
        )
    return connection


def _settle(connection: Any, seconds: float) -> None:
    cursor = connection.cursor()
    for statement in SESSION[:-1]:
        cursor.execute(statement)
    cursor.execute("select version()")
    mariadb = "mariadb" in str(cursor.fetchone()).casefold()
    limit = f"max_statement_time = {seconds:g}" if mariadb else f"max_execution_time = {max(int(seconds * 1000), 1)}"
    cursor.execute(f"set session {limit}")
    cursor.execute(SESSION[-1])


def _kill(engine: Engine, thread: int) -> None:
    """From a second connection: the first one waits for its answer."""
    other = connected(engine)
    try:
        other.cursor().execute(f"kill query {int(thread)}")
    finally:
        other.close()


def _error(error: Any, ending: Ending, sql: str) -> PowaError:
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if number in LATE or ending.why is not None:
        return ending.error()
    if number in (2006, 2013, 0):
        return BlockError("The connection to the server broke.", code="sql_error")
    return mysql(number, str(error.args[1]) if len(error.args) > 1 else "", sql)
