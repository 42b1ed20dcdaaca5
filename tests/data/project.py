"""A project's DuckDB file with something to read, and something that nobody may read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

MARKER = "MARKER-7d1f"
"""Stands wherever a query must not reach."""

MADE = f"""
create schema private;
create table private.secrets (s varchar default '{MARKER}');
insert into private.secrets values ('{MARKER}');
create table private.orders (id integer, region varchar);
insert into private.orders values (1, '{MARKER}');
create type private.mood as enum ('{MARKER}');
create macro private.hidden() as '{MARKER}';
create sequence counter;
create sequence private.counter;
create table regions (region varchar primary key, boss varchar, unique (region, boss));
insert into regions values ('EU', 'Ada'), ('US', 'Bo'), ('ASIA', null);
create table orders (
    id integer primary key,
    region varchar references regions (region),
    customer varchar not null,
    amount decimal(10, 2) default 0.0,
    quantity integer,
    placed_on date,
    sold_at timestamp,
    tags varchar[],
    detail struct(color varchar, size integer),
    extra json
);
insert into orders
select i, ['EU', 'US', 'ASIA'][i % 3 + 1], 'customer ' || (i % 5), i * 1.5, i % 7, date '2024-01-01' + i::integer,
       timestamp '2024-01-01 08:00:00' + i * interval 1 hour, ['new', 'tag ' || (i % 2)],
       {{'color': ['red', 'blue'][i % 2 + 1], 'size': i}}, json_object('score', i)
from range(1, 41) r(i);
create table counted (id integer default nextval('private.counter'), "two words" integer);
create table "orders.csv" (a integer);
comment on table orders is 'What was sold.';
comment on column orders.amount is 'In euros.';
create view big_orders as select * from orders where amount > 30;
comment on view big_orders is 'The large ones.';
create view leak as select * from private.secrets;
create view deeper as select * from leak;
create macro give() as table select * from private.secrets;
create macro most(x) as (select max(s) from private.secrets);
"""


def make(folder: Path) -> Path:
    """The file `project.duckdb` in the folder, and files beside it that hold the marker."""
    path = folder / "project.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(MADE)
        connection.execute(f"copy (select '{MARKER}' as text) to '{folder}/marker.parquet'")
    (folder / "marker.csv").write_text(f"text\n{MARKER}\n")
    (folder / "marker.json").write_text(f'{{"text": "{MARKER}"}}\n')
    with duckdb.connect(str(folder / "other.duckdb")) as connection:
        connection.execute(f"create table t as select '{MARKER}' as text")
    return path


STATE = """
select 'table', schema_name, table_name, column_count::varchar, comment from duckdb_tables()
union all select 'view', schema_name, view_name, sql, comment from duckdb_views() where not internal
union all select 'macro', schema_name, function_name, macro_definition, null from duckdb_functions()
where not internal
union all select 'sequence', schema_name, sequence_name, last_value::varchar, null from duckdb_sequences()
union all select 'index', schema_name, index_name, null, null from duckdb_indexes()
union all select 'type', schema_name, type_name, null, null from duckdb_types() where not internal
union all select 'schema', null, schema_name, null, null from duckdb_schemas()
union all select 'database', null, database_name, null, null from duckdb_databases() where not internal
union all select 'setting', null, name, value, null from duckdb_settings() where scope = 'GLOBAL'
union all select 'rows', 'orders', (select string_agg(o::varchar, '' order by id) from orders o), null, null
union all select 'rows', 'secrets', (select count(*)::varchar from private.secrets), null, null
order by all"""


def state(path: Path) -> tuple[list[Any], list[str]]:
    """All that a query could have changed: what the database holds, its settings, and the files beside it."""
    with duckdb.connect(str(path)) as connection:
        held = connection.execute(STATE).fetchall()
    files = [str(file) for file in path.parent.rglob("*") if not file.name.endswith((".owner", ".wal"))]
    return held, sorted(files)
