"""Databases of others, on real servers: rows, types, values, pages, what is refused, and what goes wrong."""

from __future__ import annotations

import asyncio
import datetime
import decimal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from jupyter_powa.data.external.database import MOST_ROWS, ExternalDatabase
from jupyter_powa.data.external.engines import engine_of
from jupyter_powa.data.guard import SqlRefused, SqlTimeout
from jupyter_powa.errors import BlockError
from tests.data.external.servers import MARIADB, POSTGRESQL, access

TABLE = "powa_external_orders"
MAKE = (
    f"drop table if exists {TABLE}",
    f"create table {TABLE} (id integer primary key, name varchar(40), amount decimal(12, 2), day date)",
    f"insert into {TABLE} values (1, 'a%b', 1.50, '2024-01-31'), (2, null, -2.25, null), (3, 'c?d', 7, '2024-02-01')",
)


@pytest.fixture(params=["postgresql", "mariadb", "sqlite"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    where: dict[str, Any] = {"postgresql": POSTGRESQL, "mariadb": MARIADB}.get(request.param, {})
    if request.param == "sqlite":
        where = {"kind": "sqlite", "database": str(tmp_path / "orders.sqlite")}
        sqlite3.connect(where["database"]).close()
    writer = ExternalDatabase(engine_of(access(where, writable=True)), "warehouse", writable=True)
    for statement in MAKE:
        await writer.page(statement)
    yield engine_of(access(where))
    await writer.page(f"drop table {TABLE}")


@pytest.fixture
def database(engine: Engine) -> ExternalDatabase:
    return ExternalDatabase(engine, "warehouse")


def rows(page: Any) -> list[Any]:
    return [list(row) for row in zip(*(column.to_pylist() for column in page.arrow.columns), strict=True)]


async def test_rows_come_with_their_types_and_nulls(database: ExternalDatabase) -> None:
    page = await database.page(f"select id, name, amount from {TABLE} order by id")
    assert [column.name for column in page.columns] == ["id", "name", "amount"]
    assert rows(page)[1][:2] == [2, None]
    assert [decimal.Decimal(str(row[2])) for row in rows(page)] == [
        decimal.Decimal("1.5"),
        decimal.Decimal("-2.25"),
        decimal.Decimal(7),
    ]


async def test_values_are_bound_and_a_question_mark_in_a_text_is_none(database: ExternalDatabase) -> None:
    sql = f"select name from {TABLE} where name = ? or name like 'a%' and 'x?' <> ? -- why?\norder by id"
    assert rows(await database.page(sql, ["c?d", "y"])) == [["a%b"], ["c?d"]]
    assert rows(await database.page(f"select name from {TABLE} where name like 'a%'")) == [["a%b"]]


async def test_a_page_reads_no_further_than_it_needs(database: ExternalDatabase) -> None:
    page = await database.page(f"select id from {TABLE} order by id desc;", offset=1, limit=1)
    assert (rows(page), page.more) == ([[2]], True)
    assert not (await database.page(f"select id from {TABLE} order by id desc", offset=2, limit=1)).more
    assert rows(await database.page(f"select id from {TABLE} order by id limit 2", offset=1, limit=5)) == [[2]]


async def test_a_whole_result_is_a_frame(engine: Engine, database: ExternalDatabase) -> None:
    frame = await database.frame(f"select * from {TABLE} order by id")
    assert list(frame["id"]) == [1, 2, 3]
    assert len(frame) < MOST_ROWS
    with pytest.raises(BlockError, match="more than 2 rows"):
        await ExternalDatabase(engine, "warehouse", most=2).frame(f"select * from {TABLE}")


async def test_a_source_is_read_only_unless_it_is_said_to_be_writable(database: ExternalDatabase) -> None:
    with pytest.raises(BlockError):
        await database.page(f"insert into {TABLE} values (4, 'x', 1, null)")
    with pytest.raises(BlockError):
        await database.page(f"create table {TABLE}_more (id integer)")
    assert rows(await database.page(f"select count(*) from {TABLE}")) == [[3]]


async def test_tables_are_described(database: ExternalDatabase) -> None:
    (table,) = await database.describe([TABLE])
    assert ([column.name for column in table.columns], table.primary_key) == (["id", "name", "amount", "day"], ["id"])
    assert any(table.name == TABLE for schema in await database.schema() for table in schema.tables)
    with pytest.raises(BlockError, match="no table nothing_there"):
        await database.describe(["nothing_there"])


async def test_a_query_of_others_is_read_under_guard(database: ExternalDatabase) -> None:
    assert rows(await database.read(f"select count(*) from {TABLE}")) == [[3]]
    with pytest.raises(BlockError):
        await database.read(f"delete from {TABLE}")


async def test_a_mistake_is_told_and_the_next_query_works(database: ExternalDatabase) -> None:
    with pytest.raises(BlockError, match="nothing_there") as raised:
        await database.page(f"select nothing_there from {TABLE}")
    assert raised.value.code == "sql_error"
    assert rows(await database.page("select 1")) == [[1]]


async def test_who_signs_in_is_told_in_words(database: ExternalDatabase) -> None:
    met = await database.met()
    assert met.server
    assert met.role.superuser == (database.kind in ("postgresql", "mariadb"))


async def test_a_stopped_statement_stops_on_the_server(database: ExternalDatabase) -> None:
    slow = {"postgresql": "select pg_sleep(60)", "mariadb": "select sleep(60)", "mysql": "select sleep(60)"}
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await database.page(slow.get(database.kind, endless))
    assert rows(await database.page("select 1")) == [[1]]


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ({**POSTGRESQL, "port": 1}, "source_unreachable"),
        ({**MARIADB, "port": 1}, "source_unreachable"),
        ({**POSTGRESQL, "database": "no_such_database"}, "source_refused"),
        ({**MARIADB, "username": "nobody_known", "password": "hunter2-secret"}, "source_refused"),
        ({"kind": "sqlite", "database": "/nowhere/at/all.sqlite"}, "source_unreachable"),
    ],
)
async def test_what_cannot_be_reached_is_told_in_one_sentence_without_a_secret(
    where: dict[str, Any], code: str
) -> None:
    with pytest.raises(BlockError) as raised:
        await ExternalDatabase(engine_of(access(where)), "warehouse").page("select 1")
    assert raised.value.code == code
    assert "warehouse" in raised.value.message
    assert "hunter2" not in raised.value.message


