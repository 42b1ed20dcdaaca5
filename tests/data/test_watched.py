"""Queries that fill the memory are stopped, others are not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from jupyter_powa.data.guard import SqlTimeout, SqlTooLarge
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.plain import plain
from jupyter_powa.data.watched import within
from tests.data.project import make

MUCH = 150_000_000
BOMBS = [
    "select list(a.range) from range(20000) a, range(20000) b",
    "select string_agg(a.range::varchar || 'xxxxxxxxxxxxxxxx') from range(20000) a, range(20000) b",
    "select a.range % 7 as k, list({'a': a.range, 'b': b.range}) from range(20000) a, range(20000) b group by k",
]


@pytest.mark.parametrize("sql", BOMBS)
async def test_a_query_that_collects_too_much_is_stopped_and_the_next_one_is_answered(tmp_path: Path, sql: str) -> None:
    database = await LocalDatabases(str(make(tmp_path))).look()
    try:
        with pytest.raises(SqlTooLarge, match="more than 150 MB"):
            await database.read(sql, seconds=60, memory=MUCH)
        assert plain(await database.read("select count(*) from orders", memory=MUCH)).rows == [[40]]
        assert database._used() < MUCH
    finally:
        await database.close()


async def test_a_query_that_takes_long_and_little_is_left_to_its_time(tmp_path: Path) -> None:
    database = await LocalDatabases(str(make(tmp_path))).look()
    try:
        with pytest.raises(SqlTimeout):
            await database.read("select count(*) from range(1000000) a, range(1000000) b", seconds=1, memory=MUCH)
    finally:
        await database.close()


async def test_only_what_is_more_than_at_its_beginning_counts() -> None:
    sizes = iter([500, 450, 540, 549])

    async def work() -> str:
        await asyncio.sleep(0.35)
        return "done"

    assert await within(100, lambda: next(sizes, 549), work()) == "done"


async def test_the_work_has_ended_when_it_is_told() -> None:
    sizes, ended = iter([0, 101]), []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    with pytest.raises(SqlTooLarge):
        await within(100, lambda: next(sizes), work())
    assert ended
