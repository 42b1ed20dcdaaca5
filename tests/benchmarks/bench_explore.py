"""The explorer's pages against plain DuckDB that fetches the same rows: the first screen, the middle, sorted; memory.

Tables of 1,000,000 and 10,000,000 rows; with POWA_BENCH_LARGE=1 also 100,000,000, which take some GB of disk.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from arro3.core import Table

from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.page import PageForm, page
from jupyter_powa.model.explore import View
from tests.benchmarks.figures import Figure, in_turn

SIZES = [1_000_000, 10_000_000, *([100_000_000] if os.environ.get("POWA_BENCH_LARGE") else [])]
ROWS = """
select i as id, i % 97 as kind, (hash(i) % 1000000) / 100 as amount, hash(i, 7) % 2 = 0 as even,
  'name ' || (i % 1000) as name, timestamp '2024-01-01' + to_seconds(i % 86400) as moment,
  case when hash(i, 1) % 10 > 0 then hash(i, 2) % 5000 end as some, (i * 0.37)::decimal(18, 2) as price,
  date '2020-01-01' + (i % 1500)::integer as day, hash(i, 3)::double / 1e15 as score
from range({}) t(i)"""
PLACES = 60
"""Pages that are looked at to see what scrolling leaves behind."""


async def measure() -> list[Figure]:
    """The figures of pages."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.duckdb"
            connection = duckdb.connect(str(path))
            connection.execute(f"create table t as {ROWS.format(size)}")
            connection.execute(f"copy t to '{path.with_suffix('.parquet')}'")
            connection.execute("checkpoint")
            for what in ("table", "Parquet"):
                figures += [one async for one in _pages(path, connection, size, what)]
            connection.close()
    return figures


async def _pages(path: Path, connection: Any, size: int, what: str) -> AsyncIterator[Figure]:
    parquet = str(path.with_suffix(".parquet"))
    source = "t" if what == "table" else f"'{parquet}'"
    relation = {"table": ["t"]} if what == "table" else {"file": parquet}
    look = Look(LocalDatabases(str(path)), LocalDatabases(MEMORY))
    middle = size // 2
    cases: list[tuple[str, float, dict[str, Any], int, str]] = [
        ("first screen", 2, {}, 0, f"select * from {source} limit 100"),
        ("middle", 1.5, {}, middle, f"select * from {source} limit 100 offset {middle}"),
        (
            "sorted",
            1.5,
            {"orders": [{"column": "amount", "descending": True}]},
            0,
            f"select * from {source} order by amount desc nulls last limit 100",
        ),
    ]
    for name, goal, more, offset, sql in cases:
        view = View.model_validate({"relation": relation, **more})
        ours = partial(_ours, look, view, offset)
        ratio, mine, floor = await in_turn(9, ours, _plain(connection, sql, source, count=name == "first screen"))
        note = f"{mine * 1e3:.1f} ms against {floor * 1e3:.1f}"
        yield Figure(f"{name}, {size:.0e} rows, {what} / plain DuckDB".replace("e+0", "e"), ratio, goal, note=note)
    grown = await _scrolled(look, relation, connection, source, size)
    yield Figure(f"scrolling {size:.0e} rows, {what}: memory".replace("e+0", "e"), grown, 150, "MB")


async def _ours(look: Look, view: View, offset: int) -> None:
    (piece,) = [one async for one in page(look, PageForm(view=view, offset=offset, limit=100))]
    assert piece.data is not None and piece.told["offset"] == offset


def _plain(connection: Any, sql: str, source: str, *, count: bool) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        cursor = connection.cursor()
        assert Table.from_arrow(cursor.sql(sql)).num_rows == 100
        if count:
            assert cursor.execute(f"select count(*) from {source}").fetchone()
        cursor.close()

    return work


async def _scrolled(look: Look, relation: dict[str, Any], connection: Any, source: str, size: int) -> float:
    """MB that looking at pages all over adds to what DuckDB took for the same pages."""
    places = [place * (size - 100) // (PLACES - 1) for place in range(PLACES)]
    for place in places:
        await _plain(connection, f"select * from {source} limit 100 offset {place}", source, count=False)()
    gc.collect()
    before = _resident()
    for place in places:
        await _ours(look, View.model_validate({"relation": relation}), place)
    return max(0.0, (_resident() - before) / 1e6)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
