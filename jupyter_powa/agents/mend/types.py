"""Values and columns of different kinds beside each other: a cast, a literal of the right kind, the year of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlglot import exp

from jupyter_powa.agents.chosen import of
from jupyter_powa.explore.kinds import sort_of
from jupyter_powa.model.agents import ContextTable

_YEARS = (1900, 2100)


def retype(tree: Any, tables: Mapping[str, ContextTable], told: list[str]) -> None:
    """Change the tree in place."""
    kinds = _kinds(tree, tables)
    for one in list(tree.find_all(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)):
        _compared(one, kinds, told)
    for call in list(tree.find_all(exp.Sum, exp.Avg, exp.Add, exp.Sub, exp.Mul, exp.Div)):
        sides = [call.this] if isinstance(call, exp.AggFunc) else [call.left, call.right]
        for side in sides:
            if isinstance(side, exp.Column) and kinds(side) == "text":
                side.replace(exp.cast(side.copy(), "double"))
                told.append(f"{side.sql()} is cast to a number")
    for column in list(_dated(tree)):
        if kinds(column) == "text":
            column.replace(exp.cast(column.copy(), "timestamp"))
            told.append(f"{column.sql()} is cast to a time")


def _dated(tree: Any) -> Iterator[exp.Column]:
    """The columns that a function of times is given."""
    calls = (exp.TimestampTrunc, exp.DateTrunc, exp.Year, exp.Month, exp.Day, exp.Extract, exp.DateDiff, exp.Quarter)
    for call in tree.find_all(*calls):
        given = call.args.get("expression") if isinstance(call, exp.Extract) else call.this
        if isinstance(given, exp.Column):
            yield given


def _kinds(tree: Any, tables: Mapping[str, ContextTable]) -> Any:
    """What kind of values a column holds, as far as is known."""
    sources: dict[str, ContextTable] = {}
    for table in tree.find_all(exp.Table):
        if (known := of(table, tables)) is not None:
            sources[table.alias_or_name.casefold()] = known

    def kind(column: Any) -> str:
        if not isinstance(column, exp.Column):
            return ""
        own = [sources[column.table.casefold()]] if column.table.casefold() in sources else list(sources.values())
        found = {
            sort_of(one.type).kind
            for table in own
            for one in table.columns
            if one.name.casefold() == column.name.casefold()
        }
        return found.pop() if len(found) == 1 else ""

    return kind


def _compared(one: Any, kinds: Any, told: list[str]) -> None:
    for column, other in ((one.left, one.right), (one.right, one.left)):
        kind = kinds(column)
        if not kind:
            continue
        made = _side(column, other, kind, kinds, isinstance(one, exp.EQ | exp.NEQ))
        if made is not None:
            old, new = made
            said = old.sql()
            old.replace(new)
            told.append(f"{said} is {new.sql()}")
            return


def _side(column: Any, other: Any, kind: str, kinds: Any, equal: bool) -> tuple[Any, Any] | None:
    """What is replaced by what."""
    number = isinstance(other, exp.Literal) and not other.is_string
    string = isinstance(other, exp.Literal) and other.is_string
    if kind == "text" and number:
        if equal:
            return other, exp.Literal.string(other.this)
        return column, exp.cast(column.copy(), "double")
    if kind == "text" and kinds(other) == "number":
        return other, exp.cast(other.copy(), "varchar")
    if kind == "text" and isinstance(other, exp.Cast) and other.is_type("date", "timestamp"):
        return column, exp.cast(column.copy(), "timestamp")
    if kind == "time" and number and other.this.isdigit() and _YEARS[0] <= int(other.this) < _YEARS[1]:
        return column, exp.Extract(this=exp.var("year"), expression=column.copy())
    if kind == "boolean" and (number or string) and str(other.this).lower() in ("1", "0", "true", "false", "yes", "no"):
        return other, exp.Boolean(this=str(other.this).lower() in ("1", "true", "yes"))
    if kind == "number" and string and other.this.replace(",", "").replace(".", "", 1).isdigit():
        return other, exp.Literal.number(other.this.replace(",", ""))
    return None
