"""Rows that a model labels and makes, 16 requests at a time, against what a server that answers in 50 ms allows for."""

from __future__ import annotations

from time import perf_counter

from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.plan import ModelAccess
from tests.benchmarks.beside import beside
from tests.benchmarks.figures import Figure
from tests.benchmarks.rows_server import SECONDS
from tests.engine.running import graph_of, ran

ROWS, AT_ONCE = 10_000, 16
LABEL = {"model": "m", "categories": ["even", "odd"], "columns": ["n"], "concurrency": AT_ONCE}
MAKE = {"model": "m", "prompt": "Make numbers.", "columns": {"n": "integer"}, "batch_size": 4}


async def measure() -> list[Figure]:
    """The part of the ideal throughput that 10,000 rows reach, one row a request and four."""
    async with beside("rows_server") as url:
        access = ModelAccess(provider="compatible", model="m", url=url)

        async def run(kind: str, count: int) -> float:
            rows = ("read", {"query": f"select range as n from range({count})"})
            blocks = (
                {"rows": rows, "it": ("label", LABEL)} if kind == "label" else {"it": (kind, {**MAKE, "count": count})}
            )
            began = perf_counter()
            it = await ran(
                graph_of(blocks),
                outside=lambda plan: Outside(plan.model_copy(update={"models": {"m": access}})),
                seconds=600,
            )
            took = perf_counter() - began
            assert it.done.status == "completed", it.done.error
            assert sorted(it.rows["it"].column(0).to_pylist()) == list(range(count))
            return took

        async def part(kind: str, requests: int) -> tuple[float, str]:
            await run(kind, AT_ONCE)  # loads what is loaded late
            took, ideal = await run(kind, ROWS), requests * SECONDS / AT_ONCE
            return ideal / took, f"{ROWS / took:,.0f} rows/s, {took:.1f} s against {ideal:.1f} s"

        label, labelled = await part("label", ROWS)
        make, made = await part("generate", ROWS // 4)
    return [
        Figure("10,000 rows labelled, one a request: part of the ideal", label, 0.85, at_least=True, note=labelled),
        Figure("10,000 rows made, four a request: part of the ideal", make, 0.85, at_least=True, note=made),
    ]
