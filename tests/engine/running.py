"""Run a small graph for real and look at what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.perform import Perform, in_thread
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.relation import Relation
from jupyter_powa.engine.check import check, normalised
from jupyter_powa.engine.kept import KeptResults
from jupyter_powa.engine.run import run
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.execution import BlockChunk, BlockComplete, BlockFailed, BlockSkipped, BlockStart, Done, Event
from jupyter_powa.model.plan import Plan, Terms
from jupyter_powa.model.workflow import Graph

DISABLED = {"enabled": False}


def graph_of(blocks: Mapping[str, Any], edges: list[str] | None = None) -> Graph:
    """`graph_of({"a": ("code", {"code": "1"}), "b": "output"}, ["a:error>b"])`; without edges a chain."""
    listed = []
    for key, value in blocks.items():
        kind, config, *more = value if isinstance(value, tuple) else (value, {})
        listed.append({"id": key, "type": kind, "config": config, **(more[0] if more else {})})
    drawn = [edge.split(">") for edge in edges] if edges is not None else list(pairwise(blocks))
    wires = [
        {"source": name.partition(":")[0], "target": target, "sourceHandle": name.partition(":")[2] or "output"}
        for name, target in drawn
    ]
    return normalised(Graph.model_validate({"blocks": listed, "edges": wires}))[0]


def code(text: str) -> tuple[str, dict[str, Any]]:
    """A code block."""
    return ("code", {"code": text})


@dataclass
class Ran:
    """A run that has ended."""

    events: list[Event] = field(default_factory=list)
    results: dict[str, Record] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    """All rows of the relations that blocks gave, as Arrow tables: read before the database in memory is gone."""

    @property
    def done(self) -> Done:
        last = self.events[-1]
        assert isinstance(last, Done)
        return last

    @property
    def output(self) -> Any:
        assert self.done.status == "completed", self.done.error
        return self.done.output

    def of(self, kind: type[Any]) -> dict[str, Any]:
        """The events of one kind by block."""
        return {event.block_id: event for event in self.events if isinstance(event, kind)}

    @property
    def began(self) -> dict[str, str]:
        """The blocks that were run, each with why."""
        return {event.block_id: event.why for event in self.events if isinstance(event, BlockStart)}

    @property
    def completed(self) -> dict[str, BlockComplete]:
        return self.of(BlockComplete)

    @property
    def failed(self) -> dict[str, BlockFailed]:
        return self.of(BlockFailed)

    @property
    def skipped(self) -> dict[str, BlockSkipped]:
        return self.of(BlockSkipped)

    def printed(self, block_id: str, stream: str = "stdout") -> str:
        chunks = [event for event in self.events if isinstance(event, BlockChunk)]
        return "".join(event.chunk for event in chunks if event.block_id == block_id and event.stream == stream)


async def ran(
    graph: Graph,
    variables: dict[str, Any] | None = None,
    namespace: Mapping[str, Any] | None = None,
    perform: Perform = in_thread,
    into: Ran | None = None,
    outside: Callable[[Plan], Outside] = Outside,
    exclusive: asyncio.Lock | None = None,
    terms: Terms | None = None,
    seconds: float = 30,
    kept: KeptResults | None = None,
) -> Ran:
    """Check the graph and run it to its end in this process, with a DuckDB in memory.

    `outside`: what the plan may reach over the network, as `outside=lambda plan: Outside(plan.model_copy(...))`.
    """
    stops = [problem.message for problem in check(graph) if problem.stops]
    assert not stops, stops
    told = into or Ran()
    plan = Plan(workflow_id="w", graph=graph, variables=variables or {}, terms=terms or Terms())
    databases, reached = LocalDatabases(":memory:"), outside(plan)
    try:
        sockets = Sockets(databases, reached, namespace or {}, perform, exclusive or asyncio.Lock())
        told.results = await asyncio.wait_for(run(plan, sockets, told.events.append, kept), seconds)
        outputs = {key: result["output"] for key, result in told.results.items()}
        related = {key: one for key, one in outputs.items() if type(one) is Relation}
        told.rows = {key: await asyncio.to_thread(one.to_arrow) for key, one in related.items()}
    finally:
        await reached.close()
        await databases.close()
    return told


async def one(kind: str, config: dict[str, Any], variables: dict[str, Any] | None = None, **values: Any) -> Ran:
    """Run one block, `it`, behind code blocks that give these values."""
    before = {name: ("code", {"code": f"output = given[{name!r}]"}) for name in values}
    edges = [f"{name}>it" for name in values]
    return await ran(graph_of({**before, "it": (kind, config)}, edges), variables, {"given": values})
