"""What a DuckDB says of itself: public tables with keys, comments and row counts, and nothing of private ones."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from jupyter_powa.data.local import LocalDatabase, LocalDatabases
from jupyter_powa.errors import BlockError
from jupyter_powa.model.data import Column, ForeignKey
from tests.data.project import MARKER, make


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("project"))


async def opened(path: Path) -> LocalDatabase:
    return await LocalDatabases(str(path)).look()


async def test_a_table_tells_its_columns_keys_comments_and_about_how_many_rows_it_has(path: Path) -> None:
    database = await opened(path)
    (orders,) = await database.describe(["orders"])
    assert (orders.kind, orders.comment, orders.row_count) == ("table", "What was sold.", 40)
    assert orders.primary_key == ["id"]
    assert orders.foreign_keys == [ForeignKey(columns=["region"], table="regions", references=["region"])]
    columns = {column.name: column for column in orders.columns}
    assert columns["id"] == Column(name="id", type="INTEGER", nullable=False)
    assert columns["amount"] == Column(name="amount", type="DECIMAL(10,2)", default="0.0", comment="In euros.")
    assert not columns["customer"].nullable
    (regions,) = await database.describe(["regions"])
    assert (regions.primary_key, regions.unique) == (["region"], [["region", "boss"]])
    (view,) = await database.describe(["big_orders"])
    assert (view.kind, view.comment, view.row_count) == ("view", "The large ones.", None)
    await database.close()


async def test_all_public_tables_are_told_and_no_private_one(path: Path) -> None:
    database = await opened(path)
    tables = await database.describe()
    assert [table.name for table in tables] == [
        *("big_orders", "counted", "deeper", "leak", "orders", "orders.csv", "regions")
    ]
    assert MARKER not in str(tables)
    assert "private" not in str(tables)
    await database.close()


@pytest.mark.parametrize(
    "name", ["orders", "ORDERS", "main.orders", "public.orders", '"main"."orders"', "Public.Orders"]
)
async def test_a_table_may_be_named_as_in_a_query(path: Path, name: str) -> None:
    database = await opened(path)
    assert [table.name for table in await database.describe([name])] == ["orders"]
    await database.close()


@pytest.mark.parametrize("name", ["nothing", "private.secrets", "secrets", "", "a.b.c.d", "information_schema.tables"])
async def test_a_table_that_is_not_public_is_not_there(path: Path, name: str) -> None:
    database = await opened(path)
    with pytest.raises(BlockError, match=r"no public table .*Public tables: big_orders, counted") as unknown:
        await database.describe([name])
    assert unknown.value.code == "unknown_table"
    await database.close()


async def test_a_file_that_is_not_there_is_empty_and_is_not_made(tmp_path: Path) -> None:
    database = await opened(tmp_path / "deep" / "project.duckdb")
    assert await database.describe() == []
    assert (await database.read("select 1")).arrow.num_rows == 1
    with pytest.raises(BlockError, match=r"no public table orders\. There are no public tables yet"):
        await database.read("from orders")
    await database.close()
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []
