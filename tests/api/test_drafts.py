"""Drafts of agents: begun, held against the database, asked and judged; published whole, or nothing of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.api.shop import Api

SHOP = """
create table customers (id integer primary key, name varchar, country varchar);
create table orders (id integer primary key, customer_id integer references customers (id), amount integer);
insert into customers values (1, 'Ada', 'Norway'), (2, 'Bo', 'Peru');
insert into orders values (1, 1, 10), (2, 1, 4), (3, 2, 7);
"""
QUESTION = "How many orders are there?"


@pytest.fixture
async def source(api: Api, tmp_path: Path) -> str:
    """A data source with customers and orders, by id."""
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as database:
        database.execute(SHOP)
    return str((await api.source(host=str(tmp_path / "shop.duckdb"), port=0))["id"])


def new(source: str, *tables: str, **more: Any) -> dict[str, Any]:
    told = {"name": "Sales", "model": "planner", "datasource_id": source}
    return {**told, "tables": [{"name": name} for name in tables], **more}


async def fitted(api: Api, draft: dict[str, Any]) -> Any:
    return (await api("POST", "/draft/fit", draft))["draft"]


async def count(api: Api, path: str, body: dict[str, Any]) -> Any:
    said = (await api("POST", path, {"prompt": QUESTION, **body}))["response"]
    assert said["error_text"] == "", said
    return next(iter(said["content"][0].values()))


async def test_a_new_draft_is_fitted_generated_asked_and_published_as_an_agent(api: Api, source: str) -> None:
    draft = await fitted(api, new(source, "customers", "orders"))
    assert [len(table["available_columns"]) for table in draft["tables"]] == [3, 3]
    assert [join["declared"] for join in draft["relationships"]] == [True]
    draft = await api("POST", "/draft/generate", draft)
    roles = {column["name"]: column["data_role"] for column in draft["tables"][1]["columns"]}
    assert (roles["customer_id"], roles["amount"]) == ("FOREIGN_KEY", "MEASURE")
    draft["table_filters"] = {"orders": "amount > 5"}
    assert await count(api, "/draft/ask", {"draft": draft}) == 2
    assert [one["type"] for one in await api("GET", "/agent/")] == ["SYSTEM", "SYSTEM"], "nothing was stored"
    assert await api("GET", "/context/") == []
    agent = await api("POST", "/draft/publish", draft)
    assert (agent["status"], agent["index_status"], agent["table_filters"]) == (
        "PUBLISHED",
        "INSYNC",
        {"orders": "amount > 5"},
    )
    assert await count(api, "/chat/", {"agent_id": agent["id"]}) == 2


async def test_an_edit_holds_once_it_is_published_and_not_before(api: Api, source: str) -> None:
    agent = await api("POST", "/draft/publish", await fitted(api, new(source, "orders")))
    asked = {"agent_id": agent["id"]}
    draft = await api("GET", f"/agent/{agent['id']}/draft")
    draft["tables"][0]["columns"][2]["description"] = "Euros. Also called turnover."
    draft["table_filters"] = {"orders": "customer_id = 2"}
    draft["goldens"] = [{"question": QUESTION, "sql_text": "select count(*) as n from orders", "approved": True}]
    assert await count(api, "/draft/ask", {"draft": draft}) == 1
    assert await count(api, "/chat/", asked) == 3
    judged = await api("POST", "/draft/evaluate", draft)
    assert (judged["total"], judged["correct"]) == (1, 1), "what is golden is held to the same filters"
    await api("POST", "/draft/publish", draft)
    assert (await api("POST", f"/agent/{agent['id']}/evaluate"))["correct"] == 1
    assert await count(api, "/chat/", asked) == 1
    again = await api("GET", f"/agent/{agent['id']}/draft")
    assert again["tables"][0]["columns"][2]["description"] == "Euros. Also called turnover."
    (golden,) = again["goldens"]
    again["goldens"], again["dropped"] = [], [golden["id"]]
    await api("POST", "/draft/publish", again)
    assert await api("GET", f"/agent/{agent['id']}/golden/") == []


async def test_a_draft_of_what_was_changed_meanwhile_is_published_only_over_it(api: Api, source: str) -> None:
    agent = await api("POST", "/draft/publish", await fitted(api, new(source, "orders")))
    draft = await api("GET", f"/agent/{agent['id']}/draft")
    await api("PATCH", f"/agent/{agent['id']}", {"table_filters": {"orders": "amount > 1"}})
    draft["goldens"] = [{"question": QUESTION, "sql_text": "select 1"}]
    status, words = await api.refused("POST", "/draft/publish", draft)
    assert (status, "changed since" in words) == (409, True)
    assert await api("GET", f"/agent/{agent['id']}/golden/") == []
    assert (await api("POST", "/draft/publish", draft, over="true"))["table_filters"] == {}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"table_filters": {"orders": "amount > 0) or (1 = 1"}}, "filter of orders"),
        ({"table_filters": {"orders": "nothing = 1"}}, "filter of orders"),
        ({"table_filters": {"customers": "id = 1"}}, "knows no such table"),
        ({"goldens": [{"question": "x", "sql_text": "delete from orders", "approved": True}]}, "does not run"),
        ({"goldens": [{"question": " ", "sql_text": "select 1"}]}, "its words and its SQL"),
        ({"name": " "}, "needs a name"),
        ({"tables": []}, "at least one table"),
        ({"tables": [{"name": "gone"}]}, "no table 'gone'"),
    ],
)
async def test_what_does_not_hold_is_refused_and_nothing_is_stored(
    api: Api, source: str, wrong: dict[str, Any], words: str
) -> None:
    status, detail = await api.refused("POST", "/draft/publish", new(source, "orders", **wrong))
    assert (status, words in detail[0]["msg"]) == (422, True), detail
    assert await api("GET", "/context/") == [] and len(await api("GET", "/agent/")) == 2


async def test_what_the_database_lost_is_told_and_left_out(api: Api, source: str, tmp_path: Path) -> None:
    agent = await api("POST", "/draft/publish", await fitted(api, new(source, "customers", "orders")))
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as database:
        database.execute("drop table orders; alter table customers drop column country")
    told = await api("POST", "/draft/fit", await api("GET", f"/agent/{agent['id']}/draft"))
    assert told["lost"] == ["orders", "customers.country"]
    assert [table["name"] for table in told["draft"]["tables"]] == ["customers"]


async def test_built_in_agents_are_not_edited_and_an_agent_stays_with_its_source(
    api: Api, source: str, tmp_path: Path
) -> None:
    developer = (await api("GET", "/agent/"))[0]["id"]
    assert (await api.refused("GET", f"/agent/{developer}/draft"))[0] == 409
    agent = await api("POST", "/draft/publish", await fitted(api, new(source, "orders")))
    draft = await api("GET", f"/agent/{agent['id']}/draft")
    other = (await api.source(host=str(tmp_path / "shop.duckdb"), port=0, name="other"))["id"]
    assert (await api.refused("POST", "/draft/publish", draft | {"datasource_id": other}))[0] == 422
