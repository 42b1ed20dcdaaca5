"""The guard behind the port: what a data source's `read` answers, and what it refuses, on each kind of database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from jupyter_powa.data.external.database import ExternalDatabase
from jupyter_powa.data.guard import SqlRefused, SqlTimeout
from jupyter_powa.errors import BlockError
from jupyter_powa.kernel.question import plain
from tests.data.external import mysql_project, postgresql_project
from tests.data.external.test_sqlite import MADE
from tests.data.project import MARKER

ATTEMPTS = [
    "delete from orders",
    "select 1; delete from orders",
    "with x as (delete from orders returning *) select * from x",
    "select * from leak",
    "select * from deeper",
    "with leak as (select * from leak) select * from leak",
    "select * into made from orders",
    "create table made (a integer)",
    "select * from orders for update",
    "select peek()",
    "select load_extension('x')",
    "select pg_sleep(5)",
]


@pytest.fixture(scope="module", params=["postgresql", "mysql", "sqlite"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlalchemy.Engine]:
    if request.param == "sqlite":
        path: Path = tmp_path_factory.mktemp("read") / "shop.sqlite"
        connection = sqlite3.connect(path)
        connection.executescript(MADE)
        connection.close()
        yield sqlalchemy.create_engine(f"sqlite:///{path}")
        return
    project = postgresql_project if request.param == "postgresql" else mysql_project
    with project.made() as server:
        yield server.least


async def test_a_data_source_is_read_under_guard(engine: sqlalchemy.Engine) -> None:
    database = ExternalDatabase(engine, "Shop")
    page = await database.read("select id, region from orders where id > ? order by id", [30], limit=2)
    assert (plain(page).rows, page.more) == ([[31, "US"], [32, "ASIA"]], True)
    for sql in ATTEMPTS:
        with pytest.raises(BlockError) as refused:
            await database.read(sql, seconds=5)
        assert refused.value.code in ("sql_refused", "sql_error"), sql
        assert MARKER not in f"{refused.value!r} {refused.value.__context__!r}"
    with pytest.raises(SqlRefused, match="There is no public table ordres"):
        await database.read("select * from ordres")
    assert plain(await database.read("select count(*) from orders")).rows == [[40]]
    await database.close()


async def test_a_data_source_stops_what_takes_too_long(engine: sqlalchemy.Engine) -> None:
    database = ExternalDatabase(engine, "Shop")
    with pytest.raises(SqlTimeout, match=r"longer than 0\.5 s"):
        await database.read(
            "select count(*) from orders a, orders b, orders c, orders d, orders e, orders f, orders g", seconds=0.5
        )
    await database.close()
