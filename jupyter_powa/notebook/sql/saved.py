"""Queries by name: a later statement reads from an earlier cell, and nothing is kept but its text and its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.scan import Token, defined, place_of_with, tables, tokens, verb


@dataclass(frozen=True, slots=True)
class Saved:
    """A query as its cell said it, with the values that it had then."""

    name: str
    filled: Filled
    source: str | None = None
    columns: tuple[str, ...] = ()
    """Those of its result, where it was run."""

    @property
    def said(self) -> str:
        """Its text without what no subquery may end with, and without comments before it."""
        found = tokens(self.filled.sql)
        while found and found[-1].text == ";":
            found.pop()
        return self.filled.sql[found[0].start : found[-1].end] if found else ""


Find = Callable[[str], Saved | None]
"""Gives the saved query of a name."""


@dataclass(slots=True)
class Composed:
    """A statement with what it is built upon, and where its own lines are."""

    filled: Filled
    used: list[Saved] = field(default_factory=list)
    at: int = 1
    """The line of the statement in which the others were put."""
    starts: list[tuple[int, Saved]] = field(default_factory=list)
    """The line in which each of the others begins."""
    added: int = 0
    """The number of lines that were put in."""

    def origin(self, line: int) -> tuple[Saved | None, int]:
        """Which text a line belongs to (None: the statement's own), and its number there."""
        if line < self.at:
            return None, line
        if line >= self.at + self.added:
            return None, line - self.added
        begun = [one for one in self.starts if one[0] <= line]
        if not begun:  # the first WITH itself
            return None, self.at
        start, saved = begun[-1]
        return saved, line - start + 1


def compose(
    filled: Filled, find: Find, source: str | None = None, also: tuple[str, ...] = (), name: str = ""
) -> Composed:
    """The statement with those saved queries before it that it reads from, each after those that it needs itself.

    `also`: names of such that it shall have in any case. `name`: what the statement itself is called. Raises
    BadRequest for a circle, and for a query of another source.
    """
    said = tokens(filled.sql)
    used = _needed(said, find, source, also, name)
    place = place_of_with(said)
    if not used or place is None:
        return Composed(filled)
    starts, text = [], ""
    at = filled.sql.count("\n", 0, place.start) + 1
    for saved in used:
        text += f"{', ' if text else ''}{saved.name} as (\n"
        starts.append((at + text.count("\n"), saved))
        text += f"{saved.said}\n)"
    end = text.count("\n") + 1
    if place.word == "with":
        behind = said[said.index(place) + 1 :]
        recursive = bool(behind) and behind[0].word == "recursive"
        cut, text = (behind[0].end if recursive else place.end), f" {text},\n"
    else:
        cut, text = place.start, f"with {text}\n"
    before, after = filled.sql[:cut], filled.sql[cut:]
    marks = sum(token.kind == "mark" for token in tokens(before))
    values = [value for saved in used for value in saved.filled.values]
    frames = {key: frame for saved in used for key, frame in saved.filled.frames.items()}
    whole = Filled(
        before + text + after.lstrip(" "),
        [*filled.values[:marks], *values, *filled.values[marks:]],
        {**frames, **filled.frames},
    )
    return Composed(whole, used, at, starts, end)


def can_be_saved(filled: Filled) -> bool:
    """Whether others can read from it: it is a query that may stand in a WITH."""
    said = tokens(filled.sql)
    return bool(said) and (said[0].text == "(" or verb(said) in ("select", "from", "values", "pivot", "unpivot"))


def _needed(said: list[Token], find: Find, source: str | None, also: tuple[str, ...], name: str) -> list[Saved]:
    """The saved queries in the order in which a WITH must name them."""
    done: dict[str, Saved] = {}

    def add(read: Saved, path: tuple[str, ...]) -> None:
        if read.name.casefold() in done:
            return
        if read.source != source:
            raise BadRequest(
                f"{read.name!r} reads from {_place(read.source)}, and this statement from {_place(source)}: they "
                "cannot be one statement. Load it into a frame, or copy it into a table."
            )
        if read.name.casefold() in map(str.casefold, path):
            raise BadRequest(f"The queries are built on each other in a circle: {' → '.join([*path, read.name])}.")
        visit(tokens(read.filled.sql), (*path, read.name))
        done.setdefault(read.name.casefold(), read)

    def visit(words: list[Token], path: tuple[str, ...]) -> None:
        own = defined(words)
        for table in tables(words):
            word = table.parts[0]
            itself = bool(path) and word.casefold() == path[-1].casefold()  # then it means the table of its name
            if len(table.parts) == 1 and not table.target and not itself and word.casefold() not in own:
                read = find(word)
                if read is not None:
                    add(read, path)

    for word in also:
        read = find(word)
        if read is None:
            raise BadRequest(f"No query {word!r} is saved: save one with `%%powa_sql --save {word}`.")
        add(read, (name,) if name else ())
    visit(said, (name,) if name else ())
    return list(done.values())


def _place(source: str | None) -> str:
    return f"the source {source!r}" if source else "the project's database"
