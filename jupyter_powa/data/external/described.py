"""What a server tells of itself: its schemas, and the tables of its default one with keys, comments and row counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import Inspector
from sqlalchemy.engine.reflection import ObjectKind, ObjectScope

from jupyter_powa.errors import BlockError
from jupyter_powa.model.data import Column, ForeignKey, Schema, Table

HIDDEN = frozenset({"information_schema", "mysql", "performance_schema", "sys"})

POSTGRESQL = """
select c.relname, case when c.reltuples >= 0 then c.reltuples::bigint end from pg_class c
join pg_namespace n on n.oid = c.relnamespace where n.nspname = %s and c.relkind in ('r', 'p', 'm')"""
MYSQL = "select table_name, table_rows from information_schema.tables where table_schema = %s"


def schemas(connection: Connection) -> list[Schema]:
    """Every schema but the server's own, with tables and columns."""
    inspector = inspect(connection)
    found = []
    for name in inspector.get_schema_names():
        if name in HIDDEN or name.startswith("pg_"):
            continue
        columns = inspector.get_multi_columns(schema=name, kind=ObjectKind.ANY, scope=ObjectScope.ANY)
        tables = [
            Table(name=table, columns=[_column(connection, one) for one in told])
            for (_, table), told in sorted(columns.items(), key=lambda item: str(item[0][1]))
        ]
        found.append(Schema(name=name, tables=tables))
    return found


def described(connection: Connection, names: Sequence[str] | None) -> list[Table]:
    """The tables and views of the default schema (of these names); raises BlockError `unknown_table`."""
    inspector = inspect(connection)
    schema = inspector.default_schema_name
    rows, views = _counts(connection, schema), set(inspector.get_view_names())
    wanted = None if names is None else [name.rpartition(".")[2].strip('"`') for name in names]
    told: dict[str, Any] = {"kind": ObjectKind.ANY, "filter_names": wanted}
    columns = {table: one for (_, table), one in inspector.get_multi_columns(**told).items()}
    if absent := [name for name in wanted or () if name not in columns]:
        known = ", ".join(sorted(inspector.get_table_names())[:30]) or "none"
        raise BlockError(f"There is no table {absent[0]}. Tables: {known}.", code="unknown_table")
    keys: dict[Any, Any] = dict(inspector.get_multi_pk_constraint(**told))
    foreign: dict[Any, Any] = dict(inspector.get_multi_foreign_keys(**told))
    unique: dict[Any, Any] = dict(inspector.get_multi_unique_constraints(**told))
    comments = _comments(inspector, told)
    made = []
    for name in wanted if wanted is not None else sorted(columns):
        made.append(
            Table(
                name=name,
                kind="view" if name in views else "table",
                columns=[_column(connection, one) for one in columns[name]],
                comment=comments.get(name),
                row_count=rows.get(name),
                primary_key=list((keys.get((None, name)) or {}).get("constrained_columns") or []),
                unique=[list(one["column_names"]) for one in unique.get((None, name)) or ()],
                foreign_keys=[_reference(one) for one in foreign.get((None, name)) or ()],
            )
        )
    return made


def estimate(connection: Connection, table: Sequence[str]) -> int | None:
    """About how many rows a table has, by the server's statistics."""
    schema = table[-2] if len(table) > 1 else inspect(connection).default_schema_name
    return _counts(connection, schema).get(table[-1])


def _counts(connection: Connection, schema: str | None) -> dict[str, int]:
    query = {"postgresql": POSTGRESQL, "mysql": MYSQL, "mariadb": MYSQL}.get(connection.dialect.name)
    if query is None:
        return {}
    found = connection.exec_driver_sql(query, (schema or "",)).all()
    return {str(name): int(count) for name, count in found if count is not None}


def _comments(inspector: Inspector, told: dict[str, Any]) -> dict[str, str]:
    try:
        found = inspector.get_multi_table_comment(**told)
    except NotImplementedError:
        return {}
    return {table: str(one["text"]) for (_, table), one in found.items() if one and one.get("text")}


def _column(connection: Connection, told: Any) -> Column:
    try:
        kind = told["type"].compile(dialect=connection.dialect)
    except Exception:  # a type that SQLAlchemy has no word for
        kind = str(told["type"])
    return Column(name=told["name"], type=str(kind), nullable=bool(told["nullable"]), comment=told.get("comment"))


def _reference(told: Any) -> ForeignKey:
    return ForeignKey(
        columns=list(told["constrained_columns"]),
        table=str(told["referred_table"]),
        references=list(told["referred_columns"]),
    )
