"""The strict guard for databases that have none of their own: it lets plain queries through, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy

from jupyter_powa.data.external.generic import allowed, read
from jupyter_powa.data.external.tree import Look, parsed
from jupyter_powa.data.guard import SqlRefused
from jupyter_powa.errors import BlockError
from tests.data.external.sqlite_attempts import ATTEMPTS
from tests.data.project import MARKER


@pytest.fixture
def engine(tmp_path: object) -> Iterator[sqlalchemy.Engine]:
    """SQLite, read as if nobody knew it."""
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/shop.sqlite")
    with engine.begin() as connection:
        connection.exec_driver_sql("create table orders (id integer, region text, amount real)")
        connection.exec_driver_sql("insert into orders values (1, 'EU', 1.5), (2, 'US', 3), (3, 'EU', 4.5)")
        connection.exec_driver_sql(f"create table told (note text default '{MARKER}')")
        connection.exec_driver_sql("create view leak as select sql from sqlite_master")
    yield engine
    engine.dispose()


def asked(engine: sqlalchemy.Engine, sql: str, limit: int = 100) -> list[tuple[object, ...]]:
    return read(engine, sql, (), limit=limit, seconds=5, stopper=lambda stop: None)[1]


@pytest.mark.parametrize(
    "attempt", [sql for sql in ATTEMPTS if "$" not in sql], ids=lambda sql: sql[:60].encode("unicode_escape").decode()
)
def test_an_attempt_reaches_and_changes_nothing(engine: sqlalchemy.Engine, attempt: str) -> None:
    with pytest.raises(BlockError) as refused:
        asked(engine, attempt)
    assert refused.value.code in ("sql_refused", "sql_error")
    assert MARKER not in f"{refused.value!r} {refused.value.__context__!r}"
    assert asked(engine, "select count(*) from orders") == [(3,)]


def test_plain_queries_are_answered(engine: sqlalchemy.Engine) -> None:
    assert asked(engine, "select region, sum(amount) as s from orders group by region order by s desc, region") == [
        ("EU", 6.0),
        ("US", 3.0),
    ]
    assert asked(engine, "with a as (select id from orders) select a.id from a join orders o on a.id = o.id", 1) == [
        (1,),
        (2,),
    ]
    assert asked(
        engine, "select upper(region), case when amount > 2 then 'x' else 'y' end from orders where id = 1"
    ) == [("EU", "y")]


def test_a_view_and_a_bound_value_are_refused(engine: sqlalchemy.Engine) -> None:
    with pytest.raises(SqlRefused, match=r"no public table leak\. Public tables: orders, told"):
        asked(engine, "select * from leak")
    with pytest.raises(SqlRefused, match="Values cannot be bound"):
        read(engine, "select ?", [1], limit=1, seconds=5, stopper=lambda stop: None)
    with pytest.raises(BlockError, match=r"^The database could not answer the query\."):
        asked(engine, "select orders.colour from orders")


@pytest.mark.parametrize("name", ["mssql", "oracle", "snowflake", "duckdb", "redshift", "trino", "bigquery"])
def test_the_text_that_runs_is_written_for_each_kind_of_database(name: str) -> None:
    its = allowed(name)
    sql = (
        "with a as (select x from t) select lower(x), count(*) as n from a where z like 'b' group by x order by 2 desc"
    )
    look = Look(parsed(sql, its), its, lambda path: ("s", "t") if path[-1] == "t" else None)
    look.cap(6)
    assert look.tables == [("s", "t")]
    assert "6" in look.text()
    for wrong in ("delete from t", "select * from read_csv('x')", "select * from t for update", "select getenv('x')"):
        with pytest.raises(BlockError):
            Look(parsed(wrong, its), its, lambda path: ("s", path[-1]))


def test_a_database_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SqlRefused, match="Queries of others cannot be checked on nosql"):
        allowed("nosql")
