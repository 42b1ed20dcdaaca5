"""Data sources over the table of routes: made, tried, changed, deleted; a password never comes out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from jupyter_powa import launch
from jupyter_powa.api.route import dispatch
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.workflow import Block, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.reading import describe_project, read_project
from jupyter_powa.settings import Settings
from jupyter_powa.sources import access_to
from tests.data.external.servers import MARIADB, POSTGRESQL


@pytest.fixture
async def powa(tmp_path: Path) -> AsyncIterator[Powa]:
    settings = Settings(database=":memory:", data_dir=tmp_path, key_file=str(tmp_path / "config" / "key"))
    powa = Powa.memory(settings, kernels=LocalKernels({}))
    yield powa
    await powa.close()


async def made(powa: Powa, **form: Any) -> Any:
    return await dispatch(powa, "POST", "/api/powa/sources", {}, form)


async def test_a_source_is_connected_to_stored_and_told_without_its_password(powa: Powa) -> None:
    reply = await made(powa, name="warehouse", **POSTGRESQL, password="hunter2-secret")
    assert reply.status == 201
    assert reply.body["role"]["superuser"]
    assert "superuser" in reply.body["role"]["words"]
    assert reply.body["password_kept"] == "store"
    listed = await dispatch(powa, "GET", "/api/powa/sources")
    assert [one["name"] for one in listed.body["sources"]] == ["project", "warehouse"]
    assert "hunter2" not in json.dumps([reply.body, listed.body])
    _, kept = powa.store.sources.sealed("warehouse")
    assert kept and "hunter2" not in kept
    password = access_to(powa, "Warehouse").password
    assert password is not None and password.get_secret_value() == "hunter2-secret"


async def test_an_address_is_taken_apart(powa: Powa) -> None:
    url = "postgresql+psycopg://postgres:hunter2-secret@127.0.0.1:5432/test?application_name=x"
    reply = await made(powa, name="by address", url=url)
    assert (reply.body["kind"], reply.body["host"], reply.body["database"]) == ("postgresql", "127.0.0.1", "test")
    assert "hunter2" not in json.dumps(reply.body)


async def test_what_cannot_be_reached_is_not_stored(powa: Powa) -> None:
    reply = await made(powa, name="away", **{**POSTGRESQL, "port": 1})
    assert (reply.status, reply.body["code"]) == (400, "source_unreachable")
    assert [one.name for one in powa.store.sources.list()] == []
    assert (await made(powa, name="away", **{**POSTGRESQL, "port": 1}, test=False)).status == 201
    assert (await dispatch(powa, "POST", "/api/powa/sources/away/test")).body["code"] == "source_unreachable"


async def test_names_are_there_once_and_some_are_the_projects(powa: Powa) -> None:
    assert (await made(powa, name="warehouse", **MARIADB)).status == 201
    assert (await made(powa, name="WAREHOUSE", **MARIADB)).status == 409
    assert (await made(powa, name="project", **MARIADB)).status == 400
    assert (await made(powa, name="x", kind="postgresql")).status == 400
    assert (await dispatch(powa, "GET", "/api/powa/sources/nothing")).status == 404


async def test_a_source_is_changed_and_deleted(powa: Powa) -> None:
    await made(powa, name="warehouse", **POSTGRESQL)
    path = "/api/powa/sources/warehouse"
    reply = await dispatch(powa, "PATCH", path, {}, {"name": "store", "password": "env:POWA_TEST_PASSWORD"})
    assert (reply.body["name"], reply.body["password_kept"]) == ("store", "env:POWA_TEST_PASSWORD")
    reply = await dispatch(powa, "POST", "/api/powa/sources/store/test")
    assert (reply.status, "POWA_TEST_PASSWORD" in reply.body["error"]) == (400, True)
    assert (await dispatch(powa, "DELETE", "/api/powa/sources/store")).status == 204
    assert powa.store.sources.list() == []


async def test_blocks_and_questions_reach_it_by_its_name(powa: Powa) -> None:
    await made(powa, name="warehouse", **POSTGRESQL)
    query = {"query": "select current_database() as db", "connection": "warehouse", "output_as": "value"}
    graph = Workflow(name="there", blocks=[Block(id="a", type="sql", name="A", config=query)])
    workflow = powa.store.workflows.put(graph)
    running = await launch.start(powa, workflow, None, "api")
    done = await launch.wait(powa, running.plan.execution_id)
    assert (done.status, done.output) == ("completed", "test")
    assert (await read_project(powa, "select 1 as one", source="warehouse")).rows == [[1]]
    assert isinstance(await describe_project(powa, source="warehouse"), list)
    view = {"relation": {"sql": "select 42 as answer", "source": "warehouse"}}
    reply = await dispatch(powa, "POST", "/api/powa/explore/page", {}, {"view": view, "format": "json"})
    assert reply.body["rows"] == [[42]]
    reply = await dispatch(powa, "GET", "/api/powa/explore/tree", {"source": "warehouse"})
    assert "public" in [node["name"] for node in reply.body["nodes"]]


async def test_an_unknown_source_is_told_with_those_that_there_are(powa: Powa) -> None:
    await made(powa, name="warehouse", **POSTGRESQL)
    view = {"relation": {"sql": "select 1", "source": "elsewhere"}}
    reply = await dispatch(powa, "POST", "/api/powa/explore/page", {}, {"view": view})
    assert (reply.body["code"], "warehouse" in reply.body["error"]) == ("unknown_database", True)


async def test_connections_of_the_notebook_are_listed_by_their_names(powa: Powa) -> None:
    kernel: Any = await powa.kernels.get(None)
    kernel.namespace["hangar"] = create_engine("sqlite://")
    await made(powa, name="Stored", kind="sqlite", database=":memory:")
    reply = await dispatch(powa, "GET", "/api/powa/sources", {}, None)
    told = [(one["name"], one["kind"], one["found"]) for one in reply.body["sources"]]
    assert told[:3] == [("project", "duckdb", False), ("Stored", "sqlite", False), ("hangar", "sqlite", True)]
