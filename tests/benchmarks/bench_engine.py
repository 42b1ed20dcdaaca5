"""The engine in process, every event and log row kept, against a bare loop that does the same and LangGraph."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jupyter_powa import launch
from jupyter_powa.engine.check import check
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.benchmarks.blocks import WaitBlock
from tests.benchmarks.figures import Figure, in_turn, seconds
from tests.benchmarks.floors import BareLoop
from tests.benchmarks.graphs import chain_edges, fan_edges, graph
from tests.benchmarks.peers import langgraph_chain

Edges = Sequence[tuple[int, int]]


class Subject:
    """A Powa whose workflow is run again and again."""

    def __init__(self, folder: Path | None, made: Graph) -> None:
        """Kept in a file of that folder, or in memory."""
        settings = Settings(data_dir=folder or Path(), database=":memory:", execution_timeout=3_600)
        self.powa = Powa(settings) if folder else Powa.memory(settings)
        self.workflow = self.powa.store.workflows.put(Workflow(name="bench", blocks=made.blocks, edges=made.edges))
        self.events = 0

    async def run(self) -> None:
        """Run it once, follow every event, and wait until all is stored."""
        running = await launch.start(self.powa, self.workflow, None, "notebook")
        self.events = sum([1 async for _ in launch.follow(self.powa, running.plan.execution_id)])
        done = await launch.wait(self.powa, running.plan.execution_id)
        assert done.status == "completed", done.error
        assert self.events == 2 * len(self.workflow.blocks) + 2


async def measure() -> list[Figure]:
    """The figures of the engine."""
    return [await _chain(), *await _langgraph(), *await _growth(), await _waiting()]


async def _chain() -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        floor = BareLoop(100, chain_edges(100), Path(folder) / "floor.sqlite")
        subject = Subject(Path(folder), graph(100, chain_edges(100)))
        ratio, ours, bare = await in_turn(41, subject.run, floor.run)
    note = f"{ours * 1e4:.1f} µs a block, floor {bare * 1e4:.1f}"
    return Figure("chain of 100 no-op blocks, events and logs kept / bare loop", ratio, 2, note=note)


async def _langgraph() -> list[Figure]:
    """Each side keeps every event and step in a file of SQLite; what LangGraph takes in memory is told beside it."""
    try:
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
    except ImportError:  # it is in the extra `bench`
        return []
    with tempfile.TemporaryDirectory() as folder:
        subject = Subject(Path(folder), graph(100, chain_edges(100)))
        async with AsyncSqliteSaver.from_conn_string(str(Path(folder) / "peer.sqlite")) as saver:
            ratio, theirs, ours = await in_turn(11, langgraph_chain(100, saver), subject.run)
        bare, *_ = await in_turn(11, langgraph_chain(100), subject.run)
    note = f"{theirs * 1e4:.0f} µs a block against {ours * 1e4:.1f}; {bare:.1f} x where LangGraph keeps nothing"
    return [Figure("LangGraph, chain of 100, steps kept in SQLite / ours", ratio, 15, at_least=True, note=note)]


async def _growth() -> list[Figure]:
    figures = []
    for name, edges in (("chain", chain_edges), ("fan", fan_edges)):
        small, large = graph(100, edges(100)), graph(10_000, edges(10_000))
        with tempfile.TemporaryDirectory() as folder:
            few, many = Subject(Path(folder) / "few", small), Subject(Path(folder) / "many", large)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            each = await _per_block(many, large, 3)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            ratio = each / await _per_block(few, small, 31)
        note = f"{each * 1e6:.1f} µs a block; peak memory {grown / 10_000:.1f} kB a block"
        figures.append(Figure(f"{name} of 10,000 blocks / of 100, a block, check() included", ratio, 1.5, note=note))
    return figures


async def _per_block(subject: Subject, made: Graph, rounds: int) -> float:
    async def once() -> None:
        assert not [problem for problem in check(made) if problem.stops]
        await subject.run()

    await once()
    return sorted([await seconds(once) for _ in range(rounds)])[rounds // 2] / len(made.blocks)


async def _waiting() -> Figure:
    made = graph(34, fan_edges(34))
    for block in made.blocks[1:-1]:
        block.type = WaitBlock.type
    with tempfile.TemporaryDirectory() as folder:
        subject = Subject(Path(folder), made)
        await subject.run()
        best = sorted([await seconds(subject.run) for _ in range(9)])[4]
    return Figure("32 independent blocks of 50 ms: ideal / ours", 0.05 / best, 0.9, at_least=True)
