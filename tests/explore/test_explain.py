"""Plans of four kinds of database as one kind of tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.explain import ExplainForm, explain
from jupyter_powa.explore.look import Look
from tests.data.external.servers import MARIADB, POSTGRESQL, access


@pytest.fixture
def look(databases: LocalDatabases) -> Look:
    found = {
        "pg": access(POSTGRESQL, writable=True),
        "maria": access(MARIADB, writable=True),
        "file": access({"kind": "sqlite", "database": ":memory:"}, writable=True),
    }
    variables = {"frame": pd.DataFrame({"a": range(1000)})}
    return Look(Reachable(databases, found, variables), databases, variables)


async def told(look: Look, sql: str, source: str | None = None, *, analyze: bool = False) -> dict[str, Any]:
    (piece,) = [one async for one in explain(look, ExplainForm(sql=sql, source=source, analyze=analyze))]
    return piece.told


def steps(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node["children"]:
        yield from steps(child)


async def test_a_plan_of_duckdb_is_a_tree_and_measured_on_request(look: Look) -> None:
    sql = "select a % 3 as g, count(*) from frame where a > 10 group by 1;"
    made = await told(look, sql)
    names = [one["name"] for one in steps(made["plan"])]
    assert any("group by" in name.lower() for name in names)
    assert all(one["milliseconds"] is None for one in steps(made["plan"]))
    assert made["text"].splitlines()[1].startswith("  ")
    measured = await told(look, sql, analyze=True)
    assert measured["plan"]["rows"] == 3
    assert sum(one["milliseconds"] for one in steps(measured["plan"])) > 0
    assert "Result collector" not in measured["text"]


async def test_a_plan_of_postgresql_tells_each_steps_own_time(look: Look) -> None:
    sql = "select n.nspname, count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace group by 1"
    made = await told(look, sql, "pg")
    assert any("Scan" in one["name"] and one["detail"]["Relation Name"] == "pg_class" for one in steps(made["plan"]))
    measured = await told(look, sql, "pg", analyze=True)
    assert all(one["milliseconds"] >= 0 and one["rows"] is not None for one in steps(measured["plan"]))
    assert "Estimated rows" in measured["plan"]["detail"]


async def test_plans_of_mariadb_and_sqlite_are_trees_too(look: Look) -> None:
    sql = (
        "select d.name, count(*) from mysql.help_topic t join mysql.help_category d using (help_category_id) group by 1"
    )
    made = await told(look, sql, "maria")
    tables = [one["name"] for one in steps(made["plan"]) if one["name"].startswith("Table")]
    assert {"Table t", "Table d"} <= set(tables)
    measured = await told(look, sql, "maria", analyze=True)
    assert any(one["milliseconds"] is not None for one in steps(measured["plan"]))
    made = await told(look, "select a.name from sqlite_master a join sqlite_master b using (name)", "file")
    assert any(one["name"].startswith("SCAN") for one in steps(made["plan"]))
    with pytest.raises(BlockError, match="no measured plans"):
        await told(look, "select 1", "file", analyze=True)


@pytest.mark.parametrize("source", [None, "pg"])
async def test_a_statement_that_writes_is_planned_but_never_run(look: Look, source: str | None) -> None:
    database = await look.databases.open(source, {})
    await database.page("drop table if exists powa_explained")
    await database.page("create table powa_explained (a integer)")
    for sql in (
        "insert into powa_explained values (1)",
        "with w as (select 1 as a) insert into powa_explained select a from w",
        "select 1; insert into powa_explained values (1)",
        "create table powa_more as select 1 as a",
        "delete from powa_explained",
    ):
        with pytest.raises(BlockError):
            await told(look, sql, source, analyze=True)
    with pytest.raises(BlockError):
        await told(look, "select 1; insert into powa_explained values (1)", source)
    assert (await told(look, "insert into powa_explained values (1)", source))["plan"]["name"]
    page = await database.page("select count(*) as n from powa_explained")
    assert page.arrow.column(0).to_pylist() == [0]
    await database.page("drop table powa_explained")


async def test_a_mistake_is_told_in_the_databases_words(look: Look) -> None:
    with pytest.raises(BlockError, match="nothing_there"):
        await told(look, "select nothing_there from frame")
