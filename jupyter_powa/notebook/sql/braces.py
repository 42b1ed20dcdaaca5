"""`{python}` in SQL: a value becomes a bound value, a frame a table, `{name!i}` a quoted identifier; never text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from jupyter_powa.data.frames import is_table
from jupyter_powa.errors import BadRequest
from jupyter_powa.limits import Limit
from jupyter_powa.notebook.sql.scan import TOKEN
from jupyter_powa.notebook.sql.values import is_column, items_of, plain_value

MOST: Limit[int] = 10_000
"""Values of a list behind `in`; a longer one does better as a frame. Source: ours, under SQLite's 32,766 parameters."""

IDENTIFIER = re.compile(r"\s*(?P<inner>.+?)\s*!\s*(?P<how>\w+)\s*", re.DOTALL)
BEHIND_IN = re.compile(r"\bin\s*(?P<open>\(\s*)?\Z", re.IGNORECASE)
BEHIND_MAP = re.compile(r"\bmap\s*\Z", re.IGNORECASE)
TYPED = re.compile(r"\b(date|time|timestamp|timestamptz|interval)\s*\Z", re.IGNORECASE)
NOTHING = "(select null where 1 = 0)"
"""What stands for an empty list behind `in`: nothing is in it, and everything is not in it."""

_numbers = count(1)
QUOTE: Final = '"'


@dataclass(slots=True)
class Filled:
    """A statement with placeholders, the values for them in order, and the frames that it names."""

    sql: str = ""
    values: list[Any] = field(default_factory=list)
    frames: dict[str, Any] = field(default_factory=dict)


def fill(sql: str, names: Mapping[str, Any], quote: str = QUOTE) -> Filled:
    """The statement with each `{expression}` worked out over these names; `quote` is the database's, for identifiers.

    `{{` and `}}` write a brace. `{'key': value}` is left as DuckDB's own, comments and names in quotes as they are.
    `'{x}'` binds like `{x}`; within a longer text in quotes the value is joined to it. Raises BadRequest.
    """
    return _Filling(sql, names, quote).done()


class _Filling:
    def __init__(self, sql: str, names: Mapping[str, Any], quote: str) -> None:
        self.sql, self.names, self.quote = sql, dict(names), quote
        self.out = Filled()
        self._open: list[bool] = []
        """For each brace that was left alone: whether it was written twice."""

    def done(self) -> Filled:
        place, parts = 0, self.out
        while place < len(self.sql):
            match = TOKEN.match(self.sql, place)
            if match is None:  # white space
                parts.sql += self.sql[place]
                place += 1
            elif match["text"]:
                made = self._text(match[0])
                parts.sql += made
                place = match.end()
            elif match[0] in ("{", "}"):
                place = self._brace(place)
            else:
                parts.sql += match[0]
                place = match.end()
        return parts

    def _brace(self, place: int) -> int:
        """Deal with the brace there; gives the place behind it."""
        if self.sql[place] == "}":
            doubled = bool(self._open) and self._open.pop() and self.sql[place : place + 2] == "}}"
            self.out.sql += "}"
            return place + 1 + doubled
        if self.sql[place : place + 2] == "{{":
            self._open.append(True)
            self.out.sql += "{"
            return place + 2
        end = _end(self.sql, place)
        if end is not None:
            return self._expression(self.sql[place + 1 : end], end + 1)
        if not (_is_struct(self.sql, place) or BEHIND_MAP.search(self.sql, 0, place)):
            line = self.sql[place:].partition("\n")[0]
            raise BadRequest(f"{line[:60]!r} holds no Python expression in braces. A brace itself is written {{{{.")
        self._open.append(False)
        self.out.sql += "{"
        return place + 1

    def _expression(self, said: str, behind: int) -> int:
        if (found := _converted(said)) is not None:
            self.out.sql += _identifiers(self._value(found), said, self.quote)
            return behind
        value = self._value(said)
        if is_table(value) and not (is_column(value) and BEHIND_IN.search(self.out.sql)):
            name = f"powa_frame_{next(_numbers)}"
            self.out.frames[name] = value
            self.out.sql += f'"{name}"'
            return behind
        inside = BEHIND_IN.search(self.out.sql)
        if inside and (items := items_of(value)) is not None:
            closing = re.compile(r"\s*\)").match(self.sql, behind) if inside["open"] else None
            if not inside["open"] or closing:
                self._list(items, inside, said)
                return closing.end() if closing else behind
        self.out.sql += self._mark(value, said)
        return behind

    def _list(self, items: list[Any], inside: re.Match[str], said: str) -> None:
        if len(items) > MOST:
            raise BadRequest(
                f"{{{said}}} holds {len(items):,} values, and behind `in` there may be {MOST:,}: make it a frame, and "
                "write `in (select column from frame)`."
            )
        if inside["open"]:
            self.out.sql = self.out.sql[: inside.start("open")]
        marks = [self._mark(item, said) for item in items]
        self.out.sql += f"({', '.join(marks)})" if marks else NOTHING

    def _mark(self, value: Any, said: str) -> str:
        self.out.values.append(plain_value(value, said))
        return "?"

    def _value(self, said: str) -> Any:
        try:
            return eval(compile(said.strip(), "<sql>", "eval"), self.names)
        except Exception as error:
            raise BadRequest(f"{{{said}}} has no value: {type(error).__name__}: {error}.") from None

    def _text(self, literal: str) -> str:
        """A text in quotes, with the values that it names joined to it."""
        inner = literal[1:].removesuffix("'")
        if "{" not in inner:
            return literal
        pieces = list(_pieces(inner))
        if all(is_text for is_text, _ in pieces):
            return f"'{''.join(piece for _, piece in pieces)}'"
        if len(pieces) == 1:
            made = self._mark(self._value(pieces[0][1]), pieces[0][1])
        else:
            joined = (piece.replace("''", "'") if is_text else self._joined(piece) for is_text, piece in pieces)
            made = self._mark("".join(joined), inner)
        if typed := TYPED.search(self.out.sql):  # `date '…'` takes no placeholder, a cast does
            self.out.sql = self.out.sql[: typed.start()]
            return f"cast({made} as {typed[1]})"
        return made

    def _joined(self, said: str) -> str:
        value = plain_value(self._value(said), said)
        return "" if value is None else str(value)


