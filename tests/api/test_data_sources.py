"""The project's data sources as SQL agents know them."""

from __future__ import annotations

import json
from pathlib import Path

from jupyter_powa.model.source import PROJECT_ID
from tests.api.shop import ORDERS, WHERE, Api, execute


async def test_the_projects_own_database_is_always_there(api: Api) -> None:
    (own,) = await api("GET", "/data-source/")
    assert (own["id"], own["type"], own["engine"], own["port"]) == (PROJECT_ID, "SYSTEM", "duckdb", 0)
    assert own["host"].endswith("powa.duckdb")
    assert isinstance((await api("GET", f"/data-source/{PROJECT_ID}"))["schemas"], list)
    assert (await api.refused("DELETE", f"/data-source/{PROJECT_ID}"))[0] == 409
    assert (await api.refused("PATCH", f"/data-source/{PROJECT_ID}", {"name": "x"}))[0] == 409


async def test_a_server_is_connected_to_and_its_schemas_are_told(api: Api, kind: str) -> None:
    made = await api.source(kind, password="hunter2-secret" if kind == "postgresql" else "")
    assert (made["type"], made["engine"], made["port"]) == ("USER", kind, WHERE[kind]["port"])
    tables = {schema["name"]: schema["tables"] for schema in made["schemas"]}
    assert ORDERS in tables["public" if kind == "postgresql" else "test"]
    path = f"/data-source/{made['id']}"
    assert await api("GET", path) == made
    renamed = await api("PATCH", path, {"name": "store", "password": None, "username": None})
    assert renamed == made | {"name": "store"}
    told = [renamed, await api("GET", "/data-source/")]
    assert "hunter2" not in json.dumps(told)
    assert "schemas" not in told[1][1]
    assert await api("DELETE", path) is None
    assert (await api.refused("GET", path))[0] == 404


async def test_what_cannot_be_reached_is_neither_stored_nor_changed(api: Api, kind: str) -> None:
    form = {"name": "x", "host": "127.0.0.1", "port": 1, "username": "x", "password": "hunter2-secret"}
    status, words = await api.refused("POST", "/data-source/", form)
    assert (status, "hunter2" in words) == (400, False)
    assert len(await api("GET", "/data-source/")) == 1
    made = await api.source(kind)
    path = f"/data-source/{made['id']}"
    assert (await api.refused("PATCH", path, {"username": "nobody_at_all", "password": "hunter2-x"}))[0] == 400
    assert await api("GET", path) == made
    assert (await api.refused("PATCH", path, {"host": "elsewhere"}))[0] == 422


async def test_a_file_is_its_host_and_needs_no_port(api: Api, tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table orders (id integer)")
    made = await api("POST", "/data-source/", file := {"name": "a", "host": str(path), "port": 0} | NOBODY)
    assert (made["engine"], made["host"], made["port"]) == ("duckdb", file["host"], 0)
    assert {"name": "main", "tables": ["orders"]} in made["schemas"]
    memory = await api("POST", "/data-source/", {"name": "b", "host": ":memory:", "port": 0} | NOBODY)
    assert (memory["host"], memory["engine"]) == (":memory:", "duckdb")


NOBODY = {"username": "", "password": ""}


async def test_a_server_with_one_database_needs_none_named(api: Api) -> None:
    await execute("mariadb", "create database if not exists powa_agents_own")
    await execute("mariadb", "drop user if exists powa_agents", "create user powa_agents identified by 'pw-long-one'")
    await execute("mariadb", "grant select on powa_agents_own.* to powa_agents")
    form = {"name": "x", "host": "127.0.0.1", "port": 3306, "username": "powa_agents", "password": "pw-long-one"}
    made = await api("POST", "/data-source/", form)
    assert (made["engine"], made["database"]) == ("mariadb", "powa_agents_own")
    await execute("mariadb", "drop user powa_agents", "drop database powa_agents_own")


async def test_a_server_with_several_databases_needs_one_named_before_an_agent_knows_it(api: Api) -> None:
    await execute("mariadb", "create database if not exists powa_agents_second")
    made = await api.source("mariadb", database="")
    assert (made["database"], len(made["schemas"]) > 0) == ("", True)
    form = {"name": "x", "datasource_id": made["id"]}
    status, words = await api.refused("POST", "/context/", form)
    assert (status, "`database`" in words) == (409, True)
    assert (await api("PATCH", f"/data-source/{made['id']}", {"database": "test"}))["database"] == "test"
    await api("POST", "/context/", form)
    await execute("mariadb", "drop database powa_agents_second")


async def test_one_that_agents_use_is_only_deleted_by_force(api: Api, kind: str) -> None:
    source = await api.source(kind)
    agent = await api.agent(source["id"], ORDERS)
    path = f"/data-source/{source['id']}"
    status, words = await api.refused("DELETE", path)
    assert (status, "Shop" in words) == (409, True)
    assert await api("DELETE", path, force="true") is None
    left = await api("GET", f"/agent/{agent['id']}")
    assert (left["datasource_id"], left["index_status"]) == (None, "OUTOFSYNC")
    said = await api("POST", "/chat/", {"agent_id": agent["id"], "prompt": "How many orders?"})
    assert "no data source" in said["response"]["error_text"]
