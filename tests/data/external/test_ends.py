"""A query over a driver that nobody knows ends, also where the driver has no word that stops it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy

from jupyter_powa.data.external.ends import GRACE
from jupyter_powa.data.external.generic import read
from jupyter_powa.data.guard import SqlTimeout
from jupyter_powa.errors import BlockError
from tests.data.external.mysql_project import ADDRESS

TABLE = "powa_ends"
SLOW = f"select count(*) from {' cross join '.join(f'{TABLE} as t{place}' for place in range(30))}"


@pytest.fixture(params=["sqlite", "pymysql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sqlalchemy.Engine]:
    """One whose driver can interrupt, and one whose driver can only close; both read as if nobody knew them."""
    mine = request.param == "sqlite"
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/shop.sqlite" if mine else ADDRESS)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"drop table if exists {TABLE}")
        connection.exec_driver_sql(f"create table {TABLE} (id integer)")
        connection.exec_driver_sql(f"insert into {TABLE} values (1), (2), (3), (4)")
    yield engine
    with engine.begin() as connection:
        if not mine:
            found = f"select id from information_schema.processlist where info like 'SELECT%%{TABLE}%%' and id <> "
            for (number,) in connection.exec_driver_sql(f"{found}connection_id()").all():
                with suppress(sqlalchemy.exc.OperationalError):
                    connection.exec_driver_sql(f"kill {int(number)}")
        connection.exec_driver_sql(f"drop table {TABLE}")
    engine.dispose()


def test_a_query_that_takes_too_long_ends_and_the_next_one_works(engine: sqlalchemy.Engine) -> None:
    began = time.monotonic()
    with pytest.raises(SqlTimeout):
        read(engine, SLOW, (), limit=10, seconds=0.5, stopper=lambda stop: None)
    assert time.monotonic() - began < 0.5 + 2 * GRACE + 3
    assert read(engine, f"select count(*) from {TABLE}", (), limit=10, seconds=5, stopper=lambda s: None)[1] == [(4,)]


def test_a_caller_can_stop_it(engine: sqlalchemy.Engine) -> None:
    began = time.monotonic()
    with pytest.raises(BlockError) as stopped:
        read(engine, SLOW, (), limit=10, seconds=60, stopper=lambda stop: threading.Timer(0.5, stop).start())
    assert stopped.value.code == "stopped"
    assert time.monotonic() - began < 0.5 + 2 * GRACE + 3
