"""Rows of PostgreSQL: 1,000,000 as a frame and a page of 100, against the drivers' own (its server on loopback)."""

from __future__ import annotations

import asyncio

import psycopg

from jupyter_powa.data.external.database import ExternalDatabase
from jupyter_powa.data.external.engines import engine_of
from jupyter_powa.data.threads import in_thread
from tests.benchmarks.figures import Figure, in_turn
from tests.data.external.servers import POSTGRESQL, access

ADDRESS = "postgresql://postgres@127.0.0.1:5432/test"
QUERY = "select * from powa_bench_rows"
MAKE = """
create table powa_bench_rows as select i as id, i * 2::bigint as big, i / 7.0::float8 as x,
'name ' || (i % 1000) as name, now() - i * interval '1 s' as at, i % 2 = 0 as even from generate_series(1, 1000000) i"""


async def measure() -> list[Figure]:
    """The extract against ADBC's own, the page against psycopg's own on an open connection."""
    from adbc_driver_postgresql import dbapi  # type: ignore[import-untyped]

    database = ExternalDatabase(engine_of(access(POSTGRESQL)), "warehouse")
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute("drop table if exists powa_bench_rows")
        connection.execute(MAKE)
        connection.execute("analyze powa_bench_rows")

        def columnar() -> None:
            with dbapi.connect(ADDRESS) as other, other.cursor() as cursor:
                cursor.execute(QUERY)
                assert len(cursor.fetch_arrow_table().to_pandas()) == 1_000_000

        def page() -> None:
            for _ in range(200):
                assert len(connection.execute(f"{QUERY} limit 101").fetchall()) == 101

        async def ours() -> None:
            assert len(await database.frame(QUERY)) == 1_000_000

        async def our_pages() -> None:
            for _ in range(200):
                await database.page(QUERY, limit=100)

        extract, mine, floor = await in_turn(5, ours, lambda: in_thread(columnar, lambda: None))
        pages, our_page, their_page = await in_turn(5, our_pages, lambda: asyncio.to_thread(page))
        connection.execute("drop table powa_bench_rows")
    return [
        Figure("1,000,000 rows into a frame / ADBC's own", extract, 1.3, note=f"{mine:.2f} s against {floor:.2f}"),
        Figure(
            "a page of 100 rows / psycopg's own",
            pages,
            1.3,
            note=f"{our_page * 5:.2f} ms against {their_page * 5:.2f}",
        ),
    ]
