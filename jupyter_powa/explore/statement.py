"""A view as SQL: with bound values for the database, or with its values written in for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import DUCKDB, Dialect
from jupyter_powa.model.explore import Filter, Order, Relation, View

ROWS = "powa_rows"
"""What the rows of a block's output are called in SQL, where it has no name of its own."""


class Statement(NamedTuple):
    """A query and the values of its placeholders (`?`), in order."""

    sql: str
    values: list[Any]


def statement(view: View, dialect: Dialect = DUCKDB) -> Statement:
    """All rows of the view. A bare statement of the user's stays as it is."""
    parts = _Parts(dialect)
    return Statement(parts.query(view), parts.values)


def written(view: View, dialect: Dialect = DUCKDB) -> str:
    """The same with its values written in: what a user copies and runs anywhere."""
    parts = _Parts(dialect, literal=True)
    return parts.query(view)


def selected(view: View, what: str, dialect: Dialect = DUCKDB, behind: str = "") -> Statement:
    """Something else of the view's rows: `what` is put for its columns, `behind` stands after its conditions."""
    parts = _Parts(dialect)
    sql = f"select {what} from {parts.source(view.relation)}{parts.where(view.filters)}{behind}"
    return Statement(sql, parts.values)


def source(relation: Relation, dialect: Dialect = DUCKDB) -> str:
    """The relation as it stands behind `from`."""
    return _Parts(dialect).source(relation)


class _Parts:
    """The parts of one statement, and its values so far."""

    def __init__(self, dialect: Dialect, *, literal: bool = False) -> None:
        self.dialect, self.literal = dialect, literal
        self.values: list[Any] = []

    def query(self, view: View) -> str:
        relation = view.relation
        if relation.sql is not None and not (view.filters or view.orders or view.columns):
            return self._users(relation)
        columns = "*" if view.columns is None else ", ".join(map(self.dialect.name, view.columns))
        return f"select {columns} from {self.source(relation)}{self.where(view.filters)}{self.order(view.orders)}"

    def source(self, relation: Relation) -> str:
        if relation.table is not None:
            return self.dialect.name(*relation.table)
        if relation.sql is not None:
            return f"({bare(self._users(relation))}\n) as {self.dialect.name('q')}"
        if relation.file is not None:
            return self.dialect.literal(relation.file)
        return self.dialect.name(relation.variable if relation.variable is not None else ROWS)

    def _users(self, relation: Relation) -> str:
        """The user's own statement."""
        sql = str(relation.sql)
        if not self.literal:
            self.values.extend(relation.values)
            return sql
        values = iter(relation.values)
        return placed(sql, lambda: self._placed(values))

    def _placed(self, values: Iterator[Any]) -> str:
        try:
            return self.dialect.literal(next(values))
        except (StopIteration, ValueError):
            return "?"

    def where(self, filters: Sequence[Filter]) -> str:
        said = [self._condition(one) for one in filters]
        return f" where {' and '.join(said)}" if said else ""

    def order(self, orders: Sequence[Order]) -> str:
        said = [self._order(one) for one in orders]
        return f" order by {', '.join(said)}" if said else ""

    def _order(self, order: Order) -> str:
        column, way = self.dialect.name(order.column), " desc" if order.descending else ""
        if self.dialect.sqlglot == "mysql":  # it has no words for where nulls go
            return f"{column} is null, {column}{way}"
        return f"{column}{way} nulls last"

    def _condition(self, one: Filter) -> str:
        column = self.dialect.name(one.column)
        if one.operator in _TEXTS:
            if not isinstance(one.values[0], str):
                raise BlockError(f"{one.operator} on {one.column} takes a text.", code="invalid_filter")
            return self._text(one, column)
        if one.operator == "in":
            return self._among(one, column)
        if one.operator in ("is_null", "is_not_null"):
            return f"{column} {one.operator.replace('_', ' ')}"
        if one.operator == "between":
            return f"{column} between {self._value(one, 0)} and {self._value(one, 1)}"
        return f"{column} {'<>' if one.operator == '!=' else one.operator} {self._value(one, 0)}"

    def _among(self, one: Filter, column: str) -> str:
        given = [place for place, value in enumerate(one.values) if value is not None]
        said = [f"{column} in ({', '.join(self._value(one, place) for place in given)})"] if given else []
        if len(given) < len(one.values):
            said.append(f"{column} is null")
        return f"({' or '.join(said)})" if said else "1 = 0"

    def _text(self, one: Filter, column: str) -> str:
        said = _TEXTS[one.operator](_escaped(one.values[0].lower()))
        condition = self.dialect.holds(column)
        if self.literal:
            return condition.replace("?", self.dialect.literal(said), 1)
        self.values.append(said)
        return condition

    def _value(self, one: Filter, place: int) -> str:
        value = one.values[place]
        if self.literal:
            try:
                return self.dialect.literal(value)
            except ValueError as error:
                raise BlockError(f"The filter on {one.column}: {error}.", code="invalid_filter") from None
        self.values.append(value)
        return "?"


_TEXTS: dict[str, Callable[[str], str]] = {
    "contains": lambda said: f"%{said}%",
    "starts_with": lambda said: f"{said}%",
    "ends_with": lambda said: f"%{said}",
}


_WORDS = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/|\?(?!\w)""", re.DOTALL
)
"""What is no placeholder though it holds one's mark, and placeholders themselves."""


def placed(sql: str, word: Callable[[], str]) -> str:
    """A statement with another word for each placeholder, in order."""
    return _WORDS.sub(lambda found: word() if found[0] == "?" else found[0], sql)


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def bare(sql: str) -> str:
    """A statement without the semicolons and blanks behind it, so that it can stand in brackets."""
    return sql.rstrip().rstrip(";").rstrip() if sql.rstrip().endswith(";") else sql
