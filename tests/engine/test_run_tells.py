from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.engine.run import MAX_ERROR, run
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.execution import BlockChunk, BlockComplete, BlockProgress, BlockStart, Done, Event
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.wired import to_wire
from jupyter_powa.model.workflow import Graph
from tests.engine.running import Ran, code, graph_of, one, ran


async def test_the_output_of_a_frame_is_its_rows_up_to_a_thousand() -> None:
    it = await ran(graph_of({"q": ("sql", {"query": "from range(1500)"}), "o": "output"}))
    assert len(it.output) == 1_000
    assert it.completed["q"].data["row_count"] == 1_500
    assert it.completed["o"].data["rows_truncated"] is True
    assert len(it.results["o"]["output"]) == 1_500


async def test_independent_blocks_run_at_the_same_time() -> None:
    long = ("sql", {"query": "select sum(sqrt(a.range)) s from range(3000) a, range(3000) b"})
    it = await ran(graph_of({"a": "input", "x": long, "y": long, "o": "output"}, ["a>x", "a>y", "x>o", "y>o"]))
    order = [(event.type, event.block_id) for event in it.events if isinstance(event, BlockStart | BlockComplete)]
    assert order.index(("block_start", "y")) < order.index(("block_complete", "x"))


async def test_code_blocks_run_one_at_a_time() -> None:
    slow = code("import time; time.sleep(0.03)")
    it = await ran(graph_of({"i": "input", "a": slow, "b": slow}, ["i>a", "i>b"]))
    order = [(event.type, event.block_id) for event in it.events if isinstance(event, BlockStart | BlockComplete)]
    assert order[2:] in (
        [("block_start", "a"), ("block_complete", "a"), ("block_start", "b"), ("block_complete", "b")],
        [("block_start", "b"), ("block_complete", "b"), ("block_start", "a"), ("block_complete", "a")],
    )


async def test_an_event_shows_what_came_in_by_the_senders_name() -> None:
    it = await ran(graph_of({"a": code("[*range(50)]"), "b": ("split", {}, {"name": "Fan out"}), "o": "output"}))
    assert it.completed["o"].input == {"Fan out": list(range(20))}
    assert it.completed["a"].input == {}
    assert it.completed["b"].data["output"] == list(range(50))


async def test_a_long_error_text_is_cut() -> None:
    it = await one("code", {"code": "raise ValueError('x' * 5_000_000)"})
    assert len(it.failed["it"].error) == MAX_ERROR
    assert len(it.failed["it"].trace) <= MAX_ERROR


async def test_two_runs_of_one_graph_share_no_values() -> None:
    graph = graph_of(
        {"i": ("input", {"input": {"items": []}}), "c": code("i.output['items'].append(1)\nlen(i.output['items'])")}
    )
    assert [(await ran(graph)).output for _ in range(3)] == [1, 1, 1]


async def test_a_value_that_no_preview_can_hold_does_not_break_the_run() -> None:
    texts = [
        "10**5000",
        "a = []\na += [a, a]\noutput = a",
        "import polars\npolars.Series([1])",
        "object()",
        "float('nan')",
    ]
    for text in texts:
        it = await one("code", {"code": text})
        assert it.done.status == "completed"
        json.dumps([to_wire(event, Plan(workflow_id="w", graph=Graph()), 1) for event in it.events], allow_nan=False)


async def test_prints_arrive_while_the_block_runs() -> None:
    seen: list[tuple[str, float]] = []
    graph = graph_of({"c": code("import time\nprint('first')\ntime.sleep(0.4)\nprint('second')")})

    def emit(event: Event) -> None:
        if isinstance(event, BlockChunk | Done):
            seen.append((event.type, time.perf_counter()))

    plan = Plan(workflow_id="w", graph=graph)
    await run(plan, Sockets(LocalDatabases(":memory:"), Outside(plan)), emit)
    assert seen[-1][0] == "done"
    assert seen[-1][1] - seen[0][1] > 0.2


async def test_progress_is_told_and_nothing_follows_the_end_of_its_block() -> None:
    text = """
import threading, time
progress(0.5, "half")
def later():
    for _ in range(20):
        time.sleep(0.01)
        progress(0.9, "late")
time.sleep(0.1)
threading.Thread(target=later, daemon=True).start()
"""
    it = await ran(graph_of({"c": code(text)}))
    await asyncio.sleep(0.2)
    assert isinstance(it.events[-1], Done)
    told = [event for event in it.events if isinstance(event, BlockProgress)]
    assert (told[0].fraction, told[0].message) == (0.5, "half")


async def test_cancelling_the_run_stops_its_blocks() -> None:
    marks: list[int] = []
    inside = asyncio.Event()
    graph = graph_of({"c": code("print('here')\nbegun()\nwhile True: marks.append(1)"), "o": "output"})
    told = Ran()
    loop = asyncio.get_running_loop()
    names = {"marks": marks, "begun": lambda: loop.call_soon_threadsafe(inside.set)}
    task = asyncio.create_task(ran(graph, namespace=names, into=told))
    await inside.wait()
    began = time.perf_counter()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.perf_counter() - began < 1
    count = len(marks)
    await asyncio.sleep(0.05)
    assert len(marks) == count
    assert told.printed("c") == "here\n"
    assert told.events[-1].type != "done"


async def test_what_a_block_cancels_by_itself_is_its_own_failure(shelf: Any) -> None:
    it = await ran(shelf("gives_up"))
    assert it.done.status == "failed"
    assert it.failed.keys() == {"it"}


async def test_an_unforeseen_error_is_logged_whole_and_told_with_an_id(
    shelf: Any, caplog: pytest.LogCaptureFixture
) -> None:
    it = await ran(shelf("breaks"))
    error_id = it.failed["it"].error.rpartition("[")[2].rstrip("]")
    assert it.failed["it"].code == "block_failed"
    assert error_id in caplog.text and "ZeroDivisionError" in caplog.text
