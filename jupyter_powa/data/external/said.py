"""What a server said of a wrong query, in clean words: its names and the line, never values, paths or addresses."""

from __future__ import annotations

import re

from jupyter_powa.data.guard import SqlRefused
from jupyter_powa.errors import BlockError, PowaError

SHOWN = 300
"""Characters of a server's words that are passed on."""

WORD = re.compile(r"\w+")

POSTGRESQL = {
    "21000": "A query that stands for one value gave more than one row.",
    "22012": "A number is divided by zero. Write x / nullif(y, 0).",
    "22P02": "A text in the data or the query cannot be read as the number, date or type that it is cast to.",
    "22003": "A number is too large for its type.",
    "22007": "A text cannot be read as a date or time.",
    "22008": "A date or time is out of range.",
    "2201B": "A regular expression is wrong.",
    "2201X": "OFFSET must not be negative.",
    "2201W": "LIMIT must not be negative.",
    "53100": "The server has no room for what the query makes on its way. Ask for less.",
    "53200": "The server has no memory left for the query. Ask for less.",
    "53400": "The query makes more on its way than the server allows. Ask for less.",
    "54000": "The query makes something too large. Ask for less.",
    "54001": "The query is nested too deeply for the server.",
    "55P03": "A table is locked by another session. Try again later.",
    "XX000": "The server could not work the query out.",
}
"""Sentences for errors whose own words may hold data. Those of class 42 speak of the query alone."""

MYSQL = {
    1064: "The server cannot read the query.",
    1242: "A query that stands for one value gave more than one row.",
    1365: "A number is divided by zero. Write x / nullif(y, 0).",
    1690: "A number is too large for its type.",
    1139: "A regular expression is wrong.",
    1205: "A table is locked by another session. Try again later.",
    1142: "The account of this data source may not read one of these tables.",
    1143: "The account of this data source may not read one of these columns.",
    1370: "The account of this data source may not call this function.",
    1290: "The server's settings forbid this.",
    1792: "Only reading is allowed.",
    4078: "Values of these types do not fit together here.",
}
MYSQL_NAMES = {1052, 1054, 1055, 1056, 1060, 1066, 1111, 1140, 1146, 1222, 1241, 1247, 1248, 1305, 1582, 4015, 4016}
"""Errors that tell names of tables, columns and functions alone."""

SQLITE = re.compile(
    r"(no such (column|table|function|collation sequence|module): [\w.\"`: -]+"
    r"|ambiguous column name: [\w.]+|wrong number of arguments to function \w+\(\)"
    r"|misuse of (aggregate|window function|aliased aggregate)[\w :(),-]*"
    r"|SELECTs to the left and right of [A-Z ]+ do not have the same number of result columns"
    r"|\d+ values for \d+ columns|sub-select returns \d+ columns - expected \d+"
    r"|[\w() ]*(ORDER|GROUP) BY term[\w ,.-]*|integer overflow|string or blob too big|row value misused"
    r"|HAVING clause on a non-aggregate query)"
)


def postgresql(state: str | None, words: str, place: int, hint: str | None, ran: str, sql: str) -> PowaError:
    """The error for one of PostgreSQL's; `place` is where it points to in the text that `ran`, counted from 1."""
    if state == "25006":
        return SqlRefused("Only reading is allowed: the query would change something.")
    if state == "42501":
        return BlockError("The account of this data source may not read one of these tables.", code="sql_error")
    if state is not None and state.startswith("42"):
        line = _line(ran, place - 1, sql) if place > 0 else None
        said = f"{_sentence(words)} {_sentence(hint)}" if hint and state == "42703" else _sentence(words)
        return BlockError(said.strip(), code="sql_error", line=line)
    return BlockError(POSTGRESQL.get(state or "", _nothing(state)), code="sql_error")


def mysql(number: int, words: str, sql: str) -> PowaError:
    """The error for one of MariaDB's or MySQL's."""
    if number in MYSQL_NAMES:
        named = re.search(r"'([^']+)'", words)
        return BlockError(_sentence(words), code="sql_error", line=_only_line(named[1] if named else "", sql))
    if number == 1792:
        return SqlRefused("Only reading is allowed: the query would change something.")
    return BlockError(MYSQL.get(number, _nothing(number)), code="sql_error")


def sqlite(words: str, sql: str) -> PowaError:
    """The error for one of SQLite's."""
    if "prohibited" in words or "not authorized" in words or "readonly" in words:
        return SqlRefused("The query reads something that is not public, or would change something.")
    if SQLITE.fullmatch(words):
        return BlockError(_sentence(words), code="sql_error", line=_only_line(words.rpartition(": ")[2], sql))
    return BlockError(_nothing(None), code="sql_error")


def _nothing(number: object) -> str:
    known = f" (its error {number})" if number else ""
    return f"The database could not answer the query{known}. Check the values that it casts and compares."


def _sentence(words: str) -> str:
    text = " ".join(words.split())[:SHOWN].rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if not text.endswith("?") else text


def _line(ran: str, place: int, sql: str) -> int | None:
    """The line of a word in the query as it came, by its place in the text that ran."""
    found = WORD.search(ran, max(place, 0))
    if not found:
        return None
    word = found[0].casefold()
    before = sum(one[0].casefold() == word for one in WORD.finditer(ran[: found.start()]))
    theirs = [one.start() for one in WORD.finditer(sql) if one[0].casefold() == word]
    same = len(theirs) == sum(one[0].casefold() == word for one in WORD.finditer(ran))
    if len(theirs) == 1 or (same and before < len(theirs)):
        return sql.count("\n", 0, theirs[before if same else 0]) + 1
    return None


def _only_line(name: str, sql: str) -> int | None:
    """The line on which a name stands, where it stands on one alone."""
    last = WORD.findall(name)[-1:]
    lines = {
        sql.count("\n", 0, one.start()) + 1
        for one in WORD.finditer(sql)
        if last and one[0].casefold() == last[0].casefold()
    }
    return lines.pop() if len(lines) == 1 else None
