"""Which columns of which tables feed a column, and what of it cannot be followed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.lineage import LineageForm, lineage
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.page import PageForm, page
from jupyter_powa.explore.run import RunForm, run
from tests.data.external.servers import MARIADB, POSTGRESQL, access


@pytest.fixture
async def look(databases: LocalDatabases, tmp_path: Path) -> Look:
    database = await databases.open(None, {})
    await database.page('create table orders (id integer, customer integer, amount double, "odd.na""me" integer)')
    await database.page("create table customers (id integer, Name varchar, region varchar)")
    await database.page("create schema shop")
    await database.page("create table shop.orders (id integer, price double)")
    await database.page(f"copy (select 1 as a, 2 as b) to '{tmp_path / 'file.csv'}'")
    found = {"pg": access(POSTGRESQL, writable=True), "maria": access(MARIADB, writable=True)}
    variables = {"frame": pd.DataFrame({"a": [1], "B": [2]})}
    return Look(Reachable(databases, found, variables), databases, variables, root=tmp_path)


async def told(look: Look, sql: str = "", source: str | None = None, **form: Any) -> dict[str, Any]:
    made = {"relation": {"sql": sql, "source": source} if sql else form.pop("relation"), **form}
    (piece,) = [one async for one in lineage(look, LineageForm.model_validate(made))]
    return piece.told


async def feeds(look: Look, sql: str, source: str | None = None) -> dict[str, list[str]]:
    """The feeds of each column; those that can be opened are opened."""
    made = await told(look, sql, source)
    assert made["note"] is None, made["note"]
    for feed in (feed for column in made["columns"] for feed in column["feeds"] if feed["relation"]):
        view = {"relation": feed["relation"]}
        (piece,) = [one async for one in page(look, PageForm.model_validate({"view": view, "format": "json"}))]
        assert feed["column"] in [column["name"] for column in piece.told["shown"]["columns"]]
    return {
        column["name"]: sorted(f"{feed['table']}.{feed['column']}" for feed in column["feeds"])
        for column in made["columns"]
    }


CASES = {
    "select amount * 2 as twice, 1 as one, count(*) as n from orders group by 1": {
        "twice": ["orders.amount"], "one": [], "n": [],
    },
    "select * from orders": {
        "id": ["orders.id"], "customer": ["orders.customer"], "amount": ["orders.amount"],
        'odd.na"me': ['orders.odd.na"me'],
    },
    "select o.*, NAME as who from orders o join customers c on c.id = o.customer": {
        "id": ["orders.id"], "customer": ["orders.customer"], "amount": ["orders.amount"],
        'odd.na"me': ['orders.odd.na"me'], "who": ["customers.Name"],
    },
    "with big as (select customer as c, sum(amount) as total from orders group by 1), two as (select * from big) "
    "select name, total from two join customers on id = c": {"Name": ["customers.Name"], "total": ["orders.amount"]},
    "select id from orders union all select id + 1 from customers": {"id": ["customers.id", "orders.id"]},
    "select sum(amount) over (partition by customer order by id) as running from orders": {
        "running": ["orders.amount", "orders.customer", "orders.id"],
    },
    "select (select max(name) from customers c where c.id = o.customer) as who, x.y from orders o, "
    "(select amount as y from orders) x": {
        "who": ["customers.Name"], "y": ["orders.amount"],
    },
    "select a, b + id as s, main.orders.amount from frame, main.orders": {
        "a": ["frame.a"], "s": ["frame.B", "orders.id"], "amount": ["orders.amount"],
    },
    "select p.price, o.amount from shop.orders p join orders o using (id)": {
        "price": ["orders.price"], "amount": ["orders.amount"],
    },
    "select t.v, q.k, r.i from (values (1, 2)) t(v, w), orders q(k, l), range(3) r(i)": {
        "v": [], "k": ["orders.id"], "i": ["RANGE(0, 3).range"],
    },
    "with recursive r as (select id, 0 as deep from orders union all select id + 1, deep + 1 from r where deep < 3) "
    "select id, deep from r": {"id": ["orders.id"], "deep": []},
    "from orders select id, coalesce(amount, customer) as either": {
        "id": ["orders.id"], "either": ["orders.amount", "orders.customer"],
    },
    "select id as a, id as b, id from orders": {"a": ["orders.id"], "b": ["orders.id"], "id": ["orders.id"]},
    "select case when region = 'EU' then amount end as eu from orders, customers": {
        "eu": ["customers.region", "orders.amount"],
    },
    "select s.a.b as deep from (select {'b': amount} as a from orders) s": {"deep": ["orders.amount"]},
}  # fmt: skip


@pytest.mark.parametrize("sql", CASES)
async def test_a_column_is_followed_to_the_tables_that_feed_it(look: Look, sql: str) -> None:
    assert await feeds(look, sql) == CASES[sql]


async def test_expressions_read_as_they_were_written(look: Look) -> None:
    made = await told(look, "select o.amount * 2 as x, (select max(id) from customers) as m from orders o")
    assert made["columns"][0]["expression"] == "o.amount * 2"
    assert "powa" not in str(made)
    made = await told(look, "with s as (select sum(amount) as total from orders) select total as t from s")
    assert made["columns"][0]["expression"] == "SUM(orders.amount)"


async def test_files_and_variables_and_tables_are_their_own_sources(look: Look, tmp_path: Path) -> None:
    path = str(tmp_path / "file.csv")
    for sql in (f"select a from '{path}'", f"select a from read_csv('{path}')"):
        ((_, fed),) = (await feeds(look, sql)).items()
        assert fed == [f"{path}.a"]
    for relation in ({"table": ["orders"]}, {"variable": "frame"}, {"file": path}):
        made = await told(look, relation=relation)
        assert [feed["relation"] for column in made["columns"] for feed in column["feeds"]]
    made = await told(look, relation={"table": ["main", "orders"]})
    feed = made["columns"][0]["feeds"][0]
    assert (feed["schema"], feed["table"], feed["column"]) == ("main", "orders", "id")


async def test_a_kept_result_comes_from_its_statement(look: Look) -> None:
    (*_, last) = [one async for one in run(look, RunForm(sql="select amount as a from orders"))]
    made = await told(look, relation=last.told["relation"])
    assert made["columns"][0]["feeds"][0]["column"] == "amount"
    held = look.kept.hold(pd.DataFrame({"x": [1]}))
    made = await told(look, relation={"kept": held})
    assert "handed over from Python" in made["note"]
    assert made["columns"][0]["feeds"] == []


async def test_what_cannot_be_followed_is_said_and_not_guessed(look: Look) -> None:
    made = await told(look, "summarize orders")
    assert made["note"] and not any(column["feeds"] for column in made["columns"])
    made = await told(look, "select unnest([amount, customer]) as x, amount from orders")
    assert [feed["column"] for feed in made["columns"][1]["feeds"]] == ["amount"]
    with pytest.raises(BlockError, match="nothing"):
        await told(look, "select nothing from orders")
    with pytest.raises(BlockError, match="nowhere"):
        await told(look, "select 1 from nowhere")


async def test_outputs_of_earlier_blocks_are_tables_of_a_statement(look: Look) -> None:
    relation = {"block": "b1", "execution_id": "e"}
    inputs = {"Earlier": {"relation": relation, "title": "Earlier", "columns": ["k", "v"]}}
    made = await told(look, "select v, id from earlier join orders on k = id", inputs=inputs, columns=["v", "id"])
    (feed,) = made["columns"][0]["feeds"]
    assert (feed["table"], feed["column"], feed["relation"]["block"]) == ("Earlier", "v", "b1")
    assert made["columns"][1]["feeds"][0]["table"] == "orders"


SERVERS = {
    "pg": ("drop schema if exists powa_lineage cascade", "create schema powa_lineage",
           'create table powa_lineage.orders (id integer, "Amount" numeric, customer integer)',
           "create table powa_lineage.customers (id integer, name text)"),
    "maria": ("create or replace database powa_lineage",
              "create table powa_lineage.orders (id integer, `Amount` decimal(10, 2), customer integer)",
              "create table powa_lineage.customers (id integer, name text)"),
}  # fmt: skip
DROP = {"pg": "drop schema powa_lineage cascade", "maria": "drop database powa_lineage"}


@pytest.fixture(params=["pg", "maria"])
async def server(look: Look, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    database = await look.databases.look(request.param)
    for sql in SERVERS[request.param]:
        await database.page(sql)
    yield request.param
    await database.page(DROP[request.param])


async def test_servers_tell_their_schemas(look: Look, server: str) -> None:
    amount = '"Amount"' if server == "pg" else "amount"
    sql = f"""with big as (select customer, sum({amount}) as total from powa_lineage.orders group by customer)
    select c.*, total, rank() over (order by total) as place, powa_lineage.c.name as again
    from powa_lineage.customers c join big on big.customer = c.id""".replace("powa_lineage.c.name", "c.name")
    assert await feeds(look, sql, server) == {
        "id": ["customers.id"], "name": ["customers.name"], "total": ["orders.Amount"], "place": ["orders.Amount"],
        "again": ["customers.name"],
    }  # fmt: skip
    made = await told(look, "select id, id from powa_lineage.orders", server)
    assert [column["feeds"][0]["schema"] for column in made["columns"]] == ["powa_lineage", "powa_lineage"]
