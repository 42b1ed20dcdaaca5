"""A frame of 1,000,000 rows from a SQL block to a code block, against DuckDB's own conversion."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import duckdb

from jupyter_powa import launch
from jupyter_powa.model.workflow import Block, Edge, Graph, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.benchmarks.figures import Figure, in_turn

QUERY = """
select i as id, i % 97 as kind, i * 0.5 as amount, i % 2 = 0 as even, 'name ' || (i % 1000) as name,
       timestamp '2024-01-01' + interval (i % 86400) second as moment
from range(1000000) t(i)"""


async def measure() -> list[Figure]:
    """The figure of a large frame."""
    graph = Graph(
        blocks=[
            Block(id="rows", type="sql", config={"query": QUERY}),
            Block(
                id="count",
                type="code",
                config={"code": "assert rows.output is input_data['rows']['output']\nlen(rows.output)"},
            ),
        ],
        edges=[Edge(source="rows", target="count")],
    )
    connection = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        powa = Powa(Settings(data_dir=Path(folder), database=":memory:"))
        workflow = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))

        async def ours() -> Any:
            running = await launch.start(powa, workflow)
            done = await launch.wait(powa, running.plan.execution_id)
            assert done.output == 1_000_000, done.error

        async def bare() -> None:
            assert len(connection.execute(QUERY).df()) == 1_000_000

        ratio, mine, floor = await in_turn(7, ours, bare)
    note = f"{mine * 1e3:.0f} ms against {floor * 1e3:.0f}"
    return [Figure("1,000,000 rows from SQL to Python / DuckDB's own conversion", ratio, 2, note=note)]
