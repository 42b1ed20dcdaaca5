"""What the project has, from a workflow: agents, knowledge bases, rows of its database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.engine.check import check
from jupyter_powa.errors import InvalidGraph
from jupyter_powa.model.workflow import Graph
from tests.blocks.working import Working, working
from tests.engine.running import graph_of


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Working]:
    async with working(tmp_path) as made:
        yield made


def uses(**config: Any) -> Graph:
    return graph_of({"Input": "input", "It": ("platform_api", config), "After": ("output", {"output": "<It.output>"})})


async def output(here: Working, graph: Graph, **variables: Any) -> tuple[Any, dict[str, Any]]:
    execution, logs = await here.run(graph, **variables)
    assert execution.status == "completed", execution.error
    return execution.output, logs["It"].output


async def test_an_agent_is_run_listed_and_read(here: Working) -> None:
    agent = await here.agent("Support", model="local/well", system_prompt="Be kind.")
    await here.agent("Other")
    for body in ("Hello <Input.output.name>", {"message": "Hello <Input.output.name>"}):
        run = uses(resource="agents", agents_operation="run", resource_id="support", body=body)
        answer, told = await output(here, run, name="Ada")
        assert (answer, told["status_code"], told["model"]) == ("The capital of Norway is Oslo.", 200, "well")
        assert here.server.asked[-1]["messages"][-1]["content"] == "Hello Ada"
    listed, _ = await output(here, uses(resource="agents", agents_operation="list"))
    assert [one["name"] for one in listed] == ["Other", "Support"]
    read, _ = await output(here, uses(resource="agents", agents_operation="get", resource_id=agent.id))
    assert (read["id"], read["system_prompt"]) == (agent.id, "Be kind.")


async def test_a_knowledge_base_is_searched_listed_and_read(here: Working) -> None:
    base = await here.knowledge(
        "Handbook", {"travel": "A hotel may cost 150.", "meals": "Thirty a day for a hotel meal."}
    )
    body = {"query": "<Input.output.what>", "limit": 1}
    found, told = await output(
        here, uses(resource="kb", kb_operation="search", resource_id="Handbook", body=body), what="hotel"
    )
    assert [one["document"] for one in found] == ["travel"] and told["status_code"] == 200
    listed, _ = await output(here, uses(resource="knowledge_bases", kb_operation="list"))
    assert [one["id"] for one in listed] == [base.id]
    read, _ = await output(here, uses(resource="kb", kb_operation="get", resource_id="handbook"))
    assert read["name"] == "Handbook"


def database(name: str, **config: Any) -> tuple[str, dict[str, Any]]:
    return ("platform_api", {"resource": "database", "db_operation": name, **config})


async def test_rows_are_made_read_changed_and_deleted_with_bound_values(here: Working) -> None:
    evil = "'; drop table people; --"
    graph = graph_of(
        {
            "Make": ("sql", {"query": 'create table people (id integer, "na""me" varchar, age integer)'}),
            "One": database("create", db_table="people", db_body={"id": 1, 'na"me': evil, "age": None}),
            "Two": database("create", db_table="main.People", db_body={"id": 2, 'na"me': "Bo", "age": 40}),
            "Changed": database("update", db_table="people", db_row_id="<Two.output.id>", db_body={"age": 41}),
            "List": database("list", db_table="people"),
            "Page": database("list", db_table="people", db_limit=1, db_offset=1),
            "Get": database("get", db_table="people", db_row_id="1"),
            "Delete": database("delete", db_table="people", db_row_id="Bo", db_id_column='na"me'),
            "Tables": database("list_tables"),
            "Left": ("sql", {"query": "select id from people", "output_as": "rows"}),
        }
    )
    execution, logs = await here.run(graph)
    assert execution.status == "completed", execution.error
    told = {name: log.output["output"] for name, log in logs.items()}
    assert told["One"] == told["Get"] == {"id": 1, 'na"me': evil, "age": None}
    assert logs["One"].output["status_code"] == 201 and logs["Get"].output["status_code"] == 200
    assert told["Changed"] == told["Delete"] == {"id": 2, 'na"me': "Bo", "age": 41}
    assert [row["id"] for row in told["List"]] == [1, 2] and [row["id"] for row in told["Page"]] == [2]
    (table,) = told["Tables"]
    assert (table["name"], [one["name"] for one in table["columns"]]) == ("people", ["id", 'na"me', "age"])
    assert told["Left"] == [{"id": 1}]


@pytest.mark.parametrize(
    ("block", "code", "words"),
    [
        (database("get", db_table="no", db_row_id=1), "table_not_found", "Tables: people"),
        (database("get", db_table="people", db_row_id=9), "row_not_found", "id = 9"),
        (database("delete", db_table="people", db_row_id=9), "row_not_found", "id = 9"),
        (database("update", db_table="people", db_row_id=1, db_body={}), "invalid_config", "db_body"),
        (database("create", db_table="people", db_body="x"), "invalid_config", "db_body"),
        (database("create", db_table="people", db_body={"no": 1}), "sql_error", "no"),
        (database("get", db_table="people", db_row_id=1, db_id_column="key"), "invalid_config", "db_id_column"),
    ],
)
async def test_what_cannot_be_done_fails_the_block_in_words(here: Working, block: Any, code: str, words: str) -> None:
    execution, logs = await here.run(
        graph_of({"Make": ("sql", {"query": "create table people (id integer)"}), "It": block})
    )
    assert (execution.status, logs["It"].code) == ("failed", code) and words in str(logs["It"].error)


async def test_a_run_does_not_start_where_what_it_uses_is_not_there(here: Working) -> None:
    with pytest.raises(InvalidGraph, match="no agent 'nobody'"):
        await here.run(uses(resource="agents", agents_operation="run", resource_id="nobody", body="x"))
    with pytest.raises(InvalidGraph, match="no knowledge base 'none'"):
        await here.run(uses(resource="kb", kb_operation="search", resource_id="none", body="x"))


async def test_a_read_of_a_knowledge_base_that_is_not_there_fails_the_block(here: Working) -> None:
    execution, logs = await here.run(uses(resource="kb", kb_operation="get", resource_id="none"))
    assert (execution.status, logs["It"].code) == ("failed", "knowledge_base_not_found")


@pytest.mark.parametrize(
    ("config", "field", "words"),
    [
        ({}, "resource", "required"),
        ({"resource": "moon"}, "resource", "agents"),
        ({"resource": "sessions", "sessions_operation": "list"}, "resource", "not kept here"),
        ({"resource": "sources"}, "resource", "SQL and Python"),
        ({"resource": "agents"}, "agents_operation", "say what"),
        ({"resource": "agents", "agents_operation": "delete"}, "agents_operation", "run"),
        ({"resource": "agents", "agents_operation": "run", "body": "x"}, "resource_id", "missing"),
        ({"resource": "agents", "agents_operation": "run", "resource_id": "a"}, "body", "missing"),
        (
            {"resource": "agents", "agents_operation": "get", "resource_id": "<Input.output>"},
            "resource_id",
            "reference",
        ),
        ({"resource": "kb", "kb_operation": "search", "body": "x"}, "resource_id", "missing"),
        ({"resource": "database", "db_operation": "list"}, "db_table", "missing"),
        ({"resource": "database", "db_operation": "get", "db_table": "t"}, "db_row_id", "missing"),
        ({"resource": "database", "db_operation": "create", "db_table": "t"}, "db_body", "missing"),
    ],
)
def test_a_config_that_cannot_work_is_a_problem_before_anything_runs(
    config: dict[str, Any], field: str, words: str
) -> None:
    (problem,) = [problem for problem in check(uses(**config)) if problem.stops]
    assert (problem.field, words in problem.message) == (field, True), problem.message


def test_an_operation_of_another_resource_that_an_editor_left_in_does_no_harm() -> None:
    config = {"resource": "database", "db_operation": "list_tables", "agents_operation": "run", "kb_operation": "list"}
    assert [problem for problem in check(uses(**config)) if problem.stops] == []
