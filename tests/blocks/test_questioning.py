"""SQL agents in a workflow: an agent block asks one, and its rows flow on as a frame."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from jupyter_powa import sources
from jupyter_powa.api import agents as agent_routes
from jupyter_powa.api import contexts
from jupyter_powa.blocks.questioning import MOST_ROWS
from jupyter_powa.errors import InvalidGraph, PowaError
from jupyter_powa.luggage import luggage
from jupyter_powa.model.agents import Golden, SqlAgent
from jupyter_powa.model.source import SourceForm
from jupyter_powa.model.workflow import Graph
from tests.blocks.working import Working, working
from tests.engine.running import graph_of

SHOP = f"""
create table orders (id integer primary key, region varchar, amount decimal(10, 2), ordered_on date);
insert into orders values
  (1, 'EU', 120.50, '2025-01-31'), (2, 'EU', 80, '2025-02-01'), (3, 'US', 200, '2025-03-05');
create table staff (id integer, salary integer);
create table many as select range as id from range({int(MOST_ROWS) + 1});
"""
TABLES = [{"name": "orders"}, {"name": "many"}]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Working]:
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as shop:
        shop.execute(SHOP)
    async with working(tmp_path) as made:
        await sources.create(made.powa, SourceForm(name="shop", kind="duckdb", database=str(tmp_path / "shop.duckdb")))
        yield made


async def sales(here: Working, **fields: Any) -> SqlAgent:
    where = here.powa.store.sources.get("shop").id
    form = {"name": "sales", "datasource_id": where, "description": None, "tables": TABLES}
    context = await contexts.create_context(here.powa, contexts.NewContext.model_validate(form))
    made = SqlAgent(name="Sales", context_id=context.id, **{"model": "planner", **fields})
    return await here.powa.write(here.powa.store.agents.add, made)


def asks(question: str, after: str = 'select count(*) as n from "Ask"', **config: Any) -> Graph:
    given = {"agent_id": "sales", "prompt": question, **config}
    blocks = {"Input": "input", "Ask": ("agent", given), "Next": ("sql", {"query": after, "output_as": "rows"})}
    return graph_of({**blocks, "Out": ("output", {"output": "<Next.output>"})})


@pytest.mark.parametrize("word", ["id", "name"])
async def test_its_rows_flow_on_as_a_frame_with_their_types_beside_the_sql(here: Working, word: str) -> None:
    agent = await sales(here)
    question = "Total amount by <Input.output.what>"
    after = 'select region, total_amount + 0.25 as more from "Ask" order by region'
    config = {"agent_id": agent.id if word == "id" else "SALES"}
    execution, logs = await here.run(asks(question, after, **config), what="region")
    assert execution.status == "completed", execution.error
    assert execution.output == [{"region": "EU", "more": 200.75}, {"region": "US", "more": 200.25}]
    told = logs["Ask"].output
    assert "sum(" in told["sql"] and told["words"] and 0 < told["confidence"] < 1 and told["model"] == "planner"
    assert (told["columns"], told["row_count"], told["agent"]) == (["region", "total_amount"], 2, "Sales")
    assert here.powa.store.usage.sums()["questions"] == 1 and here.powa.store.usage.sums()["rows"] == 2


async def test_a_day_is_a_day_in_the_next_block(here: Working) -> None:
    await sales(here)
    graph = asks("List all orders", 'select month(max(ordered_on)) as m, sum(amount) as s from "Ask"')
    execution, _ = await here.run(graph)
    assert execution.output == [{"m": 3, "s": 400.5}], execution.error


@pytest.mark.parametrize(
    ("question", "code", "words"),
    [
        ("What is the salary of each unicorn?", "unanswered", "Sales has no answer: "),
        ("How much?", "asks_back", "Sales asks back: How much of what?"),
        ("List all many", "too_many_rows", "more rows than the 100,000"),
    ],
)
async def test_what_has_no_rows_fails_the_block_in_words(here: Working, question: str, code: str, words: str) -> None:
    await sales(here)
    execution, logs = await here.run(asks(question))
    assert (execution.status, logs["Ask"].code) == ("failed", code), logs["Ask"].error
    assert words in str(logs["Ask"].error)
    assert logs["Next"].status == "skipped"


async def test_a_models_query_is_held_to_the_agents_tables_and_filters(here: Working) -> None:
    sql = ["select sum(amount) as s from orders", "select salary from staff", "drop table orders"]
    models = [here.script(f"m{place}", {"say": f'{{"sql": "{one}", "explanation": "x"}}', "always": True})
              for place, one in enumerate(sql)]  # fmt: skip
    agent = await sales(here, model=models[0], table_filters={"orders": "region = 'EU'"})
    execution, logs = await here.run(asks("How much?", 'select s from "Ask"'))
    assert execution.output == [{"s": 200.5}], execution.error
    for model, words in ((models[1], "no table staff"), (models[2], "Only one query that reads")):
        await agent_routes.change_agent(here.powa, agent.id, agent_routes.SqlAgentChanges(model=model))
        _, logs = await here.run(asks("How much?"))
        assert logs["Ask"].code == "agent_failed" and words in str(logs["Ask"].error)


async def test_the_plan_carries_what_the_agent_may_see_and_its_approved_examples_alone(here: Working) -> None:
    agent = await sales(here)
    one = Golden(agent_id=agent.id, question="Revenue?", sql_text="select sum(amount) from orders")
    await here.powa.write(
        here.powa.store.goldens.add, one.model_copy(update={"approved": True}), one.model_copy(update={"id": "other"})
    )
    carried = await luggage(here.powa, asks("x"))
    (access,) = carried["sql_agents"].values()
    assert [golden.id for golden in access.goldens] == [one.id]
    assert "staff" not in access.model_dump_json() and set(carried["sources"]) == {access.source}


async def test_the_built_in_agent_knows_the_projects_own_database(here: Working) -> None:
    blocks = {
        "Make": ("sql", {"query": "create or replace table pets as select 'cat' as kind"}),
        "Ask": ("agent", {"agent_id": "Developer", "prompt": "How many pets are there?"}),
        "Out": ("output", {"output": "<Ask.row_count>"}),
    }
    await here.run(graph_of({"Make": blocks["Make"]}))
    execution, _ = await here.run(graph_of(blocks))
    assert (execution.status, execution.output) == ("completed", 1), execution.error


async def test_what_cannot_be_asked_does_not_start(here: Working) -> None:
    agent = await sales(here)
    for config, code in ((agent.id, "agent_disabled"), ("nobody", "agent_not_found")):
        await here.powa.write(
            here.powa.store.agents.change, agent.id, lambda old: old.model_copy(update={"status": "DISABLED"})
        )
        with pytest.raises(InvalidGraph) as told:
            await here.run(asks("How many orders?", agent_id=config))
        assert told.value.details[0]["code"] == code
    await here.agent("Sales")
    with pytest.raises(PowaError, match="both called"):
        await here.run(asks("How many orders?"))


async def test_a_sql_agent_takes_a_prompt_alone(here: Working) -> None:
    await sales(here)
    execution, logs = await here.run(asks("How many orders?", json_schema={"type": "object"}))
    assert execution.status == "failed" and "json_schema: Sales is a SQL agent" in str(logs["Ask"].error)
