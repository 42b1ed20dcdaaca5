"""Large results of PostgreSQL: the frame is the same by columns as row by row, with its stop and its errors."""

from __future__ import annotations

import asyncio

import pandas as pd
import pytest
from sqlalchemy import create_engine

from jupyter_powa.data.external.columnar import WORTH, extracted
from jupyter_powa.data.external.database import ExternalDatabase
from jupyter_powa.data.external.engines import engine_of
from jupyter_powa.data.guard import SqlTimeout
from jupyter_powa.errors import BlockError
from tests.data.external.servers import POSTGRESQL, access

pytest.importorskip("adbc_driver_postgresql", reason="the package adbc-driver-postgresql")

ROWS = f"generate_series(1, {WORTH}) i"
VALUES = {
    "whole": "i::int2 as a, i as b, i * 10000000000 as c, nullif(i, 7) as d",
    "broken": "i / 7.0::float8 as a, nullif(i / 2.0::float8, 1) as b, 'nan'::float8 as c",
    "words": "'a%b' || i as a, nullif('x' || i, 'x7') as b, 'pad'::char(6) as c, 'ü'::varchar(3) as d",
    "yes or no": "i % 2 = 0 as a, nullif(i % 2 = 0, i = 7) as b",
    "days and moments": "date '2020-01-01' + i as a, timestamp '2020-01-01 10:00:00.123456' as b, "
    "timestamptz '2024-06-01 12:00:00.5+02' as c, nullif(date '2020-01-01' + i, '2020-01-08') as d, "
    "nullif(timestamptz '2020-01-01' + i * interval '1 day', '2020-01-08') as e",
    "bytes": "decode('00ff', 'hex') as a",
    "decimals and lists, which come row by row": "i::numeric(12, 2) as a, array[i] as b",
}


def database(*, seconds: float = 60, most: int = WORTH) -> ExternalDatabase:
    return ExternalDatabase(engine_of(access(POSTGRESQL)), "warehouse", seconds=seconds, most=most)


@pytest.mark.parametrize("columns", VALUES.values(), ids=list(VALUES))
async def test_the_frame_is_the_same_both_ways(columns: str) -> None:
    sql = f"select {columns} from {ROWS} order by i"
    by_columns = await database().frame(sql)
    row_by_row = await database().frame(f"{sql} limit ?", [WORTH])  # a value is bound: only psycopg takes it
    pd.testing.assert_frame_equal(by_columns, row_by_row)


def test_only_what_is_large_comes_by_columns() -> None:
    with engine_of(access(POSTGRESQL)).connect() as connection:
        large = extracted(connection, f"select i from {ROWS}", WORTH, lambda stop: None)
        assert large is not None
        assert len(large) == WORTH
        for other in ("select 1", "select 1; select 2", f"select i::numeric from {ROWS}", "select nothing", "vacuum"):
            assert extracted(connection, other, WORTH, lambda stop: None) is None
        assert connection.exec_driver_sql("select 1").scalar() == 1
    with create_engine("sqlite://").connect() as connection:
        assert extracted(connection, "select 1", WORTH, lambda stop: None) is None


async def test_more_rows_than_are_allowed_are_refused() -> None:
    with pytest.raises(BlockError, match=r"The result has more than 100 rows: ask for less\."):
        await database(most=100).frame(f"select i from {ROWS}")


async def test_an_error_in_the_middle_is_told_as_ever() -> None:
    with pytest.raises(BlockError, match="division by zero"):
        await database().frame(f"select 1 / (i - {WORTH}) from {ROWS}")


async def test_it_cannot_write() -> None:
    writer = ExternalDatabase(engine_of(access(POSTGRESQL, writable=True)), "warehouse", writable=True)
    await writer.page("create sequence if not exists powa_columnar")
    with pytest.raises(BlockError, match="read-only transaction"):
        await database().frame(f"select nextval('powa_columnar') from {ROWS}")


async def test_it_stops_when_its_time_is_over_and_when_nobody_waits() -> None:
    slow = f"select pg_sleep(0.01)::text as a from {ROWS}"
    with pytest.raises(SqlTimeout):
        await database(seconds=1).frame(slow)
    asked = asyncio.create_task(database().frame(slow))
    await asyncio.sleep(0.5)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    running = (
        "select count(*) as n from pg_stat_activity where state = 'active' and query like '%pg_sleep(0.01)%' "
        "and pid <> pg_backend_pid()"
    )
    for _ in range(50):
        if (await database().frame(running))["n"][0] == 0:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the statement goes on")
