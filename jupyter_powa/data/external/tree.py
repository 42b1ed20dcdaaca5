"""A query as a tree: one query of allowed kinds and functions, the tables that it names, and the text that runs."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, SqlglotError, TokenError, UnsupportedError

from jupyter_powa.data.allowed import words
from jupyter_powa.data.external.kinds import ROOTS, SAYING, WORDED, Allowed
from jupyter_powa.data.external.scope import own
from jupyter_powa.data.external.sizes import Sizes, number
from jupyter_powa.data.guard import Path, SqlRefused
from jupyter_powa.errors import BlockError

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # its warnings print the query

Resolve = Callable[[Path], tuple[str, str] | None]
"""The public table that a name means: its schema and name."""

DEEPEST = 400
"""Levels of a query's tree; Python reads not many more."""

UNITS = words("MICROSECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR")
"""What a function may count in, where it takes a bare word for that."""

PLAIN = re.compile(r"[A-Za-z_ ]*")
WORD = re.compile(r"[A-Za-z0-9_ ]{1,30}")
ESCAPED = re.compile(r"(?:[^\\'\0]|\\[nrtbf])*")
TEXTS = {"Literal", "Identifier", "Anonymous", "Placeholder", "Var", "RawString", "National"}
"""Kinds whose own text is no keyword: it is judged, or quoted when it is written."""
DIGITS = {"HexString": re.compile(r"[0-9a-fA-F]*"), "BitString": re.compile(r"[01]*"), "ByteString": ESCAPED}


def parsed(sql: str, allowed: Allowed) -> exp.Expr:
    """The one query in the text; raises SqlRefused, and BlockError with code `sql_error` for a broken one."""
    try:
        found = sqlglot.parse(sql, dialect=allowed.dialect)
    except RecursionError:
        raise deep() from None
    except ParseError as error:
        raise _unread(error) from None
    except (TokenError, SqlglotError, ValueError):
        raise BlockError("The query cannot be read: a quote or a comment in it has no end.", code="sql_error") from None
    statements = [one for one in found if one is not None and not isinstance(one, exp.Semicolon)]
    if len(statements) != 1:
        said = "There is no statement" if not statements else f"There are {len(statements)} statements"
        raise SqlRefused(f"{said}: write exactly one query.")
    kind = type(statements[0]).__name__
    if kind not in ROOTS:
        raise SqlRefused(
            SAYING.get(kind) or f"Only reading is allowed, not {kind.upper()}: write one query with SELECT or WITH."
        )
    return statements[0]


