"""A statement that the server itself cuts to the rows that are wanted, where that does not change what it means."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jupyter_powa.limits import Limit

if TYPE_CHECKING:
    from sqlglot import exp

LONGEST: Limit[int] = 20_000
"""Characters of a statement that is read before it runs. Source: ours; sqlglot takes some 20 ms for as many."""
ENDS = ("limit", "offset", "fetch", "locks", "into")

DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite"}


def limited(sql: str, dialect: str, limit: int, offset: int) -> tuple[str, int]:
    """The statement, and how many rows of its result are still to be left out in front.

    What has no limit of its own gets one behind it: to wrap it would lose its order (MariaDB leaves out the order of an
    inner query).
    """
    bare = sql.rstrip().rstrip(";").rstrip()
    query = _query(bare, DIALECTS.get(dialect, ""))
    if query is None or any(query.args.get(end) for end in ENDS):
        return sql, offset
    return f"{bare}\nlimit {limit}{f' offset {offset}' if offset else ''}", 0


def one_query(sql: str, dialect: str) -> bool:
    """Whether it is one query, which gives rows and changes nothing by its own words."""
    return _query(sql.rstrip().rstrip(";").rstrip(), DIALECTS.get(dialect, "")) is not None


@lru_cache(256)
def _query(sql: str, dialect: str) -> exp.Query | None:
    """The tree of a text that is one query; None for any other text, and for one too long to read."""
    import sqlglot
    from sqlglot import exp

    if len(sql) > LONGEST or not dialect:
        return None
    try:
        found = sqlglot.parse(sql, read=dialect)
    except (sqlglot.errors.SqlglotError, RecursionError):
        return None
    query = found[0] if len(found) == 1 else None
    if not isinstance(query, exp.Select | exp.SetOperation) or any(query.find_all(exp.DML, exp.Into)):
        return None
    return query
