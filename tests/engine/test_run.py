from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest

from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.engine.check import normalised
from jupyter_powa.engine.run import run
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.execution import BlockComplete, Event
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Block, Edge, Graph
from tests.engine.running import DISABLED, code, graph_of, ran

FAILS = ("code", {"code": "raise ValueError('no')"})


def choice(expression: str) -> tuple[str, dict[str, Any]]:
    return ("condition", {"branches": [{"expression": expression}]})


async def test_a_chain_hands_each_output_on() -> None:
    it = await ran(graph_of({"i": ("input", {"input": {"n": 2}}), "c": code("i.output['n'] * 21"), "o": "output"}))
    assert it.output == 42
    assert [(event.type, getattr(event, "block_id", "")) for event in it.events] == [
        ("block_start", "i"),
        ("block_complete", "i"),
        ("block_start", "c"),
        ("block_complete", "c"),
        ("block_start", "o"),
        ("block_complete", "o"),
        ("done", ""),
    ]


async def test_a_branch_not_taken_skips_what_only_it_reaches() -> None:
    blocks = {"c": choice("1 > 2"), "yes": "split", "behind": "split", "no": "split", "end": "output"}
    it = await ran(graph_of(blocks, ["c:if>yes", "yes>behind", "c:else>no", "no>end", "behind>end"]))
    assert it.skipped.keys() == {"yes", "behind"}
    assert it.completed.keys() == {"c", "no", "end"}
    assert "No way" in it.skipped["behind"].reason
    assert it.completed["c"].route == "else"


@pytest.mark.parametrize(("value", "taken"), [(5, "if"), (2, "elif_1"), (0, "else")])
async def test_the_first_branch_that_is_true_wins(value: int, taken: str) -> None:
    config = {"branches": [{"expression": "{{n}} > 3"}, {"expression": "{{n}} > 1"}]}
    ways = ["if", "elif_1", "else"]
    blocks = {"c": ("condition", config), **dict.fromkeys(ways, "split")}
    it = await ran(graph_of(blocks, [f"c:{way}>{way}" for way in ways]), {"n": value})
    assert it.completed.keys() == {"c", taken}
    assert it.results["c"] == {"output": taken != "else", "result": taken != "else", "route": taken}


@pytest.mark.parametrize(("handle", "way"), [("true", "if"), ("false", "else"), ("default", "else"), ("True", "if")])
@pytest.mark.parametrize("field", ["sourceHandle", "condition"])
async def test_older_words_for_a_way_out_still_lead_there(handle: str, way: str, field: str) -> None:
    for expression in ("1 == 1", "1 == 2"):
        blocks = [{"id": "c", "type": "condition", "config": {"branches": [{"expression": expression}]}}]
        sent = {
            "blocks": [*blocks, {"id": "t", "type": "split"}],
            "edges": [{"source": "c", "target": "t", field: handle}],
        }
        it = await ran(normalised(Graph.model_validate(sent))[0])
        assert ("t" in it.completed) is ((way == "if") is (expression == "1 == 1"))


async def test_a_block_runs_when_any_edge_to_it_is_taken_and_once_all_are_decided() -> None:
    blocks = {"c": choice("true"), "slow": code("import time; time.sleep(0.1); 'slow'"), "no": "split", "end": "output"}
    it = await ran(graph_of(blocks, ["c:if>slow", "c:else>no", "slow>end", "no>end"]))
    assert it.output == "slow"
    assert [event.block_id for event in it.events if isinstance(event, BlockComplete)] == ["c", "slow", "end"]


async def test_a_disabled_block_is_skipped_and_cuts_its_branch() -> None:
    it = await ran(
        graph_of({"a": "input", "b": ("split", {}, DISABLED), "c": "output", "d": "split"}, ["a>b", "b>c", "a>d"])
    )
    assert it.skipped.keys() == {"b", "c"}
    assert "disabled" in it.skipped["b"].reason
    assert it.completed.keys() == {"a", "d"}
    assert it.done.status == "completed"


async def test_a_failed_block_ends_its_branch_while_others_finish_and_the_run_says_so() -> None:
    blocks = {"bad": FAILS, "behind": "output", "slow": code("import time; time.sleep(0.05); 7"), "end": "split"}
    it = await ran(graph_of(blocks, ["bad>behind", "slow>end"]))
    assert it.failed["bad"].error == "ValueError: no"
    assert it.skipped.keys() == {"behind"}
    assert it.completed.keys() == {"slow", "end"}
    assert (it.done.status, it.done.code) == ("failed", "code_error")
    assert it.done.error == "Block 'bad' (line 1): ValueError: no"
    assert it.done.output == 7


