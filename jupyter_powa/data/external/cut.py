"""A statement that the server itself cuts to the rows that are wanted, where that does not change what it means."""

from __future__ import annotations

from functools import lru_cache

DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite"}


def limited(sql: str, dialect: str, limit: int, offset: int) -> tuple[str, int]:
    """The statement, and how many rows of its result are still to be left out in front.

    What has no limit of its own gets one behind it: to wrap it would lose its order (MariaDB leaves out the order of an
    inner query).
    """
    bare = sql.rstrip().rstrip(";").rstrip()
    if not _open_ended(bare, DIALECTS.get(dialect, "")):
        return sql, offset
    return f"{bare}\nlimit {limit}{f' offset {offset}' if offset else ''}", 0


@lru_cache(256)
def _open_ended(sql: str, dialect: str) -> bool:
    """Whether it is one query that ends without a limit."""
    import sqlglot
    from sqlglot import exp

    if len(sql) > 20_000 or not dialect:
        return False
    try:
        found = sqlglot.parse(sql, read=dialect)
    except (sqlglot.errors.SqlglotError, RecursionError):
        return False
    query = found[0] if len(found) == 1 else None
    if not isinstance(query, exp.Select | exp.SetOperation) or any(query.find_all(exp.DML, exp.Into)):
        return False
    ends = ("limit", "offset", "fetch", "locks", "into")
    return not any(query.args.get(end) for end in ends) and not sql.rstrip().endswith(")")
