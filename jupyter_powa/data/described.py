"""What a DuckDB says of itself: all of its schemas, or its public tables with keys, comments and row counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from jupyter_powa.data.duck import Duck
from jupyter_powa.data.guard import Public, parts
from jupyter_powa.errors import BlockError
from jupyter_powa.model.data import Column, ForeignKey, Schema, Table

SCHEMA = """
select s.database_name = current_database(), s.database_name, s.schema_name, c.table_name, c.column_name, c.data_type,
       c.is_nullable
from duckdb_schemas() s left join duckdb_columns() c using (database_name, schema_name)
where s.database_name not in ('system', 'temp')
  and s.schema_name not in ('information_schema', 'pg_catalog', 'powa_runs')
order by 1 desc, 2, 3, 4, c.column_index"""

HERE = "database_name = current_database()"
TABLES = f"""
select schema_name, table_name, false, comment, estimated_size from duckdb_tables() where {HERE}
union all select schema_name, view_name, true, comment, null from duckdb_views() where {HERE} and not internal
order by 1, 2"""
COLUMNS = f"""
select schema_name, table_name, column_name, data_type, is_nullable, column_default, comment from duckdb_columns()
where {HERE} and not internal order by 1, 2, column_index"""
KEYS = f"""
select schema_name, table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
from duckdb_constraints() where {HERE} and constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
order by 1, 2, constraint_index"""
SCHEMAS = f"select schema_name from duckdb_schemas() where {HERE}"


ESTIMATE = """
select estimated_size from duckdb_tables() where table_name = ? and schema_name = coalesce(?, current_schema())
and database_name = coalesce(?, current_database())"""


def estimate(cursor: Any, table: Sequence[str]) -> int | None:
    """About how many rows a table has; None for a view, and for one that is not there."""
    schema, database = (table[-2] if len(table) > 1 else None), (table[-3] if len(table) > 2 else None)
    found = cursor.execute(ESTIMATE, [table[-1], schema, database]).fetchall()
    return int(found[0][0]) if found else None


def schemas(cursor: Any) -> list[Schema]:
    """The schemas with their tables and columns; those of an attached database carry its name."""
    found: dict[str, Schema] = {}
    tables: dict[tuple[str, str], Table] = {}
    for own, database, schema_name, table_name, column, kind, nullable in cursor.execute(SCHEMA).fetchall():
        name = schema_name if own else f"{database}.{schema_name}"
        schema = found.setdefault(name, Schema(name=name))
        if table_name is None:
            continue
        if (name, table_name) not in tables:
            tables[name, table_name] = Table(name=table_name)
            schema.tables.append(tables[name, table_name])
        tables[name, table_name].columns.append(Column(name=column, type=kind, nullable=nullable))
    return list(found.values())


def described(cursor: Any, names: Sequence[str] | None) -> list[Table]:
    """The public tables (of these names); raises BlockError with code `unknown_table` for one that is not there."""
    dialect = Duck(cursor)
    public = dialect.public()
    found: dict[tuple[str, str], Table] = {}
    for schema, name, view, comment, count in cursor.execute(TABLES).fetchall():
        if public.holds((schema, name)):
            said = name if schema == public.schema else f"{schema}.{name}"
            found[schema, name] = Table(name=said, kind="view" if view else "table", comment=comment, row_count=count)
    hidden = _hidden(
        schema for (schema,) in cursor.execute(SCHEMAS).fetchall() if schema not in (public.schema, "public")
    )
    for schema, table, name, kind, nullable, default, comment in cursor.execute(COLUMNS).fetchall():
        if (schema, table) in found:
            if default is not None and hidden and hidden.search(default):
                default = None
            column = Column(name=name, type=kind, nullable=nullable, default=default, comment=comment)
            found[schema, table].columns.append(column)
    for schema, table, kind, columns, other, theirs in cursor.execute(KEYS).fetchall():
        if (schema, table) in found:
            _note_key(
                found[schema, table], kind, columns, other if public.holds((schema, other or "")) else None, theirs
            )
    return list(found.values()) if names is None else [_chosen(name, found, public) for name in names]


def _note_key(table: Table, kind: str, columns: list[str], other: str | None, theirs: list[str]) -> None:
    if kind == "PRIMARY KEY":
        table.primary_key = columns
    elif kind == "UNIQUE":
        table.unique.append(columns)
    elif other is not None:
        table.foreign_keys.append(ForeignKey(columns=columns, table=other, references=theirs))


def _hidden(schemas: Iterable[str]) -> re.Pattern[str] | None:
    """Finds the name of a schema that is not public, as a default value may hold one."""
    names = [re.escape(name) for name in schemas if name not in ("information_schema", "pg_catalog")]
    return re.compile(rf"\b({'|'.join(names)})\b", re.IGNORECASE) if names else None


def _chosen(name: str, found: dict[tuple[str, str], Table], public: Public) -> Table:
    path = tuple(part.casefold() for part in parts(name))
    if len(path) > 1 and path[-2] == "public" and not any(schema == "public" for schema, _ in found):
        path = (*path[:-2], public.schema, path[-1])
    schema = path[-2] if len(path) > 1 else public.schema
    if path and public.holds(path):
        for (its_schema, its_name), table in found.items():
            if (its_schema.casefold(), its_name.casefold()) == (schema, path[-1]):
                return table
    raise BlockError(f"There is no public table {name}. {public.words()}", code="unknown_table")
