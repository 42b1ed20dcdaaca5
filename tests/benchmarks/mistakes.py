"""Mistakes that models make in SQL, made in queries that are right: each kind by one function."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import sqlglot
from sqlglot import exp

from jupyter_powa.model.agents import Context

Mistake = Callable[[Any, random.Random, Context, str], "Any | str | None"]


def _column(tree: Any, rng: random.Random) -> Any:
    columns = [one for one in tree.find_all(exp.Column) if not isinstance(one.this, exp.Star)]
    return rng.choice(columns) if columns else None


def _slip(name: str, rng: random.Random) -> str:
    """A letter too few, one twice, or two swapped."""
    place = rng.randrange(1, max(len(name) - 1, 2))
    if rng.random() < 0.4:
        return name[:place] + name[place + 1 :]
    if rng.random() < 0.5:
        return name[:place] + name[place : place + 1] + name[place:]
    return name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]


def column_slip(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    if (column := _column(tree, rng)) is None or len(column.name) < 4:
        return None
    column.set("this", exp.to_identifier(_slip(column.name, rng)))
    return tree


def column_renamed(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    """The name that one would have given it: `hire_date` as `hired_date`, `name` as `customer_name`, `totalAmount`."""
    if (column := _column(tree, rng)) is None:
        return None
    name, tables = column.name, [table.name for table in tree.find_all(exp.Table)]
    words = name.split("_")
    ways = [words[0] + "".join(word.title() for word in words[1:]) if len(words) > 1 else name + "s"]
    ways += [f"{tables[0].rstrip('s')}_{name}"] if len(tables) == 1 else []
    ways += ["_".join(reversed(words))] if len(words) == 2 else []
    ways += ["_".join(words[:-1])] if len(words) > 1 and words[-1] in ("at", "on", "km", "minutes") else []
    column.set("this", exp.to_identifier(rng.choice(ways)))
    return tree


def qualifier_swapped(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    """A column said to be of the other table that is joined."""
    names = list(dict.fromkeys(table.alias_or_name for table in tree.find_all(exp.Table)))
    columns = [one for one in tree.find_all(exp.Column) if one.table in names and not isinstance(one.parent, exp.EQ)]
    if len(names) < 2 or not columns:
        return None
    column = rng.choice(columns)
    column.set("table", exp.to_identifier(rng.choice([name for name in names if name != column.table])))
    return tree


def qualifier_unknown(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    """An alias that nothing bears: the table's name, or its first letters."""
    aliased = {table.alias: table.name for table in tree.find_all(exp.Table) if table.alias}
    columns = [one for one in tree.find_all(exp.Column) if one.table in aliased]
    if not columns:
        return None
    column = rng.choice(columns)
    word = aliased[column.table]
    column.set("table", exp.to_identifier(rng.choice([word, word[:3], f"{column.table}1"])))
    return tree