def _pieces(inner: str) -> Iterator[tuple[bool, str]]:
    """A quoted text in its pieces: True and text, or False and a Python expression that begins with a name."""
    text, place, doubled = "", 0, 0
    while place < len(inner):
        if inner.startswith("{{", place):
            text, place, doubled = text + "{", place + 2, doubled + 1
        elif doubled and inner.startswith("}}", place):
            text, place, doubled = text + "}", place + 2, doubled - 1
        elif inner[place] == "{" and (end := _end(inner, place)) and _begins_with_name(inner[place + 1 : end]):
            if text:
                yield True, text
            yield False, inner[place + 1 : end]
            text, place = "", end + 1
        else:
            text, place = text + inner[place], place + 1
    if text:
        yield True, text


def _end(sql: str, place: int) -> int | None:
    """Where the brace is closed that opens there, where a Python expression stands between them."""
    end = sql.find("}", place)
    while end >= 0:
        inner = sql[place + 1 : end]
        inner = _converted(inner) or inner
        if _parsed(inner) is not None:
            return end
        end = sql.find("}", end + 1)
    return None


def _parsed(said: str) -> ast.expr | None:
    try:
        return ast.parse(said.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _converted(said: str) -> str | None:
    """What stands before `!i`."""
    found = IDENTIFIER.fullmatch(said)
    if found is None or _parsed(found["inner"]) is None:
        return None
    if found["how"] != "i":
        raise BadRequest(f"{{{said}}}: there is `!i`, which writes an identifier, and no `!{found['how']}`.")
    return found["inner"]


def _is_struct(sql: str, place: int) -> bool:
    """Whether this brace opens DuckDB's `{key: value}`, or closes at once."""
    return re.compile(r"""\{\s*(?:\}|(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+)\s*:)""").match(sql, place) is not None


def _begins_with_name(said: str) -> bool:
    """Whether it is a name, or something of it: `a`, `a.b`, `a[0]`, `a()`. `{3}` and `{1,2}` in a text are text."""
    node = _parsed(said)
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name)


def _identifiers(value: Any, said: str, quote: str) -> str:
    """A name in quotes, or several with commas between them."""
    names = [value] if isinstance(value, str) else list(value) if isinstance(value, Iterable) else []
    if not names or not all(isinstance(name, str) and name and "\0" not in name for name in names):
        raise BadRequest(f"{{{said}}} must be a name or a list of names, not {value!r:.80}.")
    return ", ".join(quote + name.replace(quote, quote * 2) + quote for name in names)
