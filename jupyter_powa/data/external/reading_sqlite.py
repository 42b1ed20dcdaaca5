"""How a guarded query is read from SQLite: the file opened to read only, each step asked for, and a clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from jupyter_powa.data.external.clock import Ending
from jupyter_powa.data.external.said import sqlite
from jupyter_powa.data.external.sqlite import Sqlite
from jupyter_powa.data.guard import checked
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.data import Column

LARGEST: Limit[int] = 10_000_000
"""Bytes of one value that a guarded query may make or read. Source: ours, guarantees.md 2a."""

STEPS = 2_000
"""Steps of SQLite's between two looks at the clock."""

SETTINGS = ("pragma query_only = on", "pragma trusted_schema = off", "pragma cell_size_check = on")

LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, LARGEST),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 500),
)

KINDS = {int: "INTEGER", float: "REAL", str: "TEXT", bytes: "BLOB"}

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
    ending = Ending(seconds)
    stopper(ending.stop)
    connection = connected(engine)
    try:
        with ending.watch(connection.interrupt):
            for kind, most in LIMITS:
                connection.setlimit(kind, most)
            for setting in SETTINGS:
                connection.execute(setting)
            connection.execute("begin")
            dialect = Sqlite(connection, values)
            ran = checked(sql, dialect)
            dialect.wake(ran)
            connection.set_authorizer(dialect.allows)
            connection.set_progress_handler(lambda: int(ending.why is not None), STEPS)
            cursor = connection.execute(f"explain {ran}" if bind else ran, [_bound(value) for value in values])
            rows = cursor.fetchmany(limit + 1)
            return [_column(one[0], place, rows) for place, one in enumerate(cursor.description)], rows
    except sqlite3.Error as error:
        raise (ending.error() if ending.why is not None else sqlite(str(error), sql)) from None
    except (UnicodeDecodeError, OverflowError):
        raise BlockError("A value of the query or its result cannot be shown.", code="sql_error") from None
    finally:
        connection.close()


def connected(engine: Engine) -> sqlite3.Connection:
    """A connection of our own to the engine's file, which cannot write it; or to a copy of what is in memory alone."""
    name, query = engine.url.database or ":memory:", {key.lower(): value for key, value in engine.url.query.items()}
    try:
        if name == ":memory:" or "mode=memory" in name or query.get("mode") == "memory":
            return _copied(engine)
        file = name.partition("?")[0].removeprefix("file:") if name.startswith("file:") else name
        address = f"{Path(file).absolute().as_uri()}?mode=ro"
        return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=2)
    except sqlite3.Error:
        raise BlockError("The file of this data source cannot be opened.", code="sql_error") from None


def _copied(engine: Engine) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    theirs = engine.raw_connection()
    try:
        source: Any = theirs.driver_connection
        source.backup(copy)
    finally:
        theirs.close()
    return copy


def _column(name: str, place: int, rows: list[Any]) -> Column:
    """A column, whose type SQLite does not know but by its values."""
    value = next((row[place] for row in rows if row[place] is not None), None)
    return Column(name=name, type=KINDS.get(type(value), "ANY"))


def _bound(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case Decimal():
            return float(value)
        case None | bool() | int() | float() | str() | bytes():
            return value
        case _:
            raise BlockError(f"A value of the kind {type(value).__name__} cannot be bound here.", code="sql_error")
