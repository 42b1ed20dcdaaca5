"""How rows leave a cursor of DuckDB's: some of a result, and under guard for whoever may only read."""

from __future__ import annotations

import contextlib
import re
from typing import Any

from jupyter_powa.data.duck import CHECKS, Duck
from jupyter_powa.data.guard import checked
from jupyter_powa.data.told import readable
from jupyter_powa.model.data import Column, Page

DANGLING = re.compile(r";[\s;]*(?:--[^\n]*\s*)+$")
"""Words after the last semicolon: a limited relation of 2.0.1 trips over them ('syntax error at or near ";"')."""


PLAIN = re.compile(
    r"""select\b(?:"(?:[^"]|"")*"|'(?:[^']|'')*'
    |(?!(?:limit|offset|fetch|sample|tablesample|using|qualify|window|for|into)\b)[a-z_]\w*+(?!['"])
    |\d++(?![\w'"])|[\s?,.()*=<>!+%|:]|-(?!-)|/(?!\*))*+""",
    re.IGNORECASE | re.VERBOSE,
)
"""A query of names, texts, numbers and signs alone: a limit may be written behind it, as no comment is open there."""


def page(cursor: Any, sql: str, values: list[Any] | None, offset: int, limit: int) -> Page:
    """Some rows. A limit is planned with the query, so an ordered one keeps only the rows that it needs."""
    from arro3.core import Table as Arrow

    sql = DANGLING.sub("", sql)
    relation = _limited(cursor, sql, values, offset, limit + 1)
    if relation is not None:
        rows = Arrow.from_arrow(readable(relation))
    else:
        relation = _relation(cursor, sql, values)  # its own limit gives columns of one name other names
        rows = Arrow.from_arrow(readable(relation).limit(limit + 1, offset))
    columns = [Column(name=name, type=str(kind)) for name, kind in zip(relation.columns, relation.types, strict=True)]
    return Page(
        columns=columns, arrow=rows.slice(0, min(limit, rows.num_rows)), offset=offset, more=rows.num_rows > limit
    )


def _limited(cursor: Any, sql: str, values: list[Any] | None, offset: int, most: int) -> Any:
    """The relation with a limit in its text, which DuckDB plans and skips faster; None where that may not be."""
    if PLAIN.fullmatch(sql):
        with contextlib.suppress(Exception):  # its error would show a text that nobody wrote: it is met again
            return cursor.sql(f"{sql}\nlimit {most} offset {offset}", params=values)
    return None


def _relation(cursor: Any, sql: str, values: list[Any] | None) -> Any:
    """The statement's relation; where it cannot be bound, the error of its plan is raised, which says where."""
    try:
        return cursor.sql(sql, params=values)
    except Exception as error:
        if str(error).startswith(("Binder Error", "Catalog Error")) and "\nLINE " not in str(error):
            cursor.execute(f"explain {sql}", values)
        raise


def guarded(cursor: Any, sql: str, values: list[Any] | None, limit: int) -> Page:
    """The first rows of a query that passes the guard.

    What is checked is what runs: both see the same moment of the database, in a transaction that may not write.
    """
    cursor.execute(CHECKS)
    cursor.execute("begin transaction read only")
    try:
        return page(cursor, checked(sql, Duck(cursor)), values, 0, limit)
    finally:
        cursor.execute("rollback")


def bound(cursor: Any, sql: str) -> None:
    """Plan a query that passes the guard, as `guarded` would run it."""
    cursor.execute(CHECKS)
    cursor.execute("begin transaction read only")
    try:
        cursor.execute(f"explain {checked(sql, Duck(cursor))}")
    finally:
        cursor.execute("rollback")