async def test_the_first_of_two_failures_is_told() -> None:
    late = code("import time; time.sleep(0.05); 1 / 0")
    it = await ran(graph_of({"a": FAILS, "b": late, "c": "output"}, ["a>c", "b>c"]))
    assert it.done.error is not None and "'a'" in it.done.error
    assert it.failed.keys() == {"a", "b"}
    assert it.skipped.keys() == {"c"}


async def test_an_error_edge_handles_a_failure() -> None:
    blocks = {"bad": FAILS, "rescue": ("output", {"output": "<bad.error> <bad.code>"}), "else": "split"}
    it = await ran(graph_of(blocks, ["bad:error>rescue", "bad>else"]))
    assert it.output == "ValueError: no code_error"
    assert it.failed.keys() == {"bad"}
    assert it.skipped.keys() == {"else"}


async def test_an_error_edge_is_not_taken_when_all_goes_well() -> None:
    it = await ran(
        graph_of({"good": code("1"), "rescue": "split", "next": "output"}, ["good:error>rescue", "good>next"])
    )
    assert it.skipped.keys() == {"rescue"}
    assert it.output == 1


async def test_an_error_edge_of_a_condition_is_not_one_of_its_branches() -> None:
    it = await ran(
        graph_of({"c": choice("1 == 1"), "rescue": "split", "next": "split"}, ["c:error>rescue", "c:if>next"])
    )
    assert it.skipped.keys() == {"rescue"}


async def test_the_runs_output_is_the_output_blocks() -> None:
    it = await ran(
        graph_of({"a": code("1"), "o": "output", "later": code("import time; time.sleep(.05); 2")}, ["a>o", "a>later"])
    )
    assert it.output == 1


async def test_without_an_output_block_it_is_the_last_ones_that_leads_nowhere() -> None:
    assert (await ran(graph_of({"a": code("1"), "b": code("a.output + 1")}))).output == 2


async def test_an_output_block_that_was_skipped_leaves_the_last_sinks_output() -> None:
    it = await ran(graph_of({"c": choice("false"), "o": "output", "s": code("'sink'")}, ["c:if>o", "c:else>s"]))
    assert it.output == "sink"


async def test_a_run_where_nothing_runs_has_no_output() -> None:
    it = await ran(graph_of({"a": ("input", {}, DISABLED), "o": "output"}))
    assert it.output is None
    assert it.skipped.keys() == {"a", "o"}


async def test_an_empty_graph_is_done_at_once() -> None:
    it = await ran(Graph())
    assert [event.type for event in it.events] == ["done"]


async def test_whatever_takes_the_events_may_stop_the_run() -> None:
    def emit(event: Event) -> None:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        plan = Plan(workflow_id="w", graph=graph_of({"a": "input"}))
        await run(plan, Sockets(LocalDatabases(":memory:"), Outside(plan)), emit)


async def test_others_on_the_loop_get_their_turn_while_a_long_chain_runs() -> None:
    count = 3_000
    graph = Graph(
        blocks=[Block(id=f"b{place}", type="split") for place in range(count)],
        edges=[Edge(source=f"b{place}", target=f"b{place + 1}") for place in range(count - 1)],
    )
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    await ran(graph)
    task.cancel()
    assert turns > 3


async def test_it_costs_little_for_each_block() -> None:
    count = 500
    graph = Graph(
        blocks=[Block(id=f"b{place}", type="split") for place in range(count)],
        edges=[Edge(source=f"b{place}", target=f"b{place + 1}") for place in range(count - 1)],
    )
    best = 1.0
    for _ in range(10):
        began = time.perf_counter()
        plan = Plan(workflow_id="w", graph=graph)
        await run(plan, Sockets(LocalDatabases(":memory:"), Outside(plan)), lambda event: None)
        best = min(best, time.perf_counter() - began)
    assert best / count < 100e-6  # some 9 µs on an idle machine: ten times that is a mistake


async def test_no_thread_is_left_by_a_run_without_code() -> None:
    before = threading.active_count()
    await ran(graph_of({"a": "input", "b": "output"}))
    assert threading.active_count() == before
