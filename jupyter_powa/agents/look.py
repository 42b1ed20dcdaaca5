"""What is noticeable about a result: it is empty, rows count twice, nothing joins two tables, a value is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jupyter_powa.agents.check import read
from jupyter_powa.agents.chosen import of
from jupyter_powa.agents.finding import Finding
from jupyter_powa.agents.grain import grain
from jupyter_powa.agents.joins import Joins
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.llm.planner.near import nearest
from jupyter_powa.model.agents import Context, ContextTable
from jupyter_powa.model.data import Page

if TYPE_CHECKING:
    from sqlglot import exp

ADDED = ("Sum", "Avg", "Count", "Stddev", "Median")
"""Aggregates that come out otherwise where rows are there more than once."""


def looked(sql: str, page: Page, context: Context, kind: str) -> list[Finding]:
    """What is noticeable about a query and its first rows."""
    found: list[Finding] = []
    try:
        tree = read(sql, dialect_of(kind))
    except BlockError:
        return found
    found += _strange_values(tree, context)
    rows = int(page.arrow.num_rows)
    if rows == 0:
        found.append(Finding("No row fits.", -0.2))
    elif rows == 1 and all(page.arrow.column(n)[0].as_py() is None for n in range(len(page.columns))):
        found.append(Finding("There is nothing to add up: the result is null.", -0.2))
    found += _unjoined(tree)
    found += _twice(tree, context)
    found += _strange_joins(tree, context)
    found += grain(tree, page)
    return found


def _tables(select: exp.Expression, context: Context) -> dict[str, ContextTable]:
    """The context's tables of one select, by what it calls them."""
    known = {table.name.casefold(): table for table in context.tables}
    found = {}
    for source in _sources(select):
        if (table := of(source, known)) is not None:
            found[source.alias_or_name.casefold()] = table
    return found


def _sources(select: exp.Expression) -> list[Any]:
    from sqlglot import exp

    first = select.args.get("from_") or select.args.get("from")
    every = [first.this] if first is not None else []
    every += [join.this for join in select.args.get("joins") or ()]
    return [one for one in every if isinstance(one, exp.Table)]


def _unjoined(tree: exp.Expression) -> Iterator[Finding]:
    """Tables that nothing holds together: every row of the one beside every row of the other."""
    from sqlglot import exp

    for select in tree.find_all(exp.Select):
        where = select.args.get("where")
        compared = [*where.find_all(exp.EQ)] if where is not None else []
        tied = any(isinstance(one.left, exp.Column) and isinstance(one.right, exp.Column) for one in compared)
        for join in select.args.get("joins") or ():
            plain = isinstance(join.this, exp.Table) and not any(
                join.args.get(word) for word in ("on", "using", "method")
            )
            on = join.args.get("on")
            always = isinstance(on, exp.Boolean) or (isinstance(on, exp.EQ) and not any(on.find_all(exp.Column)))
            if (plain and not tied) or always:
                words = f"Nothing joins {join.this.alias_or_name} to the other tables: each row stands beside each."
                yield Finding(words, -0.4, wrong=True)


def _edges(select: exp.Expression, tables: dict[str, ContextTable]) -> Iterator[tuple[str, str, str, str]]:
    """The columns that a select makes equal: one's table and name, and the other's."""
    from sqlglot import exp

    conditions = [join.args["on"] for join in select.args.get("joins") or () if join.args.get("on") is not None]
    if select.args.get("where") is not None:
        conditions.append(select.args["where"].this)
    for condition in conditions:
        for one in condition.find_all(exp.EQ):
            left, right = one.left, one.right
            if isinstance(left, exp.Column) and isinstance(right, exp.Column):
                mine, theirs = left.table.casefold(), right.table.casefold()
                if mine in tables and theirs in tables and mine != theirs:
                    yield mine, left.name, theirs, right.name


def _twice(tree: exp.Expression, context: Context) -> Iterator[Finding]:
    """Sums over a table whose rows are there once for each row of another one."""
    from sqlglot import exp

    for select in tree.find_all(exp.Select):
        tables = _tables(select, context)
        if len(tables) < 2:
            continue
        many = list(_more(select, tables, context))
        for call in select.find_all(*(getattr(exp, name) for name in ADDED)):
            if call.find_ancestor(exp.Select) is not select or isinstance(call.this, exp.Distinct):
                continue
            owners = {column.table.casefold() for column in call.find_all(exp.Column) if column.table}
            for one, other in many:
                if owners == {one}:
                    words = f"{tables[one].name} has a row for each of {tables[other].name}: it is counted too often."
                    yield Finding(words, -0.35, wrong=True)
                    break


def _more(select: exp.Expression, tables: dict[str, ContextTable], context: Context) -> Iterator[tuple[str, str]]:
    """Pairs of which a row of the first one is there for each row of the second."""
    names = {alias: table.name for alias, table in tables.items()}
    for mine, my, theirs, their in _edges(select, tables):
        for one in context.relationships:
            for a, x, b, y in ((mine, my, theirs, their), (theirs, their, mine, my)):
                same = (one.table, one.other_table) == (names[a], names[b]) and (x in one.columns)
                if same and y in one.other_columns:
                    if one.cardinality in ("many_to_one", "many_to_many"):
                        yield b, a
                    if one.cardinality in ("one_to_many", "many_to_many"):
                        yield a, b


def _strange_joins(tree: exp.Expression, context: Context) -> Iterator[Finding]:
    """Tables held together by columns that no relationship names, though there is one."""
    from sqlglot import exp

    joins = Joins(context.relationships)
    for select in tree.find_all(exp.Select):
        tables = _tables(select, context)
        for mine, my, theirs, their in _edges(select, tables):
            way = joins.way(tables[mine].name, tables[theirs].name)
            if len(way) != 1:
                continue
            pairs = {frozenset([(way[0].table, a), (way[0].other_table, b)])
                     for one in joins.to(way[0].table, [way[0].other_table])
                     for a, b in zip(one.columns, one.other_columns, strict=False)}  # fmt: skip
            if frozenset([(tables[mine].name, my), (tables[theirs].name, their)]) not in pairs:
                words = f"{tables[mine].name}.{my} and {tables[theirs].name}.{their} are not what joins these tables."
                yield Finding(words, -0.3, wrong=True)


def _strange_values(tree: exp.Expression, context: Context) -> Iterator[Finding]:
    """Texts that a column is compared with and does not hold, where all of its values are known."""
    from sqlglot import exp

    aliases: dict[str, ContextTable] = {}
    for select in tree.find_all(exp.Select):
        aliases |= _tables(select, context)
    for one in tree.find_all(exp.EQ, exp.In):
        said = [one.expression] if isinstance(one, exp.EQ) else one.expressions
        if not isinstance(one.this, exp.Column):
            continue
        tables = [aliases[one.this.table.casefold()]] if one.this.table.casefold() in aliases else aliases.values()
        held = [column.values for table in tables for column in table.columns if column.name == one.this.name]
        texts = [value for values in held for value in values if isinstance(value, str)]
        for literal in said:
            if isinstance(literal, exp.Literal) and literal.is_string and texts and literal.this not in texts:
                near = nearest(literal.this, texts, 1)
                more = f" {near[0]} is near." if near else ""
                yield Finding(f"{one.this.name} holds no {literal.this!r}.{more}", -0.3, wrong=True)