def join_key(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    """A key that one would have guessed."""
    ons = [join.args["on"] for join in tree.find_all(exp.Join) if isinstance(join.args.get("on"), exp.EQ)]
    if not ons:
        return None
    side = rng.choice([rng.choice(ons).left, rng.choice(ons).right])
    if not isinstance(side, exp.Column):
        return None
    guess = "key" if side.name == "id" else "id" if rng.random() < 0.4 else side.name.replace("_id", "_key")
    side.set("this", exp.to_identifier(guess))
    return tree


def unqualified(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    if len(list(tree.find_all(exp.Table))) < 2:
        return None
    for column in tree.find_all(exp.Column):
        if not isinstance(column.parent, exp.EQ):
            column.set("table", None)
    return tree


def group_missing(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    group = tree.args.get("group")
    if group is None:
        return None
    if len(group.expressions) > 1 and rng.random() < 0.5:
        group.expressions.pop()
    else:
        tree.set("group", None)
    return tree


def aggregate_in_where(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    having = tree.args.get("having")
    if having is None:
        return None
    tree.set("having", None)
    return tree.where(having.this, copy=False)


def table_slip(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    table = rng.choice(list(tree.find_all(exp.Table)))
    old = table.name
    name = rng.choice([_slip(old, rng), old.rstrip("s"), old.title(), f"tbl_{old}"])
    table.set("this", exp.to_identifier(name, quoted=dialect == "postgres" and name != name.lower()))
    for column in tree.find_all(exp.Column):
        if column.table == old:
            column.set("table", exp.to_identifier(name))
    return tree


def wrong_quotes(tree: Any, rng: random.Random, context: Context, dialect: str) -> str | None:
    text: str = tree.sql(dialect=dialect)
    strings = re.findall(r"'[^']+'", text)
    way = rng.choice(["double", "curly", "back"])
    if way == "back" and dialect != "mysql" and (column := _column(tree, rng)) is not None:
        return re.sub(rf"\b{column.name}\b", f"`{column.name}`", text)
    if not strings or (dialect == "mysql" and way == "double"):
        return None
    one = rng.choice(strings)
    return text.replace(one, f'"{one[1:-1]}"' if way == "double" else f"\u2018{one[1:-1]}\u2019")


def other_dialect(tree: Any, rng: random.Random, context: Context, dialect: str) -> str:
    other = rng.choice([one for one in ("tsql", "bigquery", "mysql", "postgres", "snowflake") if one != dialect])
    return str(tree.sql(dialect=other))


def function_slip(tree: Any, rng: random.Random, context: Context, dialect: str) -> str | None:
    text: str = tree.sql(dialect=dialect)
    ways = [("COUNT(", "CUONT("), ("AVG(", "AVERAGE("), ("SUM(", "SUMM("), ("MAX(", "MAXIMUM("), ("MIN(", "MINN(")]
    fit = [way for way in ways if way[0] in text]
    return text.replace(*rng.choice(fit)) if fit else None


def kind_wrong(tree: Any, rng: random.Random, context: Context, dialect: str) -> Any:
    """The year of a day compared as if it was the day; a truth value compared with a number."""
    for call in tree.find_all(exp.Year, exp.Extract):
        parent = call.parent
        if isinstance(parent, exp.EQ) and isinstance(parent.right, exp.Literal):
            given = call.args.get("expression") or call.this
            call.replace(given.this if isinstance(given, exp.Cast | exp.TsOrDsToDate) else given)
            return tree
    booleans = {column.name for table in context.tables for column in table.columns if column.type.lower() == "boolean"}
    for column in tree.find_all(exp.Column):
        if column.name in booleans and isinstance(column.parent, exp.Where | exp.And):
            column.replace(column.copy().eq(1))
            return tree
    return None


def bracket_open(tree: Any, rng: random.Random, context: Context, dialect: str) -> str | None:
    text: str = tree.sql(dialect=dialect)
    return text[:-1] if text.endswith(")") else re.sub(r" FROM", ", FROM", text, count=1)


KINDS: dict[str, Mistake] = {
    one.__name__.replace("_", " "): one
    for one in (
        column_slip, column_renamed, qualifier_swapped, qualifier_unknown, join_key, unqualified, group_missing,
        aggregate_in_where, table_slip, wrong_quotes, other_dialect, function_slip, kind_wrong, bracket_open,
    )
}  # fmt: skip


def made(sql: str, kind: str, seed: int, context: Context, dialect: str) -> str | None:
    """The query with a mistake of a kind; None where it has no place for it."""
    tree = sqlglot.parse_one(sql, read=dialect)
    done = KINDS[kind](tree, random.Random(f"{kind} {sql} {seed}"), context, dialect)
    if done is None:
        return None
    text = done if isinstance(done, str) else done.sql(dialect=dialect)
    return None if text == sql or text == sqlglot.parse_one(sql, read=dialect).sql(dialect=dialect) else text
