"""Items of a mapped workflow on a Dask cluster of two worker processes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Any

import dask
import pytest
from distributed import LocalCluster

from jupyter_powa.kernel.cluster import MOST_TOGETHER
from jupyter_powa.launch import cancel, start, wait
from jupyter_powa.model.workflow import Workflow
from tests.blocks.mapping import maps, store
from tests.blocks.working import Working, working
from tests.engine.running import code

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def cluster() -> Any:
    make: Any = LocalCluster
    dask.config.set({"distributed.scheduler.allowed-failures": 1})
    made = make(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=":0", silence_logs=50)
    with made:
        yield made


@pytest.fixture
async def here(tmp_path: Path, cluster: Any) -> AsyncIterator[Working]:
    async with working(tmp_path) as made:
        made.powa.settings.dask = cluster.scheduler_address
        yield made


def told(folder: Path, what: str) -> int:
    """How many items have said so."""
    return len(list(folder.glob(f"*.{what}")))


async def mapped(here: Working, text: str, items: Any, **config: Any) -> tuple[Any, dict[str, Any]]:
    work = code(f"item = Input.output['item']\n{text}")
    far = store(here.powa, "Far", {"Input": "input", "Work": work})
    execution, logs = await here.run(maps(workflow=far.id, items=items, **config))
    return execution, logs["Each"].output or {"error": logs["Each"].error, "code": logs["Each"].code}


async def test_items_run_in_the_workers_and_come_back_in_order(here: Working) -> None:
    text = "import os, time\ntime.sleep(0.05 if item == 0 else 0)\noutput = [item, os.getpid()]"
    execution, told = await mapped(here, text, list(range(40)))
    assert [one[0] for one in execution.output] == list(range(40)), execution.error
    pids = {one[1] for one in execution.output}
    assert len(pids) == 2 and os.getpid() not in pids
    assert (told["where"], told["concurrency"]) == ("2 Dask workers with 4 threads", 8)
    said = [event["message"] for event in here.events if event["type"] == "block_progress"]
    assert said[-1].startswith("40 of 40 items")


async def test_short_items_are_sent_together_but_not_too_many(here: Working) -> None:
    text = "import threading\noutput = threading.get_ident()"
    execution, told = await mapped(here, text, list(range(20 * MOST_TOGETHER)))
    assert len(execution.output) == 20 * MOST_TOGETHER and told["concurrency"] == 8


async def test_rows_come_back_and_each_item_has_a_database_of_its_own(here: Working) -> None:
    steps = {"Input": "input", "Make": ("sql", {"query": "create table mine as select <Input.output.item> as n"})}
    store(here.powa, "Own", {**steps, "Rows": ("sql", {"query": "select n, n * n as square from mine"})})
    execution, _ = await here.run(maps(workflow="Own", items=[1, 2, 3, 4, 5]))
    assert [row["square"] for row in execution.output] == [1, 4, 9, 16, 25], execution.error


async def test_no_more_are_under_way_than_was_said(here: Working, tmp_path: Path) -> None:
    text = (
        "import os, pathlib, time\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "mine = here / f'{item}.busy'\n"
        "mine.touch()\n"
        "output = len(list(here.glob('*.busy')))\n"
        "time.sleep(0.02)\n"
        "mine.unlink()"
    )
    execution, _ = await mapped(here, text, list(range(12)), concurrency=2)
    assert max(execution.output) <= 2, execution.error


async def test_a_failed_item_is_named_and_what_cannot_travel_is_told(here: Working) -> None:
    execution, told = await mapped(here, "output = 1 // item", [1, 0, 2], concurrency=1)
    assert execution.status == "failed" and "Item 2 of 3 (0) failed: Block 'Work'" in told["error"]
    execution, told = await mapped(here, "output = (n for n in [item])", [1])
    assert "Its output cannot travel" in told["error"]


async def test_a_worker_that_is_killed_loses_no_result(here: Working, tmp_path: Path) -> None:
    text = (
        "import os, pathlib, signal, time\n"
        f"once = pathlib.Path({str(tmp_path / 'killed')!r})\n"
        "if item == 7 and not once.exists():\n"
        "    once.touch()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "time.sleep(0.01)\n"
        "output = item * 10"
    )
    execution, told = await mapped(here, text, list(range(40)))
    assert (tmp_path / "killed").exists()
    assert execution.output == [item * 10 for item in range(40)], execution.error
    assert told["failed"] == []


async def test_an_item_that_ends_each_worker_is_named(here: Working) -> None:
    execution, told = await mapped(here, "import os\nos._exit(1)", ["here"])
    assert (execution.status, told["code"]) == ("failed", "worker_lost")
    assert "Item 1 of 1 (here) failed: Each worker that ran it was lost" in told["error"]


async def test_a_run_that_is_stopped_stops_its_items_on_the_workers(here: Working, tmp_path: Path) -> None:
    text = (
        "import pathlib, time\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "try:\n"
        "    (here / f'{item}.begun').touch()\n"
        "    for _ in range(600):\n        time.sleep(0.05)\n"
        "finally:\n    (here / f'{item}.ended').touch()"
    )
    store(here.powa, "Long", {"Input": "input", "Work": code(f"item = Input.output['item']\n{text}")})
    graph = maps(workflow="Long", items=list(range(10)))
    workflow = here.powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
    running = await start(here.powa, workflow)
    began = monotonic()
    while told(tmp_path, "begun") < 4 and monotonic() - began < 20:  # noqa: ASYNC110  workers tell by files
        await asyncio.sleep(0.02)
    await cancel(here.powa, running.plan.execution_id)
    execution = await asyncio.wait_for(wait(here.powa, running.plan.execution_id), 15)
    assert (execution.status, execution.code) == ("failed", "stopped")
    assert told(tmp_path, "begun") == told(tmp_path, "ended") == 4


async def test_a_cluster_that_is_not_there_is_told_in_words(here: Working) -> None:
    here.powa.settings.dask = "tcp://127.0.0.1:9"
    execution, told = await mapped(here, "output = 1", [1])
    assert execution.status == "failed" and told["code"] == "dask_unreachable"
    assert "tcp://127.0.0.1:9" in told["error"]
