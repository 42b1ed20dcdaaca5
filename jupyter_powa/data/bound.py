"""Which tables a query reads once DuckDB has looked its names up: also those behind views and macros."""

from __future__ import annotations

import json
import re
from typing import Any

from jupyter_powa.data.allowed import FILES, TABLE_FUNCTIONS
from jupyter_powa.data.guard import Path, SqlRefused, parts
from jupyter_powa.data.said import sql_error
from jupyter_powa.errors import BlockError

Tree = dict[str, Any]

TOLD = 1_000
"""Characters of what DuckDB says of a wrong query: it lists all that a function could take."""

FILE = re.compile(r"[./\\]")
"""In a bare name that a view tells: a file. Names that the query itself tells are looked up before."""

PLAN = (
    "select json_serialize_plan(?::varchar, skip_null := true, skip_empty := true, skip_default := true, "
    "optimize := false)"
)
"""Binds as the query itself will, and runs nothing: names come with their database and schema."""


def bound(cursor: Any, sql: str) -> list[Path]:
    """The tables that the query reads; raises BlockError with code `sql_error` for a name that is not there."""
    try:
        told: Tree = json.loads(cursor.execute(PLAN, [sql]).fetchall()[0][0])
    except RecursionError:
        raise SqlRefused(
            "The query is nested too deeply. Write it in parts: WITH a AS (…), b AS (…) SELECT …"
        ) from None
    if not told.get("error"):
        return _scanned(told)
    if "serializ" in str(told.get("error_message", "")).lower():  # DuckDB has no words for the plan of some files
        return _named(cursor, sql)
    kind = str(told.get("error_type", "")).capitalize() or "Binder"
    place = str(told.get("position", ""))
    line = sql.encode()[: int(place)].count(b"\n") + 1 if place.isdecimal() else None
    error = sql_error(Exception(f"{kind} Error: {str(told.get('error_message', ''))[:TOLD]}"), sql)
    raise BlockError(error.message, code="sql_error", line=line)


def _scanned(plan: Tree) -> list[Path]:
    """The tables that a plan scans."""
    found: dict[Path, None] = {}
    waiting: list[Any] = [plan]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if one.get("type") == "LOGICAL_GET":
                found[_source(one)] = None
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    found.pop((), None)
    return list(found)


def _source(scan: Tree) -> Path:
    """The table of one scan; nothing for a function that makes its rows itself."""
    data = scan.get("function_data")
    if isinstance(data, dict) and "table" in data:
        return (str(data["catalog"]), str(data["schema"]), str(data["table"]))
    path = scan.get("qname", {}).get("path", [""])
    if path[-1] in TABLE_FUNCTIONS | FILES:  # the query itself may name no file: this one is a view's
        return ()
    return ("", "", str(path[-1]))  # what a view reads by a function is in no public schema


def _named(cursor: Any, sql: str) -> list[Path]:
    """The tables by DuckDB's quick look, for what its plans cannot tell: a view of a file that its owner made.

    It knows no columns, so it fails for USING and NATURAL.
    """
    try:
        names = cursor.get_table_names(sql, qualified=True)
    except Exception as error:
        if "Interrupt" in type(error).__name__:
            raise
        raise SqlRefused(
            "The query cannot be checked, since a view in it reads a file. Join with ON instead of USING or NATURAL, "
            "and name the columns."
        ) from None
    paths = [parts(_plain(name)) for name in sorted(names)]
    return [path for path in paths if len(path) > 1 or not FILE.search(path[0])]


def _plain(name: str) -> str:
    """The name without the alias that is told behind it."""
    quoted = False
    for place, letter in enumerate(name):
        quoted ^= letter == '"'
        if not quoted and name.startswith(" AS ", place):
            return name[:place]
    return name
