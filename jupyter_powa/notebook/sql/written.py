"""A statement with its values written in: what the explorer is given, and what people copy."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from jupyter_powa.explore.dialect import DUCKDB, Dialect
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.scan import tokens


def written(filled: Filled, dialect: Dialect = DUCKDB) -> str | None:
    """The statement without placeholders; None where one of its values cannot be written as SQL."""
    marks = [token for token in tokens(filled.sql) if token.kind == "mark"]
    if len(marks) != len(filled.values):  # one of them is an operator of JSON's
        return None
    try:
        said = [_literal(value, dialect) for value in filled.values]
    except ValueError:
        return None
    sql = filled.sql
    for mark, literal in reversed(list(zip(marks, said, strict=True))):
        sql = sql[: mark.start] + literal + sql[mark.end :]
    return sql.strip()


def _literal(value: Any, dialect: Dialect) -> str:
    if isinstance(value, uuid.UUID):
        return dialect.literal(str(value))
    if isinstance(value, datetime.datetime):
        return f"cast({dialect.literal(value)} as {'timestamp' if value.tzinfo is None else 'timestamptz'})"
    if isinstance(value, datetime.date):
        return f"cast({dialect.literal(value)} as date)"
    if dialect is DUCKDB and isinstance(value, list):
        return f"[{', '.join(_literal(item, dialect) for item in value)}]"
    if dialect is DUCKDB and isinstance(value, datetime.timedelta):
        return f"to_microseconds({value // datetime.timedelta(microseconds=1)})"
    if dialect is DUCKDB and isinstance(value, bytes):
        return "from_hex('" + value.hex() + "')"
    return dialect.literal(value)
