"""Whether a query may run: one query of tables and columns that the context has, held to the row filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.scoped import scoped
from jupyter_powa.data.guard import LONGEST, SqlRefused
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.parsed import one_query
from jupyter_powa.model.agents import Context, ContextTable

if TYPE_CHECKING:
    from sqlglot import exp


class WrongName(BlockError):
    """The query names a table or a column that the agent does not know."""

    status, code = 400, "unknown_name"


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
    tables = await brief.source.describe([table.name for table in brief.context.tables])
    return {table.name: None for table in tables if table.kind == "view"}


def known(sql: str, context: Context, dialect: Dialect) -> str:
    """The query, where all that it names is in the context; raises SqlRefused, WrongName.

    Where columns of a table were left out, every name is looked up here and `*` is written out.
    """
    if len(sql) > LONGEST:
        raise SqlRefused(f"The query has {len(sql):,} characters; {LONGEST:,} are allowed. Write a shorter one.")
    tree = read(sql, dialect)
    tables = {table.name.casefold(): table for table in context.tables}
    used = list(_named(tree, tables))
    _qualified(tree, tables)
    if any(_pruned(table) for table in used):
        return _written_out(tree, used, dialect)
    return sql.strip().rstrip(";")


def read(sql: str, dialect: Dialect) -> Any:
    """The tree of one query; raises SqlRefused."""
    try:
        tree = one_query(sql, dialect)
    except ValueError as error:
        raise SqlRefused(f"The query cannot be read: {error}. Write one plain SELECT.") from None
    if tree is None:
        raise SqlRefused("Only one query that reads is allowed: write a single SELECT.")
    return tree


def _named(tree: exp.Expression, tables: Mapping[str, ContextTable]) -> Iterator[ContextTable]:
    """The context's tables that are used; raises WrongName for any other."""
    from sqlglot import exp

    own = {cte.alias.casefold() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or (not table.db and table.name.casefold() in own):
            continue
        if (found := of(table, tables)) is None:
            raise WrongName(f"There is no table {_path(table)} here. Tables: {', '.join(sorted(tables))[:500]}.")
        yield found


def of(table: exp.Table, tables: Mapping[str, ContextTable]) -> ContextTable | None:
    """The context's table that a query names: as it is called, or without the schema that the query says more."""
    path = _path(table).casefold()
    for name in (path, path.partition(".")[2], path.rpartition(".")[2]) if table.db else (path,):
        if name and name in tables:
            short = name != path and "." not in name
            prefix = path.removesuffix(name).rstrip(".")
            if not short or prefix.rpartition(".")[2] in ("public", "main", "dbo"):
                return tables[name]
    return None


def _path(table: exp.Table) -> str:
    return ".".join(part for part in (table.catalog, table.db, table.name) if part)


def _qualified(tree: exp.Expression, tables: Mapping[str, ContextTable]) -> None:
    """Raises WrongName where a column is named of a table that has none of that name."""
    from sqlglot import exp

    own = {cte.alias.casefold() for cte in tree.find_all(exp.CTE)}
    derived = {query.alias.casefold() for query in tree.find_all(exp.Subquery) if query.alias}
    meant: dict[str, list[ContextTable | None]] = {}
    for table in tree.find_all(exp.Table):
        renamed = table.args.get("alias") is not None and table.args["alias"].args.get("columns")
        plain = not table.db and table.name.casefold() in own
        meant.setdefault(table.alias_or_name.casefold(), []).append(None if plain or renamed else of(table, tables))
    for column in tree.find_all(exp.Column):
        word = column.table.casefold()
        found = meant.get(word, [None])
        if not word or word in derived or None in found or isinstance(column.this, exp.Star):
            continue
        names = {one.name.casefold() for table in found if table for one in table.columns}
        if column.name.casefold() not in names:
            told = ", ".join(sorted({one.name for table in found if table for one in table.columns}))[:500]
            raise WrongName(f"{column.table} has no column {column.name}. Its columns: {told}.")


def _pruned(table: ContextTable) -> bool:
    chosen = {column.name for column in table.columns}
    return any(column.name not in chosen for column in table.available_columns)


def _written_out(tree: Any, used: list[ContextTable], dialect: Dialect) -> str:
    """The query with each column looked up among those that were chosen."""
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.schema import MappingSchema

    schema = MappingSchema(dialect=dialect.sqlglot)
    for table in used:
        schema.add_table(table.name, {column.name: column.type for column in table.columns}, match_depth=False)
    try:
        text: str = qualify(
            tree.copy(), schema=schema, dialect=dialect.sqlglot, quote_identifiers=False, identify=False
        ).sql(dialect=dialect.sqlglot)
    except (SqlglotError, RecursionError, ValueError) as error:
        said = str(error).splitlines()[0][:200]
        raise WrongName(f"{said}. Only the columns that were chosen for this agent can be read.") from None
    return text