SERVERS = {
    "postgresql": (
        POSTGRESQL,
        "select pg_sleep(20) /* powa_broken */",
        "select pid from pg_stat_activity where query like '%powa_broken%' and pid <> pg_backend_pid()",
        "select pg_terminate_backend({})",
    ),
    "mariadb": (
        MARIADB,
        "select sleep(20) /* powa_broken */",
        "select id from information_schema.processlist where info like '%powa_broken%' and id <> connection_id()",
        "kill connection {}",
    ),
}


@pytest.mark.parametrize(("where", "slow", "running", "kill"), SERVERS.values(), ids=list(SERVERS))
async def test_a_connection_that_broke_is_told_and_made_anew(
    where: dict[str, Any], slow: str, running: str, kill: str
) -> None:
    database = ExternalDatabase(engine_of(access(where)), "warehouse")
    other = ExternalDatabase(engine_of(access(where, writable=True)), "warehouse", writable=True)
    asked = asyncio.create_task(database.page(slow))
    while not (found := rows(await other.page(running))):
        assert not asked.done()
    await other.page(kill.format(found[0][0]))
    with pytest.raises(BlockError) as raised:
        await asked
    assert raised.value.code == "connection_lost"
    assert rows(await database.page("select 1")) == [[1]]


@pytest.mark.parametrize(
    ("where", "mine", "kill"),
    [
        (POSTGRESQL, "select pg_backend_pid()", "select pg_terminate_backend({})"),
        (MARIADB, "select connection_id()", "kill connection {}"),
    ],
    ids=["postgresql", "mariadb"],
)
async def test_connections_that_died_while_nobody_used_them_are_made_anew_unseen(
    where: dict[str, Any], mine: str, kill: str
) -> None:
    """As after a restart of the server: what the pool keeps is dead."""
    database = ExternalDatabase(engine_of(access(where)), "warehouse")
    other = ExternalDatabase(engine_of(access(where, writable=True)), "warehouse", writable=True)
    ((before,),) = rows(await database.page(mine))
    await other.page(kill.format(before))
    ((after,),) = rows(await database.page(mine))
    assert after != before


async def test_every_type_of_postgresql_has_a_cell() -> None:
    database = ExternalDatabase(engine_of(access(POSTGRESQL)), "warehouse")
    page = await database.page(
        "select 1.50::numeric n, 'NaN'::numeric nan, '{\"a\": 1}'::jsonb j, array[1, 2] a, interval '1 day' i, "
        "timestamptz '2024-01-01 00:00+02' t, date '2024-01-01' d, time '10:00' c, '\\x01'::bytea b, "
        "'10.0.0.1'::inet ip, gen_random_uuid() u, true yes, 2147483648 big, 0.1::float8 f"
    )
    (row,) = rows(page)
    assert row[0] == decimal.Decimal("1.50")
    assert row[2:4] == ['{"a": 1}', "[1, 2]"]
    assert row[5] == datetime.datetime(2023, 12, 31, 22, tzinfo=datetime.UTC)
    assert row[6:9] == [datetime.date(2024, 1, 1), datetime.time(10), b"\x01"]
    assert row[11:] == [True, 2147483648, 0.1]


async def test_a_query_is_planned_under_guard_and_not_run(database: ExternalDatabase) -> None:
    await database.bind(f"select name, sum(amount) from {TABLE} group by name")
    with pytest.raises(BlockError, match="nothing_like_it"):
        await database.bind(f"select nothing_like_it from {TABLE}")
    with pytest.raises(SqlRefused):
        await database.bind(f"delete from {TABLE}")
    slow = f"select count(*) from {' cross join '.join(f'{TABLE} as t{place}' for place in range(24))}"
    async with asyncio.timeout(20):
        await database.bind(slow, seconds=15)
    with pytest.raises(SqlTimeout):
        await database.read(slow, seconds=0.5)
