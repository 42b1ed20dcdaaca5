"""A warm kernel: 100 blocks through it, the first block's start over HTTP, how old an event is; against nbclient."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, time
from typing import Any

from jupyter_client.session import Session
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from jupyter_powa import launch
from jupyter_powa.kernel.host import HostKernels
from jupyter_powa.model.execution import BlockChunk, BlockComplete, BlockStart, Done, Event
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.benchmarks.figures import Figure
from tests.benchmarks.graphs import chain_edges, graph
from tests.benchmarks.peers import nbclient_cells

ROUNDS = 15
BLOCKS = 100


@asynccontextmanager
async def kernels() -> AsyncIterator[tuple[HostKernels, Any]]:
    """A server's kernels, warm, and the manager behind them."""
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).parents[2]))
    manager = AsyncMappingKernelManager(root_dir=str(Path(__file__).parents[2]))
    made = HostKernels(manager, None, Settings())
    await made.warm()
    try:
        yield made, manager
    finally:
        await made.close()
        await manager.shutdown_all(now=True)


async def measure() -> list[Figure]:
    """The figures of a warm kernel."""
    async with kernels() as (made, manager):
        kernel = await made.get(None)
        trips, runs, ages = [], [], []
        async with client_of(manager, manager.list_kernel_ids()[0]) as client:
            await round_trip(client)
            await run(kernel, graph(BLOCKS, chain_edges(BLOCKS)))
            for _ in range(ROUNDS):  # in turn
                trips.append(await round_trip(client))
                runs.append(await run(kernel, graph(BLOCKS, chain_edges(BLOCKS))))
                ages.append(await age(kernel))
            trip, each = median(trips), median(runs)
            starts = await first_starts(made)
        cells = await nbclient_cells(BLOCKS)
    allowed = (2 * trip + 0.1e-3 * BLOCKS) / each
    return [
        Figure(
            "100 no-op blocks in a warm kernel: (2 round trips + 0.1 ms a block) / ours",
            allowed,
            1,
            at_least=True,
            note=f"{each * 1e3:.1f} ms in all, a round trip {trip * 1e3:.1f} ms",
        ),
        Figure(
            "nbclient, 100 cells / 100 no-op blocks in a warm kernel",
            cells / each,
            25,
            at_least=True,
            note=f"{cells / BLOCKS * 1e3:.2f} ms a cell against {each / BLOCKS * 1e6:.0f} µs a block",
        ),
        Figure("an event is seen after its block ended, the worst of a round's", median(ages) * 1e3, 30, "ms"),
        Figure(
            "execute on a warm kernel to the first block_start / a round trip",
            median(starts) / trip,
            3,
            note=f"{median(starts) * 1e3:.1f} ms",
        ),
    ]


@asynccontextmanager
async def client_of(manager: Any, kernel_id: str) -> AsyncIterator[Any]:
    """A plain client of the kernel."""
    one = manager.get_kernel(kernel_id)
    client = one.client()
    client.session = Session(key=one.session.key, signature_scheme=one.session.signature_scheme)
    client.start_channels()
    await client.wait_for_ready(timeout=30)
    yield client
    client.stop_channels()


async def round_trip(client: Any) -> float:
    """The seconds of one execute_request for `pass`, reply and idle."""
    began = perf_counter()
    sent = client.execute("pass", silent=True, store_history=False, allow_stdin=False)
    while (reply := await client.get_shell_msg(timeout=30))["parent_header"].get("msg_id") != sent:
        pass
    assert reply["content"]["status"] == "ok"
    while True:
        message = await client.get_iopub_msg(timeout=30)
        if message["parent_header"].get("msg_id") == sent and message["content"].get("execution_state") == "idle":
            return perf_counter() - began


async def run(kernel: Any, made: Graph) -> float:
    """The seconds of one run, until its last event is here."""
    events: list[Event] = []
    began = perf_counter()
    await kernel.run(Plan(workflow_id="w", graph=made, database=":memory:"), events.append)
    took = perf_counter() - began
    assert isinstance(events[-1], Done)
    assert sum(isinstance(event, BlockComplete) for event in events) == len(made.blocks)
    return took


async def age(kernel: Any) -> float:
    """How old the oldest of a run's events was when it was seen: each block prints the moment."""
    ages: list[float] = []

    def see(event: Event) -> None:
        if isinstance(event, BlockComplete):
            ages.append(time() - float(event.data["output"]))
        assert not isinstance(event, BlockChunk)

    code: dict[str, object] = {"code": "import time\ntime.sleep(0.002)\ntime.time()"}
    made = graph(20, chain_edges(20), "code", code)
    await kernel.run(Plan(workflow_id="w", graph=made, database=":memory:"), see)
    return max(ages)


async def first_starts(made: HostKernels) -> list[float]:
    """From asking for an execution, which is stored first, to its first block_start."""
    with tempfile.TemporaryDirectory() as folder:
        powa = Powa(Settings(data_dir=Path(folder), database=":memory:"), kernels=made)
        graph_ = graph(3, chain_edges(3))
        workflow = powa.store.workflows.put(Workflow(name="w", blocks=graph_.blocks, edges=graph_.edges))
        starts = []
        for _ in range(ROUNDS):
            began = perf_counter()
            running = await launch.start(powa, workflow)
            async for told in launch.follow(powa, running.plan.execution_id):
                if told["type"] == BlockStart.type:
                    starts.append(perf_counter() - began)
                    break
            await launch.wait(powa, running.plan.execution_id)
            await asyncio.sleep(0)
        return starts
