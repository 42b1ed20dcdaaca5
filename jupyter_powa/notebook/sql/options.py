"""What stands behind `%%powa_sql`: a source, a name for the result, options, and perhaps the statement's beginning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.sql.scan import NOT_AN_ALIAS, OPENING

Kind = Literal["explorer", "relation", "frame", "polars", "arrow"]
"""What a result is given as."""

KINDS: tuple[Kind, ...] = get_args(Kind)

USAGE = (
    "%%powa_sql [SOURCE] [NAME <<] [--save NAME] [--with NAME] [--no-execute] [--as " + "|".join(KINDS) + "] [--rows N]"
)
WORD = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
ARROW = re.compile(r"\s*([^\W\d]\w*)\s*<<")
FLAGS = ("--save", "--with", "--as", "--rows", "--no-execute")


@dataclass(slots=True)
class Options:
    """What was asked for, and the rest of the line: the beginning of the statement."""

    source: str | None = None
    to: str = ""
    """The variable that the result goes to."""
    save: str = ""
    use: list[str] = field(default_factory=list)
    """Saved queries that the statement shall have in any case."""
    kind: Kind | None = None
    rows: int | None = None
    execute: bool = True
    rest: str = ""


def options(line: str) -> Options:
    """Read the line; raises BadRequest that says how it is written."""
    given, place = Options(), 0
    while place < len(line.rstrip()):
        if (arrow := ARROW.match(line, place)) is not None:
            given.to, place = arrow[1], arrow.end()
            continue
        match = WORD.match(line, place)
        assert match is not None  # something stands there
        word, quoted = match[3] or "", match[1] or match[2]
        if word.startswith("--") and len(word) > 2 and word[2].isalpha():
            place = _flag(word, line, match.end(), given)
        elif given.source is None and not given.to and not given.rest and (quoted or _is_source(word)):
            given.source, place = quoted or word, match.end()
        else:
            break
    given.rest = line[place:].strip()
    return given


def _is_source(word: str) -> bool:
    return re.fullmatch(r"\w[\w.\-]*", word) is not None and word.lower() not in OPENING


def _flag(flag: str, line: str, place: int, given: Options) -> int:
    """Take an option and its value; gives the place behind them."""
    flag, _, value = flag.partition("=")
    if flag not in FLAGS:
        raise BadRequest(f"There is no option {flag}. Write: {USAGE}.")
    if flag == "--no-execute":
        given.execute = False
        return place
    if not value:
        match = WORD.match(line, place)
        if match is None:
            raise BadRequest(f"{flag} needs a value. Write: {USAGE}.")
        value, place = match[1] or match[2] or match[3] or "", match.end()
    if flag == "--save":
        given.save = _name(flag, value)
    elif flag == "--with":
        given.use += [_name(flag, one) for one in value.split(",") if one]
    elif flag == "--as":
        given.kind = next((kind for kind in KINDS if kind == value), None)
        if given.kind is None:
            raise BadRequest(f"--as {value}: there are {', '.join(KINDS)}.")
    else:
        if not value.isdigit() or not int(value):
            raise BadRequest(f"--rows {value}: give a number from 1.")
        given.rows = int(value)
    return place


def _name(flag: str, value: str) -> str:
    if not value.isidentifier():
        raise BadRequest(f"{flag} {value}: give a name of letters, digits and underscores.")
    if value.lower() in NOT_AN_ALIAS:
        raise BadRequest(f"{flag} {value}: that is a word of SQL's own, give another name.")
    return value
