"""Placeholders: the port's `?` as a driver wants them, but not in texts, names and comments."""

from __future__ import annotations

import re

from jupyter_powa.errors import BlockError

PIECE = re.compile(
    r"""'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|/\*[\s\S]*?\*/|\?|%"""
)


def placed(sql: str, count: int, style: str) -> str:
    """The statement with the driver's placeholders; raises BlockError where there are not as many as values."""
    if style == "qmark" or not count:
        return sql
    found = 0

    def one(piece: re.Match[str]) -> str:
        nonlocal found
        if piece[0] == "?":
            found += 1
            return "%s"
        return piece[0].replace("%", "%%")

    made = PIECE.sub(one, sql)
    if found != count:
        raise BlockError(f"The SQL has {found} placeholders and {count} values.", code="sql_error")
    return made