class Look:
    """One look at a query's tree: refuses what is not allowed, writes whole names in, notes what it names."""

    def __init__(self, tree: exp.Expr, allowed: Allowed, resolve: Resolve) -> None:
        """Raises SqlRefused. The tree is changed on the way: it becomes the one to run."""
        self._tree, self._allowed, self._resolve = tree, allowed, resolve
        self.tables: list[Path] = []
        """The tables that it names, by schema and name where they are public; else as they were written."""
        self.calls: set[str] = set()
        """The functions that it calls by name."""
        self._placeholders: list[exp.Expr] = []
        sizes = Sizes(allowed.patterns)
        waiting: list[tuple[exp.Expr, int]] = [(tree, 0)]
        while waiting:
            one, depth = waiting.pop()
            if depth > DEEPEST:
                raise deep()
            self._judge(one, sizes)
            waiting.extend((inner, depth + 1) for inner in one.iter_expressions())
        self._placeholders.sort(key=lambda one: int(one.name))
        for one in self._placeholders:
            one.set("this", None)

    @property
    def placeholders(self) -> int:
        """How many values are to be bound."""
        return len(self._placeholders)

    def cap(self, rows: int) -> None:
        """Let it give no more rows than that, however many it asks for."""
        one = self._tree
        while isinstance(one, exp.Subquery) and not any(value for key, value in one.args.items() if key != "this"):
            one = one.this
        asked = one.args.get("limit")
        if asked is None:
            one.set("limit", exp.Limit(expression=exp.Literal.number(rows)))
            return
        count = number([asked.expression]) if isinstance(asked, exp.Limit) else None
        if count is None:
            raise SqlRefused("LIMIT needs a plain number here.")
        asked.set("expression", exp.Literal.number(min(count, rows)))

    def bind(self, values: list[exp.Expr]) -> None:
        """Write values in place of the placeholders."""
        for one, value in zip(self._placeholders, values, strict=True):
            one.replace(value)

    def text(self) -> str:
        """The query as it shall run: written from the tree, without comments, each name quoted and whole."""
        try:
            return self._tree.sql(
                dialect=self._allowed.dialect,
                comments=False,
                identify=True,
                normalize_functions=False,
                unsupported_level=ErrorLevel.RAISE,
            )
        except RecursionError:
            raise deep() from None
        except (UnsupportedError, ValueError) as error:
            raise SqlRefused(f"This query cannot be checked: {str(error).splitlines()[0]}") from None

    def number(self) -> None:
        """Give the placeholders the numbers of their values."""
        for place, one in enumerate(self._placeholders, 1):
            one.set("this", str(place))

    def _judge(self, one: exp.Expr, sizes: Sizes) -> None:
        kind = type(one).__name__
        if kind not in self._allowed.kinds:
            raise SqlRefused(SAYING.get(kind) or f"{_plain(kind)} is not allowed in a query here. Write it without.")
        self._judge_words(one, kind)
        match one:
            case exp.Table():
                self._table(one)
            case exp.Anonymous():
                self._function(one, sizes)
            case exp.In() if one.args.get("field") is not None:  # SQLite would take the word for a table's name
                raise SqlRefused("IN needs a list or a query in brackets: x IN (1, 2), x IN (SELECT …).")
            case exp.DataType():
                self._type(one)
            case exp.Dot() if not isinstance(one.parent, exp.DataType):
                if not isinstance(one.expression, exp.Identifier | exp.Star) or isinstance(one.this, exp.Identifier):
                    raise SqlRefused(
                        f"{one.name or 'A name'} with a schema before it is not allowed: write its bare name."
                    )
            case exp.CTE() | exp.TableAlias():
                self._own_name(one.alias if isinstance(one, exp.CTE) else one.name)
            case exp.Placeholder():
                if not one.name.isdecimal():
                    raise SqlRefused("Write ? where a value is bound.")
                self._placeholders.append(one)
            case exp.Identifier() if not one.args.get("quoted"):
                one.set("this", self._allowed.fold(one.this))
                one.set("quoted", True)
            case exp.Var() if type(one.parent).__name__ not in WORDED or not WORD.fullmatch(one.name):
                raise SqlRefused(f"The word {one.name[:40]} is not allowed there.")

    def _judge_words(self, one: exp.Expr, kind: str) -> None:
        """Whether keywords that the tree keeps as text are keywords, as they are written as they are."""
        for key, value in one.args.items():
            for text in value if isinstance(value, list) else [value]:
                if not isinstance(text, str) or (kind in TEXTS and key == "this"):
                    continue
                if not (DIGITS[kind] if kind in DIGITS and key == "this" else PLAIN).fullmatch(text):
                    raise SqlRefused(SAYING.get(kind) or f"{_plain(kind)} is not allowed in this form.")

    def _table(self, one: exp.Table) -> None:
        if isinstance(one.this, exp.Anonymous | exp.Unnest):
            if one.args.get("db") or one.args.get("catalog"):
                raise SqlRefused(f"Write the function's bare name: {one.this.name}(…).")
            return
        if one.args.get("rows_from"):
            return
        if not isinstance(one.this, exp.Identifier):
            raise SqlRefused("Only tables by name may stand behind FROM.")
        parts = [part for part in (one.args.get("catalog"), one.args.get("db"), one.this) if part]
        path = tuple(part.name if part.args.get("quoted") else self._allowed.fold(part.name) for part in parts)
        found = self._resolve(path)
        if own(one, path, self._allowed.fold):
            self.tables.extend([found] if found else [])  # a view of that name is looked into all the same
            return
        self.tables.append(found or path)
        if found:
            one.set("catalog", None)
            one.set("db", exp.to_identifier(found[0], quoted=True))
            one.set("this", exp.to_identifier(found[1], quoted=True))

    def _function(self, one: exp.Anonymous, sizes: Sizes) -> None:
        name = one.name.casefold()
        if isinstance(one.parent, exp.Dot):
            raise SqlRefused(f"{name}(…) with a schema before it is not allowed: write the function's bare name.")
        rows = isinstance(one.parent, exp.Table | exp.Lateral) and one.arg_key in ("this", "rows_from")
        if rows and name not in self._allowed.rows:
            known = ", ".join(sorted(self._allowed.rows)) or "none"
            raise SqlRefused(f"{name}(…) is not allowed as a table: only tables by name, and these functions: {known}.")
        if not rows and name not in self._allowed.functions:
            raise SqlRefused(
                f"The function {name}(…) is not allowed here. Use ordinary functions for numbers, texts and dates."
            )
        one.set("this", name)
        self.calls.add(name)
        sizes.judge(name, one.expressions)
        if name in self._allowed.units and one.expressions and (unit := one.expressions[0].name.upper()) in UNITS:
            one.expressions[0].replace(exp.Var(this=unit))

    def _type(self, one: exp.DataType) -> None:
        name = one.this.name if isinstance(one.this, exp.DType) else str(one.this)
        own = one.args.get("kind")
        if self._allowed.types is not None and (name not in self._allowed.types or not isinstance(own, exp.Var | None)):
            said = own or name
            raise SqlRefused(f"The type {said} is not allowed here: use an ordinary type of numbers, texts or dates.")

    def _own_name(self, name: str) -> None:
        folded = name.casefold()
        if any(folded.startswith(system) for system in self._allowed.system):
            raise SqlRefused(f"The name {name} is not allowed for a part of a query. Choose another one.")


def deep() -> SqlRefused:
    """The refusal of a query that Python cannot read to its ground."""
    return SqlRefused("The query is nested too deeply. Write it in parts: WITH a AS (…), b AS (…) SELECT …")


def _plain(kind: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind)


def _unread(error: ParseError) -> BlockError:
    first: dict[str, Any] = error.errors[0] if error.errors else {}
    line, word = first.get("line"), str(first.get("highlight") or "")[:40]
    near = f" near {word!r}" if word.strip() else ""
    place = f" in line {line}" if line else ""
    return BlockError(f"The query cannot be read{near}{place}. Write it in plainer SQL.", code="sql_error", line=line)
