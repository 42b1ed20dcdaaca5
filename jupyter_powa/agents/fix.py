"""Mend a query by what the catalogue knows, before any model is asked: names, joins, shape, types, dialects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.check import checked, read
from jupyter_powa.agents.planner.lexicon import Lexicon, lexicon
from jupyter_powa.data.guard import SqlTimeout
from jupyter_powa.errors import PowaError
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Context

MOST: Limit[int] = 8
"""Mended texts of one query that a database is asked about. Source: ours; the right one is mostly the first."""
_REFUSED = re.compile("(\\w+)\\(\u2026\\)")
"""The function that a refusal names."""


@dataclass(frozen=True)
class Fixed:
    """A query that binds again, and what was changed."""

    sql: str
    words: str


async def fixed(brief: Brief, sql: str, wrong: str) -> Fixed | None:
    """The query mended so that the database takes it; None where what is known does not tell how."""
    dialect = dialect_of(brief.source.kind)
    known = lexicon(brief.linker, brief.context)
    refused = _REFUSED.search(wrong)
    tried = 0
    for text, words in candidates(sql, brief.context, known, dialect):
        if refused is not None and f"{refused[1].casefold()}(" in text.casefold():
            continue  # what was refused is still there
        try:
            await checked(brief, text)
            return Fixed(text, words)
        except SqlTimeout:
            return None
        except PowaError:
            tried += 1
        if tried == MOST:
            return None
    return None


def candidates(sql: str, context: Context, known: Lexicon, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """The query as it may have been meant, the likeliest first, each text once, with what was changed."""
    from jupyter_powa.agents.mend.text import straight, variants

    seen = {" ".join(sql.split())}
    for text, words in [*([(sql, "")] if straight(sql) == sql else []), *variants(sql, dialect)]:
        if words and (plain := " ".join(text.split())) not in seen:
            seen.add(plain)
            yield text, f"Mended: {words}."
        for made, told in _mended(text, context, known, dialect):
            if (plain := " ".join(made.split())) not in seen:
                seen.add(plain)
                yield made, f"Mended: {'; '.join(filter(None, [words, *told]))}."


def _mended(text: str, context: Context, known: Lexicon, dialect: Dialect) -> Iterator[tuple[str, list[str]]]:
    """One text with its names, functions and shape mended, and then its types as well."""
    from sqlglot.errors import SqlglotError

    from jupyter_powa.agents.mend.functions import refunction
    from jupyter_powa.agents.mend.names import Names
    from jupyter_powa.agents.mend.shape import reshape
    from jupyter_powa.agents.mend.types import retype

    tables = {table.name.casefold(): table for table in context.tables}
    try:
        tree: Any = read(text, dialect).copy()
        names = Names(context, known)
        names.mend(tree)
        told = names.told
        refunction(tree, dialect, told)
        reshape(tree, told)
        if told:
            yield tree.sql(dialect=dialect.sqlglot), list(told)
        before = len(told)
        retype(tree, tables, told)
        if len(told) > before:
            yield tree.sql(dialect=dialect.sqlglot), list(told)
    except (PowaError, SqlglotError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return  # no tree, so nothing of it can be mended
