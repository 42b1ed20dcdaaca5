"""What each kind of database is asked about itself: its schemas, the tables of one, the columns of one.

Each query takes its values in the order that is said, and gives the columns that `tree.py` reads by name.
"""

from __future__ import annotations

from typing import NamedTuple


class Catalog(NamedTuple):
    """The queries of one kind of database."""

    schemas: str
    """Gives name, database (null for the one that is connected to)."""
    tables: str
    """Takes database, schema; gives name, kind, rows, bytes, comment."""
    columns: str
    """Takes database, schema, table; gives name, type, nullable, key, refs, comment, in their order."""
    search: str
    """Takes nothing; gives database, schema, name, col (null for a table itself), kind, type of everything."""


DUCKDB = Catalog(
    schemas="""
select schema_name as name, nullif(database_name, current_database()) as database from duckdb_schemas()
where database_name not in ('system', 'temp') and schema_name not in ('information_schema', 'pg_catalog')
order by database nulls first, name <> 'main', name""",
    tables="""
select table_name as name, 'table' as kind, estimated_size as rows, null as bytes, comment from duckdb_tables()
where database_name = coalesce(?1, current_database()) and schema_name = ?2
union all select view_name, 'view', null, null, comment from duckdb_views()
where database_name = coalesce(?1, current_database()) and schema_name = ?2 and not internal order by name""",
    columns="""
with keys as (
  select constraint_type, unnest(constraint_column_names) as name, referenced_table from duckdb_constraints()
  where database_name = coalesce(?1, current_database()) and schema_name = ?2 and table_name = ?3
  and constraint_type in ('PRIMARY KEY', 'FOREIGN KEY'))
select c.column_name as name, c.data_type as type, c.is_nullable as nullable, c.comment,
  exists (from keys k where k.name = c.column_name and k.constraint_type = 'PRIMARY KEY') as key,
  (select max(referenced_table) from keys k where k.name = c.column_name and k.constraint_type = 'FOREIGN KEY') as refs
from duckdb_columns() c
where database_name = coalesce(?1, current_database()) and schema_name = ?2 and table_name = ?3
order by column_index""",
    search="""
select nullif(database_name, current_database()) as database, schema_name as schema, table_name as name, null as col,
  'table' as kind, null as type from duckdb_tables()
union all select nullif(database_name, current_database()), schema_name, view_name, null, 'view', null
from duckdb_views() where not internal
union all select nullif(database_name, current_database()), schema_name, table_name, column_name, 'column', data_type
from duckdb_columns() where not internal""",
)

POSTGRESQL = Catalog(
    schemas="""
select nspname as name, null as database from pg_namespace
where nspname not like 'pg\\_%' and nspname <> 'information_schema' order by nspname <> 'public', nspname""",
    tables="""
select c.relname as name, case when c.relkind in ('v', 'm') then 'view' else 'table' end as kind,
  nullif(c.reltuples, -1)::bigint as rows, pg_total_relation_size(c.oid) as bytes, obj_description(c.oid) as comment
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and coalesce(?, '') is not null and n.nspname = ? order by c.relname""",
    columns="""
select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
  col_description(a.attrelid, a.attnum) as comment,
  exists (select 1 from pg_index i
    where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any(i.indkey)) as key,
  (select max(k.confrelid::regclass::text) from pg_constraint k
   where k.conrelid = a.attrelid and k.contype = 'f' and a.attnum = any(k.conkey)) as refs
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
where coalesce(?, '') is not null and n.nspname = ? and c.relname = ? and a.attnum > 0 and not a.attisdropped
order by a.attnum""",
    search="""
select null as database, n.nspname as schema, c.relname as name, a.attname as col,
  case when a.attname is not null then 'column' when c.relkind in ('v', 'm') then 'view' else 'table' end as kind,
  case when a.attname is not null then format_type(a.atttypid, a.atttypmod) end as type
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join (select attrelid, attname, atttypid, atttypmod from pg_attribute where attnum > 0 and not attisdropped
      union all select oid, null, null, null from pg_class) a on a.attrelid = c.oid
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'""",
)

MYSQL = Catalog(
    schemas="""
select schema_name as name, null as `database` from information_schema.schemata
where schema_name not in ('information_schema', 'mysql', 'performance_schema', 'sys')
order by schema_name <> coalesce(database(), ''), schema_name""",
    tables="""
select table_name as name, if(table_type like '%VIEW', 'view', 'table') as kind, table_rows as `rows`,
  data_length + index_length as bytes, nullif(table_comment, '') as comment
from information_schema.tables where coalesce(?, '') is not null and table_schema = ? order by table_name""",
    columns="""
select c.column_name as name, c.column_type as type, c.is_nullable = 'YES' as nullable,
  nullif(c.column_comment, '') as comment, c.column_key = 'PRI' as `key`,
  (select max(k.referenced_table_name) from information_schema.key_column_usage k
   where k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = c.column_name) as refs
from information_schema.columns c where coalesce(?, '') is not null and c.table_schema = ? and c.table_name = ?
order by c.ordinal_position""",
    search="""
select null as `database`, table_schema as `schema`, table_name as name, null as col,
  if(table_type like '%VIEW', 'view', 'table') as kind, null as type from information_schema.tables
where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys')
union all select null, table_schema, table_name, column_name, 'column', column_type from information_schema.columns
where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys')""",
)

SQLITE = Catalog(
    schemas="select name, null as database from pragma_database_list order by seq",
    tables="""
select name, type as kind, null as rows, null as bytes, null as comment from sqlite_master
where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' and coalesce(?, '') is not null
and coalesce(?, '') is not null order by name""",
    columns="""
select c.name, c.type, not c."notnull" as nullable, null as comment, c.pk > 0 as key,
  (select max("table") from pragma_foreign_key_list(t.name) f where f."from" = c.name) as refs
from sqlite_master t join pragma_table_info(t.name) c
where coalesce(?, '') is not null and coalesce(?, '') is not null and t.name = ? order by c.cid""",
    search="""
select null as database, 'main' as schema, t.name, null as col, t.type as kind, null as type from sqlite_master t
where t.type in ('table', 'view')
union all select null, 'main', t.name, c.name, 'column', c.type from sqlite_master t join pragma_table_info(t.name) c
where t.type in ('table', 'view')""",
)

CATALOGS = {
    "duckdb": DUCKDB,
    "postgresql": POSTGRESQL,
    "mysql": MYSQL,
    "mariadb": MYSQL,
    "sqlite": SQLITE,
}
"""By the kind of a data source."""
