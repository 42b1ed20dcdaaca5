"""Whether a query may run: one query of tables and columns that the context has, held to the row filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.chosen import WrongName, narrowed, of, path_of, pruned, real_tables
from jupyter_powa.agents.scoped import scoped
from jupyter_powa.data.guard import LONGEST, SqlRefused
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.parsed import one_query
from jupyter_powa.model.agents import Context, ContextTable

if TYPE_CHECKING:
    from sqlglot import exp


async def checked(brief: Brief, sql: str) -> str:
    """The text to run; raises SqlRefused, WrongName, and BlockError where the database would not take it."""
    dialect = dialect_of(brief.source.kind)
    text = known(sql, brief.context, dialect)
    if any(condition.strip() for condition in brief.filters.values()):
        text = scoped(text, brief.filters, dialect.sqlglot, await _views(brief))
    await brief.source.bind(text)
    return text


async def _views(brief: Brief) -> dict[str, None]:
    """The views among the tables: what they read is not known, so none is read beside a filter."""
    return {table.name: None for table in await brief.source.describe() if table.kind == "view"}


def known(sql: str, context: Context, dialect: Dialect) -> str:
    """The query, where all that it names is in the context; raises SqlRefused, WrongName.

    Where columns of a table were left out, the query is rewritten so that it sees none of them.
    """
    if len(sql) > LONGEST:
        raise SqlRefused(f"The query has {len(sql):,} characters; {LONGEST:,} are allowed. Write a shorter one.")
    tree = read(sql, dialect)
    tables = {table.name.casefold(): table for table in context.tables}
    used: dict[int, ContextTable] = {}
    real = real_tables(tree)
    for table in real:
        if (found := of(table, tables)) is None:
            raise WrongName(f"There is no table {path_of(table)} here. Tables: {', '.join(sorted(tables))[:500]}.")
        used[id(table)] = found
    _qualified(tree, real, used)
    if any(pruned(table) for table in used.values()):
        return narrowed(tree, used, dialect)
    return sql.strip().rstrip(";")


def read(sql: str, dialect: Dialect) -> Any:
    """The tree of one query; raises SqlRefused, and BlockError with code `sql_error` for what is no SQL."""
    try:
        tree = one_query(sql, dialect)
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # sqlglot trips over some texts
        raise BlockError(f"The query cannot be read: {error}. Write one plain SELECT.", code="sql_error") from None
    if tree is None:
        raise SqlRefused("Only one query that reads is allowed: write a single SELECT.")
    return tree


def _qualified(tree: exp.Expression, real: list[exp.Table], used: Mapping[int, ContextTable]) -> None:
    """Raises WrongName where a column is named of a table that has none of that name."""
    from sqlglot import exp

    others = {one.alias.casefold() for one in tree.find_all(exp.Subquery, exp.Lateral, exp.CTE) if one.alias}
    meant: dict[str, list[ContextTable]] = {}
    for table in real:
        word = table.alias_or_name.casefold()
        if table.args.get("alias") is not None and table.args["alias"].args.get("columns"):
            others.add(word)
        meant.setdefault(word, []).append(used[id(table)])
    others |= {table.alias_or_name.casefold() for table in tree.find_all(exp.Table) if id(table) not in used}
    for column in tree.find_all(exp.Column):
        word = column.table.casefold()
        if word not in meant or word in others or isinstance(column.this, exp.Star):
            continue
        names = {one.name.casefold() for table in meant[word] for one in table.columns}
        if column.name.casefold() not in names:
            told = ", ".join(sorted({one.name for table in meant[word] for one in table.columns}))[:500]
            raise WrongName(f"{column.table} has no column {column.name}. Its columns: {told}.")
