"""A workflow that is run once for each item."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.blocks.map import MOST, MapBlock
from jupyter_powa.engine.check import check
from jupyter_powa.errors import InvalidGraph, NotFound
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.launch import cancel, start, wait
from jupyter_powa.luggage import luggage, stored_workflow
from jupyter_powa.model.plan import Budget, Terms
from jupyter_powa.model.workflow import Workflow
from tests.blocks.mapping import greeting, maps, store
from tests.blocks.working import Working, working
from tests.engine.running import code, graph_of


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Working]:
    async with working(tmp_path) as made:
        greeting(made.powa)
        yield made


async def test_the_outputs_come_in_the_order_of_the_items_whichever_is_first(here: Working) -> None:
    slow = "import asyncio\nn = Input.output['item']\nawait asyncio.sleep(0.05 if n == 0 else 0)\noutput = n * n"
    store(here.powa, "Square", {"Input": "input", "Work": code(slow)})
    execution, logs = await here.run(maps(workflow="square", items=[0, 1, 2, 3]))
    assert (execution.status, execution.output) == ("completed", [0, 1, 4, 9]), execution.error
    told = logs["Each"].output
    assert (told["count"], told["failed"], told["where"], told["concurrency"]) == (4, [], "this process", 4)
    said = [event["message"] for event in here.events if event["type"] == "block_progress"]
    assert said[0] == "0 of 4 items on this process, 4 at a time" and said[-1].startswith("4 of 4 items")


async def test_a_row_gives_its_columns_as_variables_beside_those_for_all(here: Working) -> None:
    frame = code("import pandas as pd\noutput = pd.DataFrame({'city': ['Oslo', 'Bonn'], 'n': [1, 2]})")
    say = code("v = Input.output\noutput = [v['city'], v['n'], v['item']['n'], v['unit']]")
    store(here.powa, "Rows", {"Input": "input", "Say": say})
    config = {"workflow": "Rows", "variables": {"unit": "<Input.output.unit>"}}
    graph = graph_of({"Input": "input", "Frame": frame, "Each": ("map", config)})
    execution, _ = await here.run(graph, unit="km")
    assert execution.output == [["Oslo", 1, 1, "km"], ["Bonn", 2, 2, "km"]], execution.error


async def test_each_file_is_an_item_and_rows_come_together_as_one_table(here: Working, tmp_path: Path) -> None:
    for name, numbers in (("b", [3]), ("a", [1, 2])):
        pd.DataFrame({"n": numbers}).to_csv(tmp_path / f"{name}.csv", index=False)
    steps = {
        "Input": "input",
        "Read": ("read", {"path": "<Input.output.item>"}),
        "Double": ("derive", {"columns": {"double": "n * 2"}}),
    }
    store(here.powa, "Doubled", steps)
    config = {"workflow": "Doubled", "files": str(tmp_path / "*.csv")}
    count = ("sql", {"query": "select sum(double) as total, count(*) as n from Each"})
    execution, _ = await here.run(graph_of({"Each": ("map", config), "Sum": count}))
    assert execution.status == "completed", execution.error
    assert execution.output == [{"total": 12, "n": 3}]
    assert isinstance(here.powa.kernels, LocalKernels)
    database = await here.powa.kernels.databases.open(None, {})
    try:
        page = await database.page("select count(*) from duckdb_tables() where schema_name = 'powa_runs'", limit=1)
    finally:
        await database.close()
    assert page.arrow.column(0).to_pylist() == [0], "what rested between the steps of an item is gone"


async def test_an_item_that_fails_is_named_and_no_other_begins(here: Working) -> None:
    execution, logs = await here.run(maps(items=["Oslo", "bad", "Bonn", "Rome"], concurrency=1))
    assert execution.status == "failed"
    assert "Item 2 of 4 (bad) failed: Block 'Say' (line 3): ValueError: no such place" in str(logs["Each"].error)
    assert logs["Each"].code == "code_error"


async def test_failed_items_may_be_kept_and_told_of_beside_the_others(here: Working) -> None:
    execution, logs = await here.run(maps(items=["Oslo", "bad", "Rome"], on_error="keep"))
    assert execution.output == ["Hello Oslo", None, "Hello Rome"]
    (failed,) = logs["Each"].output["failed"]
    assert (failed["index"], failed["item"], failed["code"]) == (1, "bad", "code_error")
    execution, logs = await here.run(maps(items=["bad", "bad"], on_error="keep"))
    assert execution.status == "failed" and "No item went well." in str(logs["Each"].error)


@pytest.mark.parametrize("items", ["Oslo", {"a": 1}, 3])
async def test_what_is_no_list_is_refused_in_words(here: Working, items: Any) -> None:
    _, logs = await here.run(maps(items=items))
    assert "must be a list or rows" in str(logs["Each"].error) and logs["Each"].code == "not_a_list"


async def test_too_many_items_are_refused_before_any_runs(here: Working) -> None:
    many = code(f"output = list(range({MOST + 1}))")
    _, logs = await here.run(graph_of({"Many": many, "Each": ("map", {"workflow": "Greeting"})}))
    assert "There are 100,001 items, and at most 100,000 are taken" in str(logs["Each"].error)


async def test_no_items_give_no_outputs_and_a_trial_takes_the_first(here: Working) -> None:
    assert (await here.run(maps(items=[])))[0].output == []
    workflow = here.powa.store.workflows.put(_workflow(maps(items=["Oslo", "Bonn", "Rome"])))
    running = await start(here.powa, workflow, terms=Terms(trial=2))
    assert (await wait(here.powa, running.plan.execution_id)).output == ["Hello Oslo", "Hello Bonn"]


async def test_a_workflow_that_maps_itself_is_refused_however_far_round(here: Working) -> None:
    store(here.powa, "A", {"Each": ("map", {"workflow": "B", "items": [1]})})
    store(here.powa, "B", {"Each": ("map", {"workflow": "A", "items": [1]})})
    with pytest.raises(InvalidGraph, match="may not map itself: 'A' → 'B' → 'A'"):
        await here.run(maps(workflow="A", items=[1]))


async def test_a_workflow_that_is_not_there_or_cannot_run_stops_the_run_before_it_begins(here: Working) -> None:
    with pytest.raises(InvalidGraph, match="There is no stored workflow 'Nowhere'"):
        await here.run(maps(workflow="Nowhere", items=[1]))
    store(here.powa, "Broken", {"Code": code("def (")})
    with pytest.raises(InvalidGraph, match="The workflow 'Broken' cannot run: "):
        await here.run(maps(workflow="Broken", items=[1]))
    for _ in range(2):
        store(here.powa, "Twice", {"Input": "input"})
    with pytest.raises(InvalidGraph, match="2 workflows are called 'Twice'"):
        await here.run(maps(workflow="Twice", items=[1]))
    with pytest.raises(NotFound):
        stored_workflow(here.powa, "%")


def calls(secret: str) -> tuple[str, dict[str, Any]]:
    return ("general_api", {"url": "https://example.com/", "auth": {"secret": secret}})


async def test_what_the_inner_graph_needs_travels_with_it_and_nothing_else_does(here: Working) -> None:
    for name in ("inner", "outer"):
        here.powa.vault.put(name, f"{name}-secret-value", ["example.com"])
    await here.agent("Writer", model=here.script("w", {"say": "Hi", "always": True}))
    asks = ("agent", {"agent_id": "Writer", "prompt": "<Input.output.item>"})
    store(here.powa, "Asks", {"Input": "input", "Call": calls("inner"), "Ask": asks})
    carried = await luggage(here.powa, graph_of({"Call": calls("outer"), "Each": ("map", {"workflow": "Asks"})}))
    inner = carried["workflows"]["Asks"]
    assert (set(carried["secrets"]), set(inner.secrets)) == ({"outer"}, {"inner"})
    assert carried["agents"] == {} and "Writer" in inner.agents and len(inner.models) == 1


async def test_a_secret_of_the_inner_graph_is_in_nothing_that_is_told(here: Working) -> None:
    here.powa.vault.put("inner", "inner-secret-value", ["example.com"])
    said = ("output", {"output": "<Say.output>"})
    steps = {"Say": code("output = 'inner-' + 'secret-value'"), "Call": calls("inner"), "Out": said}
    store(here.powa, "Leaks", steps, ["Say>Out", "Say:error>Call"])
    execution, _ = await here.run(maps(workflow="Leaks", items=[1]))
    assert execution.output == ["***"] and "inner-secret-value" not in str(here.events)


async def test_a_budget_is_one_for_all_items(here: Working) -> None:
    await here.agent("Writer", model=here.script("w", {"say": "Hi", "always": True}))
    store(
        here.powa, "Asks", {"Input": "input", "Ask": ("agent", {"agent_id": "Writer", "prompt": "<Input.output.item>"})}
    )
    graph = maps(workflow="Asks", items=list("abcdef"), concurrency=1, on_error="keep")
    running = await start(
        here.powa, here.powa.store.workflows.put(_workflow(graph)), terms=Terms(budget=Budget(tokens=1))
    )
    execution = await wait(here.powa, running.plan.execution_id)
    assert (execution.status, execution.code) == ("failed", "budget_exceeded")


async def test_a_run_that_is_stopped_stops_the_items_under_way(here: Working) -> None:
    store(here.powa, "Long", {"Input": "input", "Wait": code("import time\ntime.sleep(60)")})
    workflow = here.powa.store.workflows.put(_workflow(maps(workflow="Long", items=[1, 2, 3])))
    running = await start(here.powa, workflow)
    async for event in running.follow():
        if event["type"] == "block_progress":
            await cancel(here.powa, running.plan.execution_id)
    execution = await asyncio.wait_for(wait(here.powa, running.plan.execution_id), 10)
    assert (execution.status, execution.code) == ("failed", "stopped")


def test_a_workflow_that_is_a_reference_and_two_kinds_of_items_are_told_before_the_run() -> None:
    words = [one.message for one in check(maps(workflow="<Input.output.name>", items=[1], files="*.csv"))]
    assert any("may not be a reference" in one for one in words) and any("not both" in one for one in words)
    assert MapBlock.outside({"workflow": "Greeting"})


def _workflow(graph: Any) -> Workflow:
    return Workflow(name="w", blocks=graph.blocks, edges=graph.edges)
