"""Time limits, further attempts, and outputs that must fit."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from jupyter_powa.model.options import Expect, Retry
from jupyter_powa.model.workflow import Graph
from tests.engine.running import Ran, graph_of, ran


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
    assert {event.block_id: event.attempts for event in it.events if event.type == "block_complete"} == {
        "it": 3,
        "after": 1,
    }


async def test_the_last_attempt_decides() -> None:
    tries: list[int] = []
    it = await ran(given(FLAKY, retry=Retry(attempts=2, wait=0)), namespace={"tries": tries})
    assert it.failed["it"].error == "ValueError: not yet" and len(tries) == 2
    assert it.failed["it"].attempts == 2


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


async def test_a_block_that_waits_for_its_next_attempt_lets_other_code_run() -> None:
    code = {"A": "seen.append('a')\nif len(seen) < 3: raise ValueError('not yet')", "B": "seen.append('b')"}
    graph = graph_of(
        {"in": "input"} | {name: ("code", {"code": text}) for name, text in code.items()}, ["in>A", "in>B"]
    )
    graph.blocks[1] = graph.blocks[1].model_copy(update={"retry": Retry(attempts=2, wait=0.5)})
    seen: list[str] = []
    it = await ran(graph, namespace={"seen": seen})
    assert (it.done.status, seen) == ("completed", ["a", "b", "a"])


async def test_code_still_runs_one_at_a_time_where_some_of_it_is_tried_again() -> None:
    code = (
        "import time\nassert not busy, 'two at once'\nbusy.append(1)\ntime.sleep(0.02)\nbusy.clear()\n"
        "tries.append(1)\nif len(tries) % 3: raise ValueError('again')"
    )
    each = {name: ("code", {"code": code}) for name in "ABCD"}
    graph = graph_of({"in": "input"} | each, [f"in>{name}" for name in each])
    retry = Retry(attempts=9, wait=0.01, factor=1)
    graph.blocks[1:] = [block.model_copy(update={"retry": retry}) for block in graph.blocks[1:]]
    it = await ran(graph, namespace={"busy": [], "tries": []})
    assert it.done.status == "completed"
    said = [event.message for event in it.events if event.type == "block_progress"]
    assert said and not [words for words in said if "two at once" in words]


async def test_a_run_that_is_stopped_while_a_block_waits_leaves_the_turn_to_others() -> None:
    graph = graph_of({"A": ("code", {"code": "1 / 0"})})
    graph.blocks[0] = graph.blocks[0].model_copy(update={"retry": Retry(attempts=2, wait=30)})
    turn, told = asyncio.Lock(), Ran()
    task = asyncio.create_task(ran(graph, into=told, exclusive=turn))
    while not [event for event in told.events if event.type == "block_progress"]:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    async with turn:  # another's block runs
        task.cancel()
        await asyncio.wait({task}, timeout=2)
        assert task.cancelled() and turn.locked()
    assert not turn.locked()
