"""Hold a query to what was chosen: the tables of a context, and of each only its chosen columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jupyter_powa.agents.scoped import MOVED, NAMED
from jupyter_powa.data.guard import SqlRefused
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import Dialect
from jupyter_powa.model.agents import ContextTable

if TYPE_CHECKING:
    from sqlglot import exp

DEFAULT = ("public", "main", "dbo")
"""Schemas whose tables a context may call by their bare names."""


class WrongName(BlockError):
    """The query names a table or a column that the agent does not know."""

    status, code = 400, "unknown_name"


def real_tables(tree: exp.Expression) -> list[exp.Table]:
    """The uses of tables that are none of the query's own parts; raises SqlRefused where that cannot be told."""
    from sqlglot import exp
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.scope import traverse_scope

    own: set[int] = set()
    try:
        for scope in traverse_scope(tree):
            for table in scope.tables:
                if not table.db and not isinstance(scope.sources.get(table.alias_or_name), exp.Table | None):
                    own.add(id(table))
    except (SqlglotError, RecursionError, AttributeError, KeyError):
        raise SqlRefused("The query is not understood well enough to be let through. Write it more plainly.") from None
    named = (table for table in tree.find_all(exp.Table) if isinstance(table.this, exp.Identifier))
    return [table for table in named if id(table) not in own]


def of(table: exp.Table, tables: Mapping[str, ContextTable]) -> ContextTable | None:
    """The context's table that a query names: as it is called, or with the default schema before it."""
    path = path_of(table).casefold()
    if path in tables:
        return tables[path]
    if table.db and table.db.casefold() in DEFAULT and "." not in table.name:
        return tables.get(table.name.casefold())
    rest = path.partition(".")[2]
    return tables.get(rest) if table.catalog and "." in rest else None


def path_of(table: exp.Table) -> str:
    """A table's name as it was written."""
    return ".".join(part for part in (table.catalog, table.db, table.name) if part)


def narrowed(tree: Any, used: Mapping[int, ContextTable], dialect: Dialect) -> str:
    """The query with each table of which columns were left out replaced by its chosen ones; raises SqlRefused."""
    from sqlglot import exp

    for table in list(tree.find_all(exp.Table)):
        known = used.get(id(table))
        if known is None or not pruned(known):
            continue
        if extra := {key for key, value in table.args.items() if value} - NAMED - MOVED:
            raise SqlRefused(f"{known.name} cannot be read with {', '.join(sorted(extra))} here.")
        moved = {key: table.args.get(key) for key in MOVED if table.args.get(key)}
        alias = table.args.get("alias") or exp.TableAlias(this=table.this.copy())
        bare = exp.Table(this=table.this.copy(), db=table.args.get("db"), catalog=table.args.get("catalog"))
        columns = [exp.column(exp.to_identifier(column.name, quoted=True)) for column in known.columns]
        made = exp.Subquery(this=exp.select(*columns).from_(bare), alias=alias)
        for key, value in moved.items():
            made.set(key, value)
        table.replace(made)
    text: str = tree.sql(dialect=dialect.sqlglot)
    return text


def pruned(table: ContextTable) -> bool:
    """Whether columns of a table were left out."""
    chosen = {column.name for column in table.columns}
    return any(column.name not in chosen for column in table.available_columns)
