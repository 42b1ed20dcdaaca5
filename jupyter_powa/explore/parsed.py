"""Statements as trees: sqlglot, imported late, since it costs a tenth of a second."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from jupyter_powa.explore.dialect import Dialect
from jupyter_powa.limits import Limit

if TYPE_CHECKING:
    from sqlglot import Expr

LONGEST: Limit[int] = 200_000
"""Characters of a statement that is read as a tree. Source: ours; sqlglot reads some 100,000 in a second."""


def parsed(sql: str, dialect: Dialect) -> list[Expr]:
    """The statements of a text; raises ValueError in words where sqlglot does not understand it."""
    import sqlglot
    from sqlglot import exp

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # what it does not know is told to the caller, not the log
    if len(sql) > LONGEST:
        raise ValueError("the statement is too long to be read as a tree")
    try:
        found = [one for one in sqlglot.parse(sql, read=dialect.sqlglot) if one is not None]
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        raise ValueError(f"the statement could not be read{_place(error)}") from None
    if any(isinstance(one, exp.Command) for one in found):
        raise ValueError("a statement of this kind cannot be read as a tree")
    return [one for one in found if not isinstance(one, exp.Semicolon)]


def _place(error: Exception) -> str:
    told = (getattr(error, "errors", None) or [{}])[0]
    return f" at line {told['line']}, column {told['col']}" if told.get("line") else ""


def one_query(sql: str, dialect: Dialect) -> Expr | None:
    """The tree of a text that is one query and writes nothing; None for any other. Raises ValueError as `parsed`."""
    from sqlglot import exp

    found = parsed(sql, dialect)
    query = found[0] if len(found) == 1 else None
    if not isinstance(query, exp.Query) or any(query.find_all(exp.DML, exp.Into, exp.Lock, exp.Create)):
        return None
    return query


def reads_only(sql: str, dialect: Dialect) -> bool:
    """Whether a text is surely one query that writes nothing."""
    try:
        return one_query(sql, dialect) is not None
    except ValueError:
        return False
