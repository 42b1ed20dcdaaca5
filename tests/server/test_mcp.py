"""What other agents may use by jupyter-server-mcp."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.server import mcp

ROOT = Path(__file__).parents[2]


@pytest.fixture
def offered(powa: Powa) -> Iterator[Powa]:
    """A server's Powa, of which others may look at everything and run it."""
    mcp.offer(powa)
    powa.settings.mcp = "run"
    yield powa
    mcp.offer(None)


@pytest.fixture
def doubling(offered: Powa, graph: Callable[..., Graph]) -> str:
    made = graph(
        input=("input", {"input": {"n": "number"}}),
        double=("code", {"code": "output = input.output['n'] * 2"}),
        output=("output", {"output": "<double.output>"}),
    )
    return offered.store.workflows.put(Workflow(name="Double", blocks=made.blocks, edges=made.edges)).id


def called(name: str) -> Any:
    return getattr(mcp, name)


def test_the_entry_point_names_functions_that_say_what_they_take_and_do() -> None:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    module, _, name = points["jupyter_server_mcp.tools"]["jupyter_powa"].partition(":")
    specs = getattr(import_module(module), name)()
    assert {spec.rpartition(":")[2] for spec in specs} >= {"run_workflow", "ask_sql_agent", "get_db_schema"}
    assert not {spec.rpartition(":")[2] for spec in specs} & {"modify_workflow", "manage_project_asset", "run_draft"}
    for spec in specs:
        place, _, function = spec.partition(":")
        found = getattr(import_module(place), function)
        assert inspect.iscoroutinefunction(found) and found.__name__ == function and found.__doc__
        hints = get_type_hints(found, include_extras=True)
        for name in inspect.signature(found).parameters:
            assert hints[name].__metadata__[0].description, (function, name)


async def test_until_somebody_says_so_nothing_is_told(powa: Powa, doubling: str) -> None:
    powa.settings.mcp = "off"
    for answer in (await called("list_workflows")(), await called("get_block_info")(block_type="sql")):
        assert answer["code"] == "mcp_off" and "c.PowaApp.mcp" in answer["error"]
    mcp.offer(None)
    assert (await called("list_workflows")())["code"] == "mcp_off"


async def test_who_may_look_may_not_run(powa: Powa, doubling: str) -> None:
    powa.settings.mcp = "read"
    assert (await called("list_workflows")())["workflows"][0]["name"] == "Double"
    assert (await called("read_workflow")(workflow="double"))["blocks"][1]["name"] == "double"
    refused = await called("run_workflow")("Double", {"n": 21})
    assert refused["code"] == "mcp_reads" and powa.store.executions.list(doubling) == []
    assert (await called("ask_sql_agent")("Developer", "Which tables are there?"))["code"] == "mcp_reads"
    assert (await called("read_workflow")(workflow="nothing"))["code"] == "workflow_not_found"


async def test_a_workflow_is_run_and_its_logs_are_read(doubling: str) -> None:
    done = await called("run_workflow")("Double", {"n": 21})
    assert (done["status"], done["output"]) == ("completed", 42)
    logs = await called("get_workflow_run_logs")(workflow="Double")
    assert logs["executions"][0]["id"] == done["execution_id"]
    assert (await called("run_workflow")("Halve"))["code"] == "workflow_not_found"


async def test_a_sql_agent_is_asked(offered: Powa) -> None:
    answer = await called("ask_sql_agent")("developer", "Which tables are there?")
    assert answer["response"]["sql_text"] or answer["response"]["content"]
    assert (await called("ask_sql_agent")("Nobody", "?"))["code"] == "agent_not_found"


async def test_what_changes_the_data_is_refused_whoever_asks(offered: Powa) -> None:
    refused = await called("execute_public_sql")(sql="create table t as select 1")
    assert "error" in refused


async def test_the_package_itself_serves_them(doubling: str) -> None:
    package = pytest.importorskip("jupyter_server_mcp.extension", reason="it would enable itself in every test server")
    fastmcp = import_module("fastmcp")
    app = package.MCPExtensionApp()
    app.mcp_server_instance = import_module("jupyter_server_mcp.mcp_server").MCPServer(name="test", port=0)
    app._register_tools(mcp.tools())
    async with fastmcp.Client(app.mcp_server_instance.mcp) as client:
        listed = {tool.name: tool for tool in await client.list_tools()}
        assert set(listed) == {spec.rpartition(":")[2] for spec in mcp.tools()}
        schema = listed["get_db_schema"].input_schema["properties"]
        assert schema["table_name"]["description"].startswith("One table")
        ran = await client.call_tool("run_workflow", {"workflow": "Double", "input": {"n": 21}})
        assert ran.data["output"] == 42
        known = await client.call_tool("get_block_info", {"block_type": "sql"})
        assert "error" not in known.data


async def test_a_workflow_is_found_by_its_name_however_many_have_it_in_theirs(offered: Powa, doubling: str) -> None:
    for place in range(60):
        offered.store.workflows.put(Workflow(name=f"Double {place}"))
    done = await called("run_workflow")("double", {"n": 2})
    assert done["output"] == 4
