"""How a DuckDB file is opened, and what DuckDB takes for one statement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_powa.data.owner import LOCKED
from jupyter_powa.data.said import sql_error
from jupyter_powa.errors import BlockError, Conflict

if TYPE_CHECKING:
    import duckdb

MEMORY = ":memory:"

OFFLINE = (
    "set autoinstall_known_extensions=false; set autoload_known_extensions=false; set allow_community_extensions=false"
)
"""A plain statement must not fetch code from the network (guarantees.md §5)."""


def connect(path: str) -> duckdb.DuckDBPyConnection:
    """A connection, without settings of its own: so it joins one that the user's code has to the same file."""
    import duckdb

    if path != MEMORY:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(path)
    except duckdb.ConnectionException as error:
        said = str(error)
        raise (_other_settings(path) if "different configuration" in said else sql_error(error, "")) from None
    except duckdb.IOException as error:
        if LOCKED in str(error):
            raise  # another process may let go of it in a moment
        raise sql_error(error, "") from None
    (count,) = connection.execute("select * from duckdb_connection_count()").fetchone() or (1,)
    if count == 1:  # else it is the user's own instance, and so are its settings
        connection.execute(OFFLINE)
    return connection


def one_statement(sql: str) -> None:
    """Raise BlockError (`sql_error`) where a text holds none, or more."""
    import duckdb

    if (count := len(duckdb.extract_statements(sql))) != 1:
        said = "holds no statement" if count == 0 else f"holds {count} statements; write one statement in each block"
        raise BlockError(f"The SQL {said}.", code="sql_error")


def _other_settings(path: str) -> Conflict:
    return Conflict(
        f"The database {Path(path).name} is open in this kernel already, with settings of its own (read_only or a "
        "config). Close that connection, or open it as duckdb.connect(path) without settings.",
        code="database_busy",
    )
