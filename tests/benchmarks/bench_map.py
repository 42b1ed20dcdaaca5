"""A map block over a Dask cluster: 1,000 items of 20 ms against what its threads could do if nothing else took time."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from distributed import LocalCluster

from jupyter_powa import launch
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.powa import Powa
from tests.benchmarks.figures import Figure
from tests.engine.running import code, graph_of

ITEMS, EACH = 1_000, 0.02
WORKERS, THREADS = 2, 2
ROUNDS = 3


async def measure() -> list[Figure]:
    """The share of the ideal that is reached; the best of three rounds, the first of which warms the workers."""
    make: Any = LocalCluster
    with make(n_workers=WORKERS, threads_per_worker=THREADS, dashboard_address=":0", silence_logs=50) as cluster:
        powa = Powa.memory(kernels=LocalKernels({}))
        powa.settings.dask = cluster.scheduler_address
        nap = graph_of(
            {"Input": "input", "Nap": code(f"import time\ntime.sleep({EACH})\noutput = Input.output['item']")}
        )
        powa.store.workflows.put(Workflow(name="Nap", blocks=nap.blocks, edges=nap.edges))
        items = list(range(ITEMS))
        graph = graph_of({"Each": ("map", {"workflow": "Nap", "items": items})})
        workflow = powa.store.workflows.put(Workflow(name="bench", blocks=graph.blocks, edges=graph.edges))
        took = []
        for _ in range(ROUNDS):
            began = perf_counter()
            running = await launch.start(powa, workflow)
            done = await launch.wait(powa, running.plan.execution_id)
            took.append(perf_counter() - began)
            assert done.output == items, done.error
        await powa.close()
    ideal = ITEMS * EACH / (WORKERS * THREADS)
    note = (
        f"{WORKERS} workers with {THREADS} threads, {min(took):.2f} s for {ideal:.2f} s; the whole run, connecting too"
    )
    return [Figure("map, 1,000 items of 20 ms on Dask / ideal", ideal / min(took), 0.85, at_least=True, note=note)]
