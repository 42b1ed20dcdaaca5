"""Contexts: chosen from what a database has, joined by its keys and by what people say."""

from __future__ import annotations

from jupyter_powa.model.source import PROJECT_ID
from tests.api.shop import CUSTOMERS, ORDERS, Api

UNKNOWN = "123e4567-e89b-12d3-a456-426614174000"


async def test_a_context_takes_types_and_keys_from_its_database(api: Api, kind: str) -> None:
    source = await api.source(kind)
    tables = [{"name": CUSTOMERS}, {"name": ORDERS, "columns": [{"name": "customer_id", "data_role": "ODD"}]}]
    form = {"name": "shop", "datasource_id": source["id"], "tables": tables}
    context = await api("POST", "/context/", form)
    customers, orders = context["tables"]
    assert [column["name"] for column in customers["columns"]] == ["id", "name", "country"]
    (key,) = orders["columns"]
    assert (key["data_role"], key["type"].split("(")[0]) == ("ODD", "INTEGER")
    assert len(orders["available_columns"]) == 3
    (join,) = context["relationships"]
    assert (join["table"], join["other_table"], join["declared"]) == (ORDERS, CUSTOMERS, True)
    assert join["cardinality"] == "many_to_one"
    assert await api("GET", "/context/") == await api("GET", "/context/", datasource_id=source["id"]) == [context]
    assert await api("GET", "/context/", datasource_id=PROJECT_ID) == []


async def test_a_context_is_changed_and_what_stays_keeps_its_id(api: Api, kind: str) -> None:
    form = {"name": "shop", "datasource_id": (await api.source(kind))["id"]}
    tables = [{"name": CUSTOMERS}, {"name": ORDERS}]
    old = await api("POST", "/context/", form | {"tables": tables})
    path = f"/context/{old['id']}"
    assert await api("PATCH", path, {"tables": old["tables"], "relationships": old["relationships"]}) == old
    said = {"table": CUSTOMERS, "columns": ["name"], "other_table": ORDERS, "other_columns": ["id"]}
    new = await api("PATCH", path, {"description": "Who buys.", "relationships": [said], "name": None})
    assert (new["name"], new["description"], len(new["relationships"])) == ("shop", "Who buys.", 2)
    orders = old["tables"][1]
    orders["columns"] = orders["columns"][:1]
    new = await api("PATCH", path, {"tables": [orders], "description": None})
    assert (new["tables"], new["relationships"], new["description"]) == ([orders], [], None)
    assert await api("GET", path) == new


async def test_what_the_database_does_not_have_is_refused(api: Api, kind: str) -> None:
    form = {"name": "shop", "datasource_id": (await api.source(kind))["id"]}
    for tables, words in (
        ([{"name": "nothing"}], "no table 'nothing'"),
        ([{"name": ORDERS, "columns": [{"name": "nothing"}]}], "no column 'nothing'"),
    ):
        status, detail = await api.refused("POST", "/context/", form | {"tables": tables})
        assert (status, words in detail[0]["msg"]) == (422, True)
    join = {"table": ORDERS, "columns": ["id"], "other_table": CUSTOMERS, "other_columns": ["id"]}
    refused = form | {"tables": [{"name": ORDERS}], "relationships": [join]}
    assert (await api.refused("POST", "/context/", refused))[0] == 422
    assert (await api.refused("POST", "/context/", form | {"odd": 1}))[0] == 422
    assert (await api.refused("POST", "/context/", form | {"datasource_id": UNKNOWN}))[0] == 404
    assert (await api.refused("GET", f"/context/{UNKNOWN}"))[0] == 404
    assert await api("GET", "/context/") == []


async def test_a_context_that_agents_use_is_only_deleted_with_them(api: Api, kind: str) -> None:
    agent = await api.agent((await api.source(kind))["id"], ORDERS)
    path = f"/context/{agent['context_id']}"
    status, words = await api.refused("DELETE", path)
    assert (status, "force" in words) == (409, True)
    assert await api("DELETE", path, force="true") is None
    assert [one["type"] for one in await api("GET", "/agent/")] == ["SYSTEM", "SYSTEM"]
