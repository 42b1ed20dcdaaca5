"""The tree of a data source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.tree import MOST, MOST_FILES, TreeForm, tree

SETUP = (
    "create table customers (id integer primary key, name varchar not null)",
    "create table orders (id integer, customer integer references customers (id), amount decimal(10, 2))",
    "comment on table orders is 'one sale'",
    "comment on column orders.amount is 'in euros'",
    "create view large_orders as select * from orders where amount > 100",
    "create schema more",
    "create table more.orders_of_old as select 1 as amount_of_old",
    "insert into customers values (1, 'a'), (2, 'b')",
)


@pytest.fixture
async def look(databases: LocalDatabases, tmp_path: Path) -> Look:
    database = await databases.open(None, {})
    for statement in SETUP:
        await database.page(statement)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "some.csv").write_text("a\n1\n")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "other.csv").write_text("a\n1\n")
    (tmp_path / "words.txt").write_text("no rows")
    variables = {
        "frame": pd.DataFrame({"a": [1, 2]}),
        "_": pd.DataFrame(),
        "number": 3,
        "lazy": pl.LazyFrame({"a": [1]}),
    }
    return Look(databases, databases, variables, root=tmp_path)


async def nodes(look: Look, **form: Any) -> list[dict[str, Any]]:
    (piece,) = [one async for one in tree(look, TreeForm(**form))]
    found: list[dict[str, Any]] = piece.told["nodes"]
    return found


async def test_a_source_opens_level_by_level(look: Look) -> None:
    top = await nodes(look)
    assert [(node["kind"], node["path"]) for node in top] == [
        ("schema", ["main"]),
        ("schema", ["more"]),
        ("group", ["variables"]),
        ("group", ["files"]),
    ]
    tables = await nodes(look, path=["main"], kind="schema")
    assert [(node["kind"], node["name"]) for node in tables] == [
        ("table", "customers"),
        ("view", "large_orders"),
        ("table", "orders"),
    ]
    assert tables[0]["rows"] == 2
    assert tables[2]["comment"] == "one sale"
    columns = await nodes(look, path=["main", "orders"], kind="table")
    assert [(node["name"], node["type"]) for node in columns] == [
        ("id", "INTEGER"),
        ("customer", "INTEGER"),
        ("amount", "DECIMAL(10,2)"),
    ]
    assert columns[1]["references"] == "customers"
    assert columns[2]["comment"] == "in euros"
    assert (await nodes(look, path=["main", "customers"], kind="table"))[0]["key"]


async def test_tables_of_an_attached_database_are_found_by_its_name(look: Look) -> None:
    database = await look.databases.open(None, {})
    await database.page("attach ':memory:' as other")
    await database.page("create table other.main.far as select 1 as x")
    assert ["other", "main"] in [node["path"] for node in await nodes(look)]
    assert [node["path"] for node in await nodes(look, path=["other", "main"], kind="schema")] == [
        ["other", "main", "far"]
    ]
    assert (await nodes(look, path=["other", "main", "far"], kind="table"))[0]["path"] == ["other", "main", "far", "x"]


async def test_a_search_finds_tables_and_columns_the_best_first(look: Look) -> None:
    found = [(node["kind"], ".".join(node["path"])) for node in await nodes(look, q="Orders")]
    assert found == [
        ("table", "main.orders"),
        ("table", "more.orders_of_old"),
        ("view", "main.large_orders"),
    ]
    found = [node["name"] for node in await nodes(look, q="amount")]
    assert found == ["amount", "amount", "amount_of_old"]
    assert await nodes(look, q="100%") == []


async def test_variables_with_rows_and_files_are_there_and_nothing_else(look: Look) -> None:
    variables = await nodes(look, path=["variables"], kind="group")
    assert [(node["name"], node["type"], node.get("rows")) for node in variables] == [
        ("frame", "pandas.DataFrame", 2),
        ("lazy", "polars.LazyFrame", None),
    ]
    assert [(node["path"], node["bytes"]) for node in await nodes(look, path=["files"], kind="group")] == [
        (["data/some.csv"], 4)
    ]


async def test_many_tables_come_in_parts(look: Look) -> None:
    database = await look.databases.open(None, {})
    for place in range(5):
        await database.page(f"create table more.t{place} (a integer)")
    form = TreeForm(path=["more"], kind="schema", offset=2, limit=3)
    (piece,) = [one async for one in tree(look, form)]
    assert [node["name"] for node in piece.told["nodes"]] == ["t1", "t2", "t3"]
    assert piece.told["more"]
    assert TreeForm().limit == MOST


async def test_of_very_many_files_some_are_shown(look: Look) -> None:
    for place in range(MOST_FILES + 5):
        (look.root / f"{place:05}.csv").touch()
    found = [
        *await nodes(look, path=["files"], kind="group"),
        *await nodes(look, path=["files"], kind="group", offset=MOST),
    ]
    assert len(found) == MOST_FILES
