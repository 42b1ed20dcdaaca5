from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_powa.blocks.base import Sockets
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.engine.check import normalised
from jupyter_powa.engine.run import MAX_ERROR, run
from jupyter_powa.model.execution import (
    BlockChunk,
    BlockComplete,
    BlockFailed,
    BlockProgress,
    BlockSkipped,
    BlockStart,
    Done,
    Event,
    Plan,
    to_wire,
)
from jupyter_powa.model.workflow import Block, Edge, Graph
from tests.engine.running import DISABLED, Ran, graph_of, one, ran

FAILS = ("code", {"code": "raise ValueError('no')"})


def choice(expression: str) -> tuple[str, dict[str, Any]]:
    return ("condition", {"branches": [{"expression": expression}]})


def code(text: str) -> tuple[str, dict[str, Any]]:
    return ("code", {"code": text})


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

    await run(Plan(workflow_id="w", graph=graph), Sockets(LocalDatabases(":memory:")), emit)
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


async def test_whatever_takes_the_events_may_stop_the_run() -> None:
    def emit(event: Event) -> None:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        await run(Plan(workflow_id="w", graph=graph_of({"a": "input"})), Sockets(LocalDatabases(":memory:")), emit)


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


CODES = st.sampled_from(["split", "fails", "yes", "no", "off"])


@st.composite
def dags(draw: st.DrawFn) -> tuple[Graph, set[tuple[str, str]]]:
    """Any graph without a circle: passing, failing, choosing and disabled blocks, edges of every kind."""
    kinds = draw(st.lists(CODES, min_size=1, max_size=14))
    blocks = []
    for place, kind in enumerate(kinds):
        config: dict[str, Any] = {}
        if kind in ("yes", "no"):
            config = {"branches": [{"expression": "1 == 1" if kind == "yes" else "1 == 2"}]}
        word = {"split": "split", "fails": "input", "off": "split"}.get(kind, "condition")
        if kind == "fails":
            config = {"input": {"never given": "string"}}
        blocks.append(Block(id=f"b{place}", type=word, config=config, enabled=kind != "off"))
    edges = []
    for target in range(1, len(kinds)):
        for source in draw(st.lists(st.integers(0, target - 1), max_size=3, unique=True)):
            ways = ["if", "else", "error"] if kinds[source] in ("yes", "no") else ["output", "error"]
            way = draw(st.sampled_from(ways))
            edges.append(Edge(source=f"b{source}", target=f"b{target}", source_handle=way))
    return Graph(blocks=draw(st.permutations(blocks)), edges=edges), {(edge.source, edge.target) for edge in edges}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dags())
def test_in_any_graph_every_block_ends_exactly_once_and_after_those_before_it(made: Any) -> None:
    graph, edges = made
    events: list[Event] = []

    async def go() -> None:
        await asyncio.wait_for(
            run(Plan(workflow_id="w", graph=graph), Sockets(LocalDatabases(":memory:")), events.append), 5
        )

    asyncio.run(go())
    ended = [event.block_id for event in events if isinstance(event, BlockComplete | BlockFailed | BlockSkipped)]
    assert sorted(ended) == sorted(block.id for block in graph.blocks)
    place = {block_id: number for number, block_id in enumerate(ended)}
    assert all(place[source] < place[target] for source, target in edges)
    started = {event.block_id: number for number, event in enumerate(events) if isinstance(event, BlockStart)}
    finished = {
        event.block_id: number for number, event in enumerate(events) if not isinstance(event, BlockStart | Done)
    }
    assert all(finished[source] < started[target] for source, target in edges if target in started)
    done = events[-1]
    assert isinstance(done, Done)
    handled = {edge.source for edge in graph.edges if edge.source_handle == "error"}
    unhandled = [event for event in events if isinstance(event, BlockFailed) and event.block_id not in handled]
    assert (done.status == "failed") is bool(unhandled)


async def test_it_costs_little_for_each_block() -> None:
    count = 500
    graph = Graph(
        blocks=[Block(id=f"b{place}", type="split") for place in range(count)],
        edges=[Edge(source=f"b{place}", target=f"b{place + 1}") for place in range(count - 1)],
    )
    best = 1.0
    for _ in range(10):
        began = time.perf_counter()
        await run(Plan(workflow_id="w", graph=graph), Sockets(LocalDatabases(":memory:")), [].append)
        best = min(best, time.perf_counter() - began)
    assert best / count < 100e-6  # some 9 µs on an idle machine: ten times that is a mistake


async def test_no_thread_is_left_by_a_run_without_code() -> None:
    before = threading.active_count()
    await ran(graph_of({"a": "input", "b": "output"}))
    assert threading.active_count() == before
