"""A query that somebody else wrote, on a server of others: it reads public tables, changes nothing, and ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from jupyter_powa.errors import BlockError
from jupyter_powa.model.data import Column

if TYPE_CHECKING:
    from sqlalchemy import Engine

Stopper = Callable[[Callable[[], None]], None]
"""Takes a function that stops the query, which may be called from any thread."""

PUBLIC = ("public",)
"""The schemas of PostgreSQL that are public, where nobody names others."""


def guarded(
    engine: Engine,
    sql: str,
    values: Sequence[Any] = (),
    *,
    limit: int,
    seconds: float,
    stopper: Stopper,
    schemas: Sequence[str] = (),
    bind: bool = False,
) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """The columns and the first rows: one more than `limit`, where there are more.

    It opens a connection of its own, and throws it away. `values` fill the query's `?`. `schemas` are the public ones
    on PostgreSQL. `bind`: it is only planned, and nothing of what is given means anything. Takes at most about
    `seconds`. Raises SqlRefused for a query that is not allowed, SqlTimeout, BlockError with code `stopped`, and
    BlockError with code `sql_error` for whatever else is wrong with it.
    """
    try:
        return _reader(engine, schemas)(engine, sql, values, limit=limit, seconds=seconds, stopper=stopper, bind=bind)
    except ImportError as error:
        words = f"Queries on {engine.dialect.name} need the package {error.name}. Install it: pip install {error.name}"
        raise BlockError(f"{words}.", code="sql_error") from None


def _reader(engine: Engine, schemas: Sequence[str]) -> Callable[..., tuple[list[Column], list[tuple[Any, ...]]]]:
    name = engine.dialect.name
    if name == "postgresql":
        from jupyter_powa.data.external.reading_postgresql import read as postgresql

        return partial(postgresql, schemas=tuple(schemas) or PUBLIC)
    if name in ("mysql", "mariadb"):
        from jupyter_powa.data.external.reading_mysql import read as mysql

        return mysql
    if name == "sqlite":
        from jupyter_powa.data.external.reading_sqlite import read as sqlite

        return sqlite
    from jupyter_powa.data.external.generic import read as generic

    return generic
