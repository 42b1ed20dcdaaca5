"""Where the cursor is in a cell: in the magic's line, in Python in braces, in a text, or in SQL."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.sql.options import options
from jupyter_powa.notebook.sql.scan import OPENING, TOKEN

LINE = re.compile(r"\s*(?:[\w, ]+=\s*)?%(\w+)")


@dataclass(slots=True)
class Place:
    """What stands around the cursor."""

    source: str | None = None
    before: str = ""
    after: str = ""
    on_line: str | None = None
    """What stands between the magic's name and the cursor, where nothing of the statement does."""
    python: str | None = None
    """The Python that was begun in braces."""
    in_text: bool = False


def place_of(cell: str, line: int, column: int, magics: Collection[str]) -> Place | None:
    """The place, where the cursor is in SQL of one of these magics."""
    lines = cell.split("\n")
    first = re.match(r"%%(\w+)", lines[0])
    if first and first[1] in magics:
        begun, said = lines[0][first.end() :], "\n".join(lines[1:])
        if line == 0:
            return _on_line(begun[: max(column - first.end(), 0)], begun[max(column - first.end(), 0) :], said)
        at = sum(len(one) + 1 for one in lines[1:line]) + column
        source, rest = _line(begun)
        return _in_sql(source, f"{rest}\n{said[:at]}", said[at:])
    one = LINE.match(lines[line])
    if not first and one and one[1] in magics and column >= one.end():
        return _on_line(lines[line][one.end() : column], lines[line][column:], "")
    return None


def _on_line(before: str, after: str, below: str) -> Place | None:
    if not before[:1].isspace():
        return None
    source, rest = _line(before)
    word = rest.split(None, 1)[0].lower() if rest else ""
    if word in OPENING and (rest.rstrip() != rest.split()[0] or before[-1:].isspace()):
        end = " " if before[-1:].isspace() else ""
        return _in_sql(source, rest + end, f"{after}\n{below}")
    return Place(on_line=before)


def _line(said: str) -> tuple[str | None, str]:
    """The source and the beginning of the statement."""
    try:
        given = options(said)
    except BadRequest:
        return None, ""
    return given.source, given.rest


def _in_sql(source: str | None, before: str, after: str) -> Place:
    place, opened = 0, []
    for match in TOKEN.finditer(before):
        text = match[0]
        closed = len(text) > 1 and text.endswith("'")
        if match.end() == len(before) and (
            (match["text"] and not closed)
            or (match["comment"] and (text.startswith("--") or not text.endswith("*/")))
            or (match["alone"] and not closed and not text.endswith("$"))
        ):
            inside = text.rfind("{")
            if match["text"] and inside >= 0 and "}" not in text[inside:]:
                return Place(source, python=text[inside + 1 :])
            return Place(source, before, after, in_text=True)
        if text == "{":
            opened.append(match.end())
        elif text == "}" and opened:
            opened.pop()
        place = match.end()
    del place
    if opened and not _is_struct(before[opened[-1] :]):
        return Place(source, python=before[opened[-1] :].lstrip())
    return Place(source, before, after)


def _is_struct(said: str) -> bool:
    return re.match(r"""\s*(?:'(?:[^']|'')*'|"[^"]*"|\w+)\s*:""", said) is not None
