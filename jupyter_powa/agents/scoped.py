"""Row filters: a query is rewritten so that each use of a table gives only the rows that a condition lets through.

What cannot be shown to be filtered is refused: a table behind a view, a name that a part of the query takes over, a
table function. The text is read once more after it was written, and every use of a table is looked at again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_powa.data.guard import Path, SqlRefused, parts

if TYPE_CHECKING:
    from sqlglot import exp

MOVED = frozenset({"joins", "pivots", "sample", "laterals"})
"""What may stand behind a table and stands behind its filtered rows as well."""
NAMED = frozenset({"this", "db", "catalog", "alias"})


def scoped(
    sql: str, filters: Mapping[str, str], dialect: str, views: Mapping[str, Collection[str] | None] | None = None
) -> str:
    """The query as it may run: every use of a table of `filters` is held to its condition.

    `filters`: a condition on its own columns for each table. `views`: the tables that each view reads in the end; None
    where that is not known. Raises SqlRefused.
    """
    wanted = {_folded(parts(name)): _condition(name, said, dialect) for name, said in filters.items() if said.strip()}
    if not wanted:
        return sql
    tree = _parsed(sql, dialect)
    _refuse_views(tree, wanted, views or {})
    for table in _uses(tree, wanted):
        table.replace(_filtered(table, wanted[_key(_path(table), wanted)]))
    text: str = tree.sql(dialect=dialect)
    _proved(_parsed(text, dialect), wanted, dialect)
    return text


def _condition(name: str, said: str, dialect: str) -> exp.Expression:
    """A table's condition: an expression on its own columns, without a query in it."""
    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError

    try:
        found = parse(f"select 1 where {said}", read=dialect)
    except (SqlglotError, RecursionError):
        raise SqlRefused(f"The filter of {name} is no condition: {said[:200]}") from None
    tree = found[0] if len(found) == 1 else None
    where = tree.args.get("where") if isinstance(tree, exp.Select) else None
    extra = {key for key, value in tree.args.items() if value} - {"expressions", "where", "kind"} if tree else set()
    if where is None or extra or any(where.find_all(exp.Query, exp.Table, exp.Parameter, exp.Placeholder)):
        raise SqlRefused(f"The filter of {name} must be one condition on its own columns: {said[:200]}")
    for column in where.find_all(exp.Column):
        if column.table and column.table.casefold() != parts(name)[-1].casefold():
            raise SqlRefused(f"The filter of {name} names a column of {column.table}: only its own columns are there.")
        for part in ("table", "db", "catalog"):
            column.set(part, None)
    made: exp.Expression = where.this
    return made


def _parsed(sql: str, dialect: str) -> Any:
    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError

    try:
        found = [one for one in parse(sql, read=dialect) if one is not None]
    except (SqlglotError, RecursionError):
        raise SqlRefused(
            "The query cannot be read, so its row filters cannot be kept. Write it more plainly."
        ) from None
    if len(found) != 1 or not isinstance(found[0], exp.Query | exp.Pivot | exp.Values):
        raise SqlRefused("Write exactly one query: row filters are kept for queries alone.")
    return found[0]


def _uses(tree: exp.Expression, wanted: Mapping[Path, Any]) -> list[exp.Table]:
    """The uses of filtered tables; raises SqlRefused where it is not certain which table a name means."""
    from sqlglot import exp

    own = {cte.alias.casefold() for cte in tree.find_all(exp.CTE)}
    if taken := own & {path[-1] for path in wanted}:
        raise SqlRefused(
            f"A part of the query is called {min(taken)} like a table with a row filter: call it otherwise."
        )
    found = []
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            if isinstance(table.this, exp.Anonymous):
                raise SqlRefused(f"{table.this.name}(…) as a table is not allowed where rows are filtered.")
            continue
        if not table.db and table.name.casefold() in own:
            continue
        if _key(_path(table), wanted):
            if extra := {key for key, value in table.args.items() if value} - NAMED - MOVED:
                raise SqlRefused(f"{table.name} has a row filter and cannot be read with {', '.join(sorted(extra))}.")
            found.append(table)
    return found


def _refuse_views(
    tree: exp.Expression, wanted: Mapping[Path, Any], views: Mapping[str, Collection[str] | None]
) -> None:
    from sqlglot import exp

    known = {_folded(parts(name)): reads for name, reads in views.items()}
    for table in tree.find_all(exp.Table):
        if (view := _key(_path(table), known)) and not _key(_path(table), wanted):
            reads = known[view]
            if reads is None or any(_key(_folded(parts(name)), wanted) for name in reads):
                raise SqlRefused(
                    f"{table.name} is a view, and rows of a table behind it are filtered: read the table itself."
                )


def _filtered(table: exp.Table, condition: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    moved = {key: table.args.get(key) for key in MOVED if table.args.get(key)}
    alias = table.args.get("alias") or exp.TableAlias(this=table.this.copy())
    bare = exp.Table(this=table.this.copy(), db=table.args.get("db"), catalog=table.args.get("catalog"))
    rows = exp.select("*").from_(bare).where(condition.copy())
    made = exp.Subquery(this=rows, alias=alias)
    for key, value in moved.items():
        made.set(key, value)
    return made


def _proved(tree: exp.Expression, wanted: Mapping[Path, exp.Expression], dialect: str) -> None:
    """Look at the text that will run: each use stands alone in a query whose condition is the table's."""
    from sqlglot import exp

    for table in _uses(tree, wanted):
        query = table.find_ancestor(exp.Select)
        where = query.args.get("where") if query is not None else None
        same = where is not None and where.this.sql(dialect=dialect) == wanted[_key(_path(table), wanted)].sql(
            dialect=dialect
        )
        alone = query is not None and not query.args.get("joins") and isinstance(table.parent, exp.From)
        if not (same and alone and {key for key, value in table.args.items() if value} <= NAMED):
            raise SqlRefused(f"The row filter of {table.name} cannot be kept in this query. Write it more plainly.")


def _path(table: exp.Table) -> Path:
    return _folded(tuple(part for part in (table.catalog, table.db, table.name) if part))


def _folded(path: Path) -> Path:
    return tuple(part.casefold() for part in path)


def _key(path: Path, known: Mapping[Path, Any]) -> Path:
    """The name under which a table is known, as far as either says its schema; empty where it is not."""
    for other in known:
        length = min(len(path), len(other))
        if path[-length:] == other[-length:]:
            return other
    return ()
