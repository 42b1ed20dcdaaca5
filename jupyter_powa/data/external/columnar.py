"""Large results of PostgreSQL as columns, by ADBC where it is installed: several times as fast as row by row."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from jupyter_powa.data.external.cut import one_query
from jupyter_powa.errors import BlockError

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

WORTH = 20_000
"""Rows, by the server's own estimate, from which a second connection pays. Source: ours, measured on loopback."""
PLAIN = frozenset(("bool", "int2", "int4", "int8", "float8", "text", "varchar", "bpchar", "bytea", "date"))
MOMENTS = frozenset(("timestamp", "timestamptz"))
"""Types whose values are the same both ways; a result with any other comes row by row."""
STOPPED = "57014"
"""PostgreSQL's code of a statement that was cancelled (its manual, appendix A)."""


def extracted(
    connection: Connection, sql: str, most: int, stopper: Callable[[Callable[[], None]], None]
) -> pd.DataFrame | None:
    """All rows of one query as the frame that they would be row by row; None where that is the better way.

    `most`: rows that may come; `stopper` takes what stops the query. Raises BlockError with code `too_many_rows`, and
    with code `stopped`.
    """
    if connection.dialect.name != "postgresql" or not (find_spec("adbc_driver_postgresql") and find_spec("pyarrow")):
        return None
    if not one_query(sql, connection.dialect.name) or _estimate(connection, sql) < WORTH:
        return None
    from adbc_driver_manager import Error  # type: ignore[import-not-found,unused-ignore]
    from pyarrow import ArrowException  # type: ignore[import-untyped,import-not-found,unused-ignore]

    raw: Any = connection.connection.driver_connection
    stopped: list[None] = []
    try:
        with _cursor(raw.info) as cursor:

            def stop() -> None:
                stopped.append(None)
                cursor.adbc_cancel()

            stopper(stop)
            if not _plain(cursor.adbc_execute_schema(sql)):
                return None
            cursor.execute(sql)
            return _frame(cursor, most, str(raw.info.timezone))
    except (Error, OSError, ArrowException):  # the latter two are how Arrow's reader tells what the server said
        if stopped:
            raise BlockError("The query was stopped.", code="stopped") from None
        return None  # the other way tells what is wrong, and where


def _estimate(connection: Connection, sql: str) -> float:
    """The server's own guess of how many rows there are; 0 for a query that it does not take."""
    from sqlalchemy.exc import DBAPIError

    asked = connection.execution_options(no_parameters=True)
    try:
        told: Any = asked.exec_driver_sql(f"explain (format json) {sql}").scalar()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == STOPPED:
            raise
        connection.rollback()  # or nothing else is taken
        return 0.0
    return float(told[0]["Plan"]["Plan Rows"])


@contextlib.contextmanager
def _cursor(info: Any) -> Iterator[Any]:
    """A cursor on a second connection with the very settings of the first: whom it signs in as, that it only reads."""
    from adbc_driver_postgresql import dbapi  # type: ignore[import-untyped,import-not-found,unused-ignore]
    from psycopg.conninfo import make_conninfo

    address = make_conninfo(**{**info.get_parameters(), "password": info.password or None})
    with dbapi.connect(address) as connection, connection.cursor() as cursor:
        yield cursor


def _plain(schema: Any) -> bool:
    types = [(field.metadata or {}).get(b"POSTGRESQL:type", b"").decode() for field in schema]
    return len(set(schema.names)) == len(schema.names) and all(name in PLAIN | MOMENTS for name in types)


def _frame(cursor: Any, most: int, zone: str) -> pd.DataFrame:
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]

    reader = cursor.fetch_record_batch()
    batches, count = [], 0
    for batch in reader:
        batches.append(batch)
        count += batch.num_rows
        if count > most:
            raise BlockError(f"The result has more than {most:,} rows: ask for less.", code="too_many_rows")
    wide = [field.with_type(_wide(field.type, zone)) for field in reader.schema]
    table = pa.Table.from_batches(batches, reader.schema).cast(pa.schema(wide))
    return table.to_pandas()  # type: ignore[no-any-return]


def _wide(kind: Any, zone: str) -> Any:
    """Numbers as Python's, and moments in the session's own zone, as the rows have them."""
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]

    if pa.types.is_integer(kind):
        return pa.int64()
    return pa.timestamp("us", tz=zone) if pa.types.is_timestamp(kind) and kind.tz else kind
