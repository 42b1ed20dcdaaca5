"""A page of rows, and what is told beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from jupyter_powa.data.local import LocalDatabase, LocalDatabases
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.page import KEY, LARGEST, MOST, counted, encoded, fitted, paged
from jupyter_powa.model.explore import Shown, View


def view(**relation: Any) -> View:
    return View.model_validate({"relation": relation})


@pytest.fixture
async def database(databases: LocalDatabases) -> LocalDatabase:
    database = await databases.open(None, {"sales": pd.DataFrame({"a": range(250)})})
    await database.page("create table flights as select i as id, i % 7 as day from range(100_000) t(i)")
    return database


async def test_the_first_page_tells_columns_rows_and_the_sql(database: LocalDatabase) -> None:
    found, shown = await paged(database, view(table=["main", "flights"]))
    assert [(column.name, column.type) for column in shown.columns] == [("id", "BIGINT"), ("day", "BIGINT")]
    assert (found.arrow.num_rows, shown.more, shown.row_count) == (100, True, 100_000)
    assert shown.sql == 'select * from "main"."flights"'


async def test_a_page_travels_as_arrow_with_all_that_is_told(database: LocalDatabase) -> None:
    table = pa.ipc.open_stream(encoded(*await paged(database, view(table=["flights"]), 500, 10))).read_all()
    assert table.column("id").to_pylist() == list(range(500, 510))
    shown = Shown.model_validate_json(table.schema.metadata[KEY.encode()])
    assert (shown.offset, shown.row_count, shown.more) == (500, 100_000, True)


async def test_filtered_rows_are_counted_and_sorted_ones_stay_sorted(database: LocalDatabase) -> None:
    made = View.model_validate(
        {
            "relation": {"table": ["flights"]},
            "filters": [{"column": "day", "operator": "in", "values": [1, 2]}],
            "orders": [{"column": "day", "descending": True}, {"column": "id"}],
        }
    )
    found, shown = await paged(database, made, 0, 3)
    assert found.arrow.column("id").to_pylist() == [2, 9, 16]
    assert shown.row_count in (None, 28_572)  # None where counting took longer than a moment
    assert await counted(database, made) == 28_572


async def test_a_query_is_not_run_twice_to_count_it_but_its_last_page_tells(database: LocalDatabase) -> None:
    query = view(sql="select * from flights where id < 150")
    assert (await paged(database, query, 0, 100))[1].row_count is None
    assert (await paged(database, query, 100, 100))[1].row_count == 150
    assert await counted(database, query) == 150


async def test_frames_and_files_are_looked_at_like_tables(database: LocalDatabase, tmp_path: Path) -> None:
    path = str(tmp_path / "it's.parquet")
    await database.page(f"copy flights to '{path.replace(chr(39), chr(39) * 2)}'")
    for one, rows in ((view(variable="sales"), 250), (view(file=path), 100_000)):
        assert (await paged(database, one))[1].row_count in (None, rows)
        assert await counted(database, one) == rows


async def test_what_takes_long_to_count_is_estimated_and_said_to_be(database: LocalDatabase) -> None:
    assert await database.estimate(["main", "flights"]) == 100_000
    assert await database.estimate(["nowhere", "flights"]) is None


async def test_a_page_has_no_more_rows_than_a_page_may_have(database: LocalDatabase) -> None:
    found, _ = await paged(database, view(table=["flights"]), 0, 10 * MOST)
    assert found.arrow.num_rows == MOST


async def test_behind_the_end_there_is_nothing_and_the_count_stays(database: LocalDatabase) -> None:
    found, shown = await paged(database, view(table=["flights"]), 200_000)
    assert (found.arrow.num_rows, shown.row_count) == (0, 100_000)


async def test_a_table_that_is_not_there_is_told_in_words(database: LocalDatabase) -> None:
    with pytest.raises(BlockError, match="flight"):
        await paged(database, view(table=["main", "flight"]))


async def test_a_page_that_is_too_large_is_cut_and_says_so(database: LocalDatabase) -> None:
    found, shown = await paged(database, view(sql="select repeat(range::varchar, 40_000) as x from range(400)"), 0, 400)
    made = fitted(found, shown)
    assert len(made) <= LARGEST
    assert 1 < found.arrow.num_rows < 400
    assert Shown.model_validate_json(pa.ipc.open_stream(made).read_all().schema.metadata[KEY.encode()]).more
