"""What DuckDB said, for whoever wrote the statement: its words and hint, the line, and nothing of this machine."""

from __future__ import annotations

import re
from pathlib import Path

from jupyter_powa.data.owner import LOCKED, busy
from jupyter_powa.errors import BlockError, PowaError

EXCERPT = re.compile(r"\n*LINE (\d+): [\s\S]*$")
"""The marker and the copy of the line under it, which a form shows better by itself."""

MARK = re.compile(r"\n(LINE \d+: )(.*)\n( *)\^")
"""The line that is shown, and the mark below the place that is meant."""

INTERNAL = re.compile(r'\s*Did you mean "(?:pragma|pg|sqlite|duckdb)_\w+(?: or [^"]*)?"\?')
"""A guess at a misspelt table that names one of DuckDB's own."""

PATH = re.compile(r"(?<![\w/:.])/(?:[^\s\"'/:]+/)*[^\s\"'/:]+")
"""An absolute path, but not the tail of an address."""


def sql_error(error: Exception, sql: str) -> PowaError:
    """The block's error for one of DuckDB's; a path that the statement itself does not hold is cut to its name."""
    text = str(error)
    if LOCKED in text:
        found = re.search(r'on file "([^"]+)"', text)
        return busy(found[1] if found else "file", text)
    line, place = EXCERPT.search(text), MARK.search(text)
    text = EXCERPT.sub("", text)
    text = INTERNAL.sub("", re.sub(r" ?\(PID \d+\)", "", text))
    text = PATH.sub(lambda found: found[0] if found[0] in sql else Path(found[0]).name, text)
    told = BlockError(text.strip(), code="sql_error", line=int(line[1]) if line else None)
    if line:
        told.details = {"line": int(line[1])}
        if place and not place[2].startswith("..."):  # of a long line only a part is shown
            before = len("explain ") if place[2].startswith("explain ") and not sql.startswith("explain ") else 0
            told.details["column"] = len(place[3]) - len(place[1]) - before + 1
    return told
