"""A text that is no query of this database yet: quotes of word processors, another dialect, a bracket left open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_powa.explore.dialect import Dialect

_CURLED = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u00a0": " ", "\uff1b": ";"})
OTHERS = ("postgres", "mysql", "duckdb", "bigquery", "snowflake", "tsql", "sqlite", "oracle", "spark")
"""The dialects in which a query may have been written instead, the likeliest first."""


def variants(sql: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """The query as it may have been meant, each with what was changed; the nearest first."""
    plain = _fenced(sql).translate(_CURLED).strip().rstrip(";").strip()
    seen = {sql}
    for text, words in ((plain, "quotes are straight"), (_closed(plain), "brackets are closed")):
        if text not in seen:
            seen.add(text)
            yield text, words
    for other in OTHERS:
        if other == dialect.sqlglot:
            continue
        for text in (plain, _closed(plain)):
            made = _told(text, other, dialect)
            if made is not None and made not in seen:
                seen.add(made)
                yield made, f"it was written for {other}"


def straight(sql: str) -> str:
    """The query with the quotes of a keyboard."""
    return sql.translate(_CURLED)


def _told(sql: str, other: str, dialect: Dialect) -> str | None:
    import sqlglot

    try:
        made = sqlglot.transpile(sql, read=other, write=dialect.sqlglot or None)
    except (sqlglot.errors.SqlglotError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return made[0] if len(made) == 1 and made[0] else None


def _fenced(sql: str) -> str:
    found = re.search(r"```(?:sql)?\s*\n(.*?)```", sql, re.DOTALL | re.IGNORECASE)
    return found[1] if found else sql


def _closed(sql: str) -> str:
    """Brackets closed, and a comma before FROM left out."""
    text = re.sub(r",\s*(from|where|group by|order by|having)\b", r" \1", sql, flags=re.I)
    bare = re.sub(r"'(?:[^']|'')*'", "''", text)
    missing = bare.count("(") - bare.count(")")
    return text + ")" * missing if missing > 0 else text
