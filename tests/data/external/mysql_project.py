"""Two MariaDB databases of its own: one with something to read, and one that nobody may read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
import sqlalchemy
from sqlalchemy.engine import URL

from tests.data.project import MARKER

ADDRESS = sqlalchemy.make_url(os.environ.get("POWA_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test"))

MADE = f"""
create table {{priv}}.secrets (s varchar(40) default '{MARKER}');
insert into {{priv}}.secrets values ('{MARKER}');
create table {{priv}}.orders (id integer, region varchar(40));
insert into {{priv}}.orders values (1, '{MARKER}');
create table regions (region varchar(10) primary key, boss varchar(20));
insert into regions values ('EU', 'Ada'), ('US', 'Bo'), ('ASIA', null);
create table orders (
    id integer primary key, region varchar(10), customer varchar(40) not null, amount decimal(10, 2) default 0.0,
    quantity integer, placed_on date, sold_at datetime, note text, extra json, feeling enum('sad', 'glad'), code blob,
    fulltext (note), foreign key (region) references regions (region)
);
insert into orders
select seq, elt(seq % 3 + 1, 'EU', 'US', 'ASIA'), concat('customer ', seq % 5), seq * 1.5, seq % 7,
       date '2024-01-01' + interval seq day, timestamp '2024-01-01 08:00:00' + interval seq hour,
       concat('sold it well ', seq), json_object('score', seq, 'deep', json_object('x', 'y')),
       elt(seq % 2 + 1, 'sad', 'glad'), x'00ff'
from seq_1_to_40;
create table old (id integer) engine = MyISAM;
insert into old values (1);
create table `Mixed Case` (`Id` integer, `two words` varchar(10));
insert into `Mixed Case` values (1, 'one');
create sequence counter;
create view big_orders as select id, amount from orders where amount > 30 and feeling = 'glad';
create view bigger as select * from big_orders where amount > 40;
create view leak as select * from {{priv}}.secrets;
create view deeper as select * from leak;
create view accounts as select user, authentication_string from mysql.user;
create view catalog as select table_name from information_schema.tables where table_schema = '{{priv}}';
create view files as select load_file('/etc/hostname') as f;
create function peek() returns varchar(40) reads sql data return (select s from {{priv}}.secrets limit 1);
create function uuid_to_bin(x integer) returns varchar(40) reads sql data
    return (select s from {{priv}}.secrets limit 1);
create function wipe() returns integer modifies sql data begin delete from orders; return 1; end;
create procedure clear() begin delete from orders; commit; end;
create view peeks as select peek() as s;
"""

STATE = """
select 'table', concat(table_schema, '.', table_name, '.', engine), create_time from information_schema.tables
where table_schema in ('{db}', '{priv}')
union all select 'routine', routine_name, routine_definition from information_schema.routines
where routine_schema in ('{db}', '{priv}')
union all select 'account', concat(user, host), authentication_string from mysql.user
where user in ('root', '{db}', 'made')
union all select 'rows', 'orders', group_concat(concat_ws('|', id, region, amount, note) order by id) from orders
union all select 'rows', 'old', count(*) from old
union all select 'rows', 'secrets', count(*) from {priv}.secrets
union all select 'sequence', 'counter', next_not_cached_value from counter
union all select 'setting', variable_name, global_value from information_schema.system_variables
where variable_name in ('MAX_STATEMENT_TIME', 'READ_ONLY', 'GENERAL_LOG', 'SQL_MODE', 'LOCAL_INFILE')
union all select 'plugin', plugin_name, plugin_status from information_schema.plugins where plugin_name like 'made%'
union all select 'lock', 'made', is_used_lock('made')
order by 1, 2, 3"""


class Server:
    """Two databases for the tests of a module."""

    def __init__(self, admin: URL, least: URL) -> None:
        self.blind = sqlalchemy.create_engine(least.set(username=f"{admin.database}_blind"))
        """Signed in as an account that may read the one database, and may not see how its views are made."""
        self.admin = sqlalchemy.create_engine(admin)
        """Signed in as root."""
        self.least = sqlalchemy.create_engine(least)
        """Signed in as an account that may read the one database."""
        self.db = str(admin.database)
        self.priv = f"{self.db}_priv"

    def filled(self, sql: str) -> str:
        """The text with the databases' names."""
        return sql.replace("{priv}", self.priv).replace("{db}", self.db)

    def state(self) -> list[tuple[object, ...]]:
        """All that a query could have changed."""
        with self.admin.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(self.filled(STATE).replace("%", "%%"))]


@contextmanager
def made() -> Iterator[Server]:
    """The databases, which are dropped at the end; skips where no server answers."""
    name = f"powa_guard_{uuid4().hex[:10]}"
    owner = sqlalchemy.create_engine(ADDRESS, isolation_level="AUTOCOMMIT")
    try:
        with owner.connect() as connection:
            connection.exec_driver_sql(f"create database {name} character set utf8mb4")
            connection.exec_driver_sql(f"create database {name}_priv")
    except sqlalchemy.exc.OperationalError:
        owner.dispose()
        if os.environ.get("POWA_CI"):
            raise
        pytest.skip(f"no MariaDB server answers at {ADDRESS}")
    server = Server(ADDRESS.set(database=name), ADDRESS.set(database=name, username=name, password="only-reads"))
    try:
        with server.admin.begin() as connection:
            for statement in server.filled(MADE).replace("%", "%%").split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement)
            for account, rights in ((name, "select, show view"), (f"{name}_blind", "select")):
                connection.exec_driver_sql(f"create user {account}@'%%' identified by 'only-reads'")
                connection.exec_driver_sql(f"grant {rights} on {name}.* to {account}@'%%'")
        yield server
    finally:
        server.admin.dispose()
        server.least.dispose()
        server.blind.dispose()
        with owner.connect() as connection:
            connection.exec_driver_sql(f"drop database if exists {name}")
            connection.exec_driver_sql(f"drop database if exists {name}_priv")
            connection.exec_driver_sql(f"drop user if exists {name}@'%%', {name}_blind@'%%'")
        owner.dispose()
