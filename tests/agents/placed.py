"""The databases of the planner's questions on a server: PostgreSQL or MariaDB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import duckdb
import sqlalchemy
import sqlglot

from jupyter_powa.data.external.database import ExternalDatabase
from tests.agents.asking import Asked
from tests.data.external.mysql_project import ADDRESS as MARIADB
from tests.data.external.postgresql_project import ADDRESS as POSTGRESQL

SERVERS = {"postgres": POSTGRESQL, "mysql": MARIADB}


@contextmanager
def placed(setup: str, dialect: str) -> Iterator[Asked]:
    """A database of its own with these tables and rows, which is dropped at the end."""
    address, name = SERVERS[dialect], f"powa_agents_{uuid4().hex[:10]}"
    owner = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    engine = sqlalchemy.create_engine(address.set(database=name))
    try:
        _fill(engine, setup, dialect)
        yield Asked(ExternalDatabase(engine, name))
    finally:
        engine.dispose()
        with owner.connect() as connection:
            connection.exec_driver_sql(f"drop database {name}{' with (force)' if dialect == 'postgres' else ''}")
        owner.dispose()


def _fill(engine: sqlalchemy.Engine, setup: str, dialect: str) -> None:
    source = duckdb.connect()
    source.execute(setup)
    statements = [one.strip() for one in setup.split(";") if one.strip().startswith("create table")]
    with engine.begin() as connection:
        for statement in statements:
            text = sqlglot.transpile(statement, read="duckdb", write=dialect)[0]
            connection.exec_driver_sql(re.sub(r"\b(VARCHAR|TEXT)\b(?!\()", "VARCHAR(200)", text))
            table = statement.split()[2]
            rows = source.execute(f"select * from {table}").fetchall()
            names = [column[0] for column in source.description or ()]
            marks = ", ".join(["%s"] * len(names))
            connection.exec_driver_sql(f"insert into {table} ({', '.join(names)}) values ({marks})", rows)
