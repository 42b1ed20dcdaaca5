"""Runs in this very process, from any loop."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from typing import ClassVar

import pandas as pd
import pytest

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockContext, BlockType
from jupyter_powa.kernel.hub import listen
from jupyter_powa.kernel.local import KEPT, PATIENCE, LocalKernel, LocalKernels
from jupyter_powa.kernel.loop import loop_thread
from tests.kernel.conftest import Seen, code, plan, seen


async def test_a_run_tells_its_events_in_order_in_the_callers_loop() -> None:
    threads = set()
    events = Seen()

    def emit(event: object) -> None:
        threads.add(threading.get_ident())
        events(event)  # type: ignore[arg-type]

    one = plan(("input", "In", {}), ("code", "C", {"code": "40 + 2"}), ("output", "Out", {}))
    await LocalKernel({}).run(one, emit)
    assert events.types == ["block_start", "block_complete"] * 3 + ["done"]
    assert events.last.output == 42
    assert threads == {threading.get_ident()}


async def test_the_namespace_is_seen_and_the_whole_outputs_are_kept() -> None:
    frame = pd.DataFrame({"a": range(1_000)})
    kernel = LocalKernel({"frame": frame})
    for _ in range(KEPT + 1):
        one = plan(("sql", "S", {"query": "select a from frame where a >= 10"}))
        assert (await seen(kernel, one)).last.status == "completed"
    outputs = kernel.outputs(one.execution_id)
    assert outputs is not None and len(outputs["S"]["output"]) == 990
    assert len(kernel._outputs) == KEPT


async def test_memory_lives_from_run_to_run() -> None:
    kernel = await LocalKernels({}).get(None)
    await seen(kernel, plan(("sql", "S", {"query": "create table t as select 7 as a"})))
    assert (await seen(kernel, plan(("sql", "S", {"query": "from t", "output_as": "value"})))).last.output == 7


async def test_cancelling_the_execution_or_its_caller_stops_it() -> None:
    kernel = LocalKernel({})
    for by_caller in (False, True):
        events, one = Seen(), code("while True: pass")
        task = asyncio.create_task(kernel.run(one, events))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        if by_caller:
            task.cancel()
        else:
            assert await kernel.cancel(one.execution_id)
        await asyncio.wait({task})
        assert time.monotonic() - started < 1.5
        assert task.cancelled() is by_caller
        assert (events.last.type, events.last.code) == ("error", "stopped")
    assert not await kernel.cancel(one.execution_id)


async def test_a_run_ends_when_its_time_is_over() -> None:
    events = await seen(LocalKernel({}), code("while True: pass", timeout=0.3))
    assert (events.last.code, events.last.error_code) == ("timeout", "EXECUTION_TIMEOUT")


async def test_listeners_see_every_run_and_a_failing_one_hurts_nobody() -> None:
    heard: list[str] = []

    def failing(*_: object) -> None:
        raise RuntimeError("not our fault")

    removes = [listen(failing), listen(lambda plan, event: heard.append(event.type))]
    await seen(LocalKernel({}), code("1"))
    for remove in removes:
        remove()
    await seen(LocalKernel({}), code("1"))
    assert heard == ["execution_start", "block_start", "block_complete", "done"]


async def test_runs_go_on_while_the_callers_loop_is_blocked() -> None:
    kernel, events = LocalKernel({}), Seen()
    future = loop_thread().submit(kernel.run(code("1"), events))
    time.sleep(0.5)  # noqa: ASYNC251  as a busy cell does
    assert future.done() and events.types[-1] == "done"


class Stubborn(BlockType, type="stubborn", title="Does not stop"):
    """Goes on although it was cancelled."""

    released: ClassVar[bool] = False

    async def run(self, ctx: BlockContext) -> None:
        while not type(self).released:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.2)


@pytest.mark.kernel
async def test_a_block_that_does_not_stop_does_not_keep_its_run_from_ending() -> None:
    catalog()["stubborn"] = Stubborn
    began = time.monotonic()
    try:
        events = await seen(LocalKernel({}), plan(("stubborn", "S", {}), timeout=0.2))
    finally:
        Stubborn.released = True
        del catalog()["stubborn"]
    assert PATIENCE <= time.monotonic() - began < PATIENCE + 3
    assert events.last.code == "timeout"
