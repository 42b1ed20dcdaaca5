"""A rerun of what has changed: how many blocks run where a leaf was edited, and what it costs to look at the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

import pandas as pd

from jupyter_powa import launch
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.plan import RunPart, Terms
from jupyter_powa.model.workflow import Block, Edge, Graph, Workflow
from jupyter_powa.powa import Powa
from tests.benchmarks.figures import Figure, seconds

COUNT = 100
FRAME = pd.DataFrame({"n": range(5_000), "word": "x"})
"""What every third block reads by name, and is looked at for each of them."""
CHANGED = Terms(part=RunPart(rerun="changed"))


def layered(leaf: str) -> Graph:
    """100 blocks, ten behind each of ten: Python, SQL on a frame of the notebook, texts; the last one is edited."""
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("code", {"code": "output = len(variables)"}),
        ("sql", {"query": "select count(*) as n from frame", "output_as": "value"}),
        ("split", {"branches": 2}),
    ]
    blocks = [Block(id=f"b{n}", type=kinds[n % 3][0], config=kinds[n % 3][1]) for n in range(COUNT - 1)]
    edges = [Edge(source=f"b{n - 10}", target=f"b{n}", source_handle="output") for n in range(10, COUNT)]
    blocks.append(Block(id=f"b{COUNT - 1}", type="code", config={"code": leaf}))
    for block, edge in ((block, edge) for edge in edges for block in blocks if block.id == edge.source):
        edge.source_handle = "1" if block.type == "split" else "output"
    return Graph(blocks=blocks, edges=edges)


async def measure() -> list[Figure]:
    """The figures of reruns."""
    powa = Powa.memory(kernels=LocalKernels({"frame": FRAME}))
    store, made = powa.store.workflows, layered("output = 0")
    workflow = store.put(Workflow(name="bench", blocks=made.blocks, edges=made.edges))
    edits = iter(range(1, 1_000))

    async def run(terms: Terms) -> int:
        running = await launch.start(powa, workflow, {"n": 1}, "notebook", terms=terms)
        done = await launch.wait(powa, running.plan.execution_id)
        assert done.status == "completed", done.error
        return sum(not log.kept for log in launch.state(powa, done.id)[1])

    async def edit() -> int:
        nonlocal workflow
        edited = layered(f"output = {next(edits)}")
        store.save_graph(workflow.id, edited)
        workflow = store.get(workflow.id)
        return await run(CHANGED)

    assert await run(Terms()) == COUNT
    ran = [await edit() for _ in range(5)]
    again = await _median(lambda: run(CHANGED))
    taken = await _median(lambda: run(Terms(part=RunPart(onward=f"b{COUNT - 1}"))))
    await powa.close()
    each = (again - taken) / COUNT * 1_000
    note = f"{again * 1_000:.1f} ms for all that did not change, {taken * 1_000:.1f} ms where nobody looks"
    return [
        Figure("blocks that run after an edit of one leaf, of 100", float(max(ran)), 1, unit=""),
        Figure("to look whether a block has changed", each, 1, unit="ms", note=note),
        Figure("a rerun of 100 kept blocks, a block, all told", again / COUNT * 1_000, 1, unit="ms"),
    ]


async def _median(work: Callable[[], Awaitable[object]]) -> float:
    await work()
    return median([await seconds(work) for _ in range(15)])
