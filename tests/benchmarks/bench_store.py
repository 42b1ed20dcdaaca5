"""The store: the latest executions among many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.store import Store
from jupyter_powa.store.rows import json_text, stamp
from jupyter_powa.store.tables import executions
from tests.benchmarks.figures import Figure

FEW, MANY = 1_000, 100_000
ROUNDS = 200


async def measure() -> list[Figure]:
    """The page of the latest 20 among many, against among few; both files stay open, in turn."""
    with TemporaryDirectory() as folder:
        few, many = (_filled(Path(folder) / f"{count}.sqlite", count) for count in (FEW, MANY))
        pairs = [(_page(*many), _page(*few)) for _ in range(ROUNDS)]
        for store, _ in (few, many):
            store.close()
    ratio = median(one / other for one, other in pairs)
    took = median(one for one, _ in pairs) * 1e6
    return [Figure("latest 20 executions, among 100,000 / among 1,000", ratio, 2, note=f"{took:.0f} µs")]


def _filled(path: Path, count: int) -> tuple[Store, str]:
    store = Store(f"sqlite:///{path}")
    workflow = store.workflows.put(Workflow(name="w"))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    document = json_text({"input": {"n": 1}, "output": {"n": 2}, "kernel": "k", "version": 1})
    rows = [
        {
            "id": f"e{n}",
            "workflow_id": workflow.id,
            "status": "completed",
            "created_at": stamp(start + timedelta(seconds=n)),
            "owner": "",
            "heartbeat": "",
            "document": document,
        }
        for n in range(count)
    ]
    with store._reach.write() as connection:
        connection.execute(executions.insert(), rows)
    return store, workflow.id


def _page(store: Store, workflow_id: str) -> float:
    began = perf_counter()
    page: list[Execution] = store.executions.list(workflow_id, 20)
    took = perf_counter() - began
    assert len(page) == 20
    return took
