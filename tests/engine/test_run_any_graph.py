from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.engine.run import run
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.execution import BlockComplete, BlockFailed, BlockSkipped, BlockStart, Done, Event
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Block, Edge, Graph

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
        plan = Plan(workflow_id="w", graph=graph)
        await asyncio.wait_for(run(plan, Sockets(LocalDatabases(":memory:"), Outside(plan)), events.append), 5)

    asyncio.run(go())
    ended = [event.block_id for event in events if isinstance(event, BlockComplete | BlockFailed | BlockSkipped)]
    assert sorted(ended) == sorted(block.id for block in graph.blocks)
    place = {block_id: number for number, block_id in enumerate(ended)}
    assert all(place[source] < place[target] for source, target in edges)
    started = {event.block_id: number for number, event in enumerate(events) if isinstance(event, BlockStart)}
    finished = {
        event.block_id: number
        for number, event in enumerate(events)
        if isinstance(event, BlockComplete | BlockFailed | BlockSkipped)
    }
    assert all(finished[source] < started[target] for source, target in edges if target in started)
    done = events[-1]
    assert isinstance(done, Done)
    enabled = {block.id for block in graph.blocks if block.enabled}
    handled = {edge.source for edge in graph.edges if edge.source_handle == "error" and edge.target in enabled}
    unhandled = [event for event in events if isinstance(event, BlockFailed) and event.block_id not in handled]
    assert (done.status == "failed") is bool(unhandled)
