"""A PostgreSQL database of its own, with something to read, and something that nobody may read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
import sqlalchemy
from sqlalchemy.engine import URL

from tests.data.project import MARKER

ADDRESS = sqlalchemy.make_url(
    os.environ.get("POWA_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
).set(username="postgres")

MADE = f"""
create extension citext;
create extension dblink;
create schema private;
create schema shop;
create table private.secrets (s text default '{MARKER}');
insert into private.secrets values ('{MARKER}');
create table private.orders (id integer, region text);
insert into private.orders values (1, '{MARKER}');
create table "Secrets" (s text);
create sequence counter;
create table regions (region text primary key, boss text);
insert into regions values ('EU', 'Ada'), ('US', 'Bo'), ('ASIA', null);
create type mood as enum ('sad', 'glad');
create table orders (
    id integer primary key,
    region text references regions (region),
    customer varchar(40) not null,
    email citext,
    amount numeric(10, 2) default 0.0,
    quantity integer,
    placed_on date,
    sold_at timestamp,
    seen_at timestamptz,
    tags text[],
    extra jsonb,
    plain json,
    feeling mood,
    code uuid
);
insert into orders
select i, (array['EU', 'US', 'ASIA'])[i % 3 + 1], 'customer ' || (i % 5), 'User' || i || '@x.org', i * 1.5, i % 7,
       date '2024-01-01' + i, timestamp '2024-01-01 08:00:00' + i * interval '1 hour',
       timestamptz '2024-01-01 08:00:00+00' + i * interval '1 hour', array['new', 'tag ' || (i % 2)],
       jsonb_build_object('score', i, 'a.b', array[i, i + 1], 'deep', jsonb_build_object('x', i::text)),
       json_build_object('score', i), (array['sad', 'glad']::mood[])[i % 2 + 1], gen_random_uuid()
from generate_series(1, 40) i;
create table "Mixed Case" ("Id" integer, "two words" text);
insert into "Mixed Case" values (1, 'one');
create table shop.items (id integer, name text);
insert into shop.items values (1, 'lamp');
create view big_orders as select id, amount from orders where amount > 30 and feeling = 'glad';
create view bigger as select * from big_orders where amount > 40;
create view leak as select * from private.secrets;
create view deeper as select * from leak;
create view "Leak" as select * from private.secrets;
create view roles as select rolname, rolpassword from pg_authid;
create view xml as select query_to_xml('select * from private.secrets', true, true, '')::text as x;
create view files as select pg_read_file('/etc/hostname') as f;
create materialized view totals as select region, sum(amount) as total from orders group by 1;
create function peek() returns text language sql security definer as 'select s from private.secrets';
create function told(orders) returns text language sql security definer as 'select s from private.secrets';
create function lower(integer) returns text language sql security definer as 'select s from private.secrets';
create function wipe() returns integer language plpgsql security definer as
'begin delete from orders; return 1; end';
create view peeks as select peek() as s;
create procedure clear() language plpgsql as 'begin delete from orders; commit; end';
create operator public.@@@ (leftarg = integer, rightarg = integer, function = int4pl);
"""

ROLE = """
create role {role} login nosuperuser noinherit;
grant usage on schema public to {role};
grant select on all tables in schema public to {role};
"""

STATE = """
select 'rows', (select string_agg(o::text, '' order by id) from orders o), (select count(*) from private.secrets)::text
union all select 'relation', n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'
union all select 'function', proname, prosrc from pg_proc where oid > 16383
union all select 'large object', oid::text, '' from pg_largeobject_metadata
union all select 'grant', relname, relacl::text from pg_class where relnamespace = 'private'::regnamespace
union all select 'sequence', last_value::text, is_called::text from counter
union all select 'role', rolname, rolsuper::text from pg_roles where rolname in ('postgres', current_database())
union all select 'setting', coalesce(setrole::text, ''), setconfig::text from pg_db_role_setting
    where setdatabase = (select oid from pg_database where datname = current_database())
union all select 'schema', nspname, '' from pg_namespace where nspname not like 'pg\\_t%'
union all select 'comment', description, '' from pg_description where objoid = 'orders'::regclass
union all select 'lock', locktype, objid::text from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
order by 1, 2, 3"""


class Server:
    """One database for the tests of a module."""

    def __init__(self, admin: URL, least: URL) -> None:
        self.admin = sqlalchemy.create_engine(admin)
        """Signed in as superuser."""
        self.least = sqlalchemy.create_engine(least)
        """Signed in as a role that may read the public schema."""

    def state(self) -> list[tuple[object, ...]]:
        """All that a query could have changed."""
        with self.admin.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(STATE.replace("%", "%%"))]


@contextmanager
def made() -> Iterator[Server]:
    """The database, which is dropped at the end; skips where no server answers."""
    name = f"powa_guard_{uuid4().hex[:10]}"
    owner = sqlalchemy.create_engine(ADDRESS, isolation_level="AUTOCOMMIT")
    try:
        with owner.connect() as connection:
            connection.exec_driver_sql(f"create database {name}")
    except sqlalchemy.exc.OperationalError:
        owner.dispose()
        if os.environ.get("POWA_CI"):
            raise
        pytest.skip(f"no PostgreSQL server answers at {ADDRESS}")
    own = ADDRESS.set(database=name)
    server = Server(own, own.set(username=name))
    try:
        with server.admin.begin() as connection:
            connection.exec_driver_sql(MADE.replace("%", "%%"))
            connection.exec_driver_sql(ROLE.format(role=name))
        yield server
    finally:
        server.admin.dispose()
        server.least.dispose()
        with owner.connect() as connection:
            connection.exec_driver_sql(f"drop database if exists {name} with (force)")
            connection.exec_driver_sql(f"drop role if exists {name}")
        owner.dispose()
