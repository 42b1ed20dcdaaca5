"""Time limits, further attempts, and outputs that must fit."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from jupyter_powa.model.options import Expect, Retry
from jupyter_powa.model.workflow import Graph
from tests.engine.running import graph_of, ran


def given(code: str, **options: Any) -> Graph:
    """One block of code with these options."""
    graph = graph_of({"it": ("code", {"code": code}), "after": ("output", {"output": "<it.output>"})})
    graph.blocks[0] = graph.blocks[0].model_copy(update=options)
    return graph


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time\nfor _ in range(3000): time.sleep(0.01)",
        "import asyncio\nawait asyncio.sleep(30)",
        "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: break\noutput = 1",
    ],
)
async def test_a_block_that_takes_too_long_is_stopped_and_says_so(code: str) -> None:
    it = await ran(given(code, timeout=0.2))
    failed = it.failed["it"]
    assert (failed.code, failed.error) == ("timeout", "The block took longer than 0.2 s.")
    assert it.done.status == "failed" and "after" in it.skipped


async def test_a_statement_that_takes_too_long_is_stopped() -> None:
    graph = graph_of({"it": ("sql", {"query": "select count(*) from range(1e12::bigint) a where a.range % 7 = 3"})})
    graph.blocks[0] = graph.blocks[0].model_copy(update={"timeout": 0.2})
    assert (await ran(graph)).failed["it"].code == "timeout"


async def test_code_that_swallows_every_interrupt_fails_all_the_same() -> None:
    stubborn = (
        "while not over.is_set():\n    try:\n        while not over.is_set(): pass\n    except KeyboardInterrupt: pass"
    )
    graph = graph_of({"it": ("code", {"code": stubborn}), "rescue": ("code", {"code": "7"})}, ["it:error>rescue"])
    graph.blocks[0] = graph.blocks[0].model_copy(update={"timeout": 0.2})
    over = threading.Event()
    try:
        it = await ran(graph, namespace={"over": over})
    finally:
        over.set()
    assert (it.failed["it"].code, it.output) == ("timeout", 7)


async def test_a_timeout_of_the_blocks_own_is_its_own() -> None:
    it = await ran(given("raise TimeoutError('the peer')", timeout=20))
    assert (it.failed["it"].code, it.failed["it"].error) == ("code_error", "TimeoutError: the peer")


FLAKY = (
    "tries.append(1)\nprint('attempt', len(tries))\nif len(tries) < 3: raise ValueError('not yet')\noutput = len(tries)"
)


async def test_a_block_is_tried_again_and_every_attempt_is_told() -> None:
    it = await ran(given(FLAKY, retry=Retry(attempts=3, wait=0.01)), namespace={"tries": []})
    assert (it.done.status, it.output) == ("completed", 3)
    assert it.printed("it") == "attempt 1\nattempt 2\nattempt 3\n"
    said = [event.message for event in it.events if event.type == "block_progress"]
    assert said and all(words.startswith("Attempt ") for words in said)
    assert said[-1] in ("Attempt 3 of 3", "Attempt 3 of 3 in 0.02 s: ValueError: not yet")
    assert len(it.failed) == 0


async def test_the_last_attempt_decides() -> None:
    tries: list[int] = []
    it = await ran(given(FLAKY, retry=Retry(attempts=2, wait=0)), namespace={"tries": tries})
    assert it.failed["it"].error == "ValueError: not yet" and len(tries) == 2


@pytest.mark.parametrize(
    ("code", "on", "attempts"),
    [
        ("tries.append(1)\n1 / 0", ["timeout"], 1),
        ("tries.append(1)\n1 / 0", ["code_error"], 3),
        ("tries.append(1)\nimport time\nwhile True: pass", [], 3),
    ],
)
async def test_what_is_worth_another_attempt_can_be_said(code: str, on: list[str], attempts: int) -> None:
    tries: list[int] = []
    options = {"retry": Retry(attempts=3, wait=0, on=on), "timeout": 0.3}
    await ran(given(code, **options), namespace={"tries": tries})
    assert len(tries) == attempts


async def test_stopping_the_run_stops_the_wait_for_another_attempt() -> None:
    tries: list[int] = []
    loop, tried = asyncio.get_running_loop(), asyncio.Event()
    names = {"tries": tries, "tell": lambda: loop.call_soon_threadsafe(tried.set)}
    graph = given("tries.append(1)\ntell()\n1 / 0", retry=Retry(attempts=5, wait=30))
    task = asyncio.create_task(ran(graph, namespace=names))
    await tried.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 10)
    assert tries == [1]


async def test_a_broken_contract_leaves_by_the_error_edge() -> None:
    graph = graph_of(
        {"it": ("code", {"code": "[{'a': None}]"}), "rescue": ("output", {"output": "<it.error>"})}, ["it:error>rescue"]
    )
    expect = Expect.model_validate({"columns": [{"name": "a", "max_null_rate": 0}]})
    graph.blocks[0] = graph.blocks[0].model_copy(update={"expect": expect})
    it = await ran(graph)
    assert it.done.status == "completed" and "'a': 1 of 1 values missing" in it.output
