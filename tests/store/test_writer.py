"""The thread that writes for an event loop."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest

from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.store import Store
from jupyter_powa.store.writer import MOST
from jupyter_powa.unknown import WorkflowNotFound


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
async def test_what_waits_together_is_written_together_and_each_call_fails_by_itself(address: str):
    store = Store(address)
    writer = store.writer()
    free = threading.Event()
    held = asyncio.ensure_future(writer.write(partial(free.wait, 10)))  # the others wait behind it
    calls = [partial(store.workflows.put, Workflow(name=str(n))) for n in range(5)]
    calls.insert(2, partial(store.executions.add, Execution(workflow_id="nothing")))
    waiting = [asyncio.ensure_future(writer.write(call)) for call in calls]
    await asyncio.sleep(0)
    free.set()
    results = await asyncio.gather(held, *waiting, return_exceptions=True)
    assert [type(one) for one in results] == [bool, Workflow, Workflow, WorkflowNotFound, Workflow, Workflow, Workflow]
    other = Store(address)  # what was told is there for everyone
    assert other.workflows.list()[1] == 5
    other.close()
    writer.close()
    store.close()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_the_first_of_many_waits_for_so_many_and_not_for_all(address: str):
    store = Store(address)
    writer, free = store.writer(), threading.Event()
    other = Store(address)
    seen: list[int] = []
    held = asyncio.ensure_future(writer.write(partial(free.wait, 10)))
    calls = [partial(store.workflows.put, Workflow(name=str(n))) for n in range(MOST + 10)]
    # What this one sees, through a connection of its own, was committed before its turn came.
    calls.append(lambda: seen.append(other.workflows.list()[1]))
    waiting = [asyncio.ensure_future(writer.write(call)) for call in calls]
    await asyncio.sleep(0)
    free.set()
    await asyncio.gather(held, *waiting)
    assert seen[0] + 1 >= MOST and other.workflows.list()[1] == MOST + 10
    for one in (writer, store, other):
        one.close()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_where_the_commit_fails_nobody_is_told_that_it_went_well(address: str):
    store = Store(address)
    writer, free = store.writer(), threading.Event()

    def spoil() -> None:
        with store._reach.write() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection.exec_driver_sql(
                "INSERT INTO block_logs (execution_id, block_id, execution_order, document) VALUES ('no', 'a', 1, '')"
            )

    held = asyncio.ensure_future(writer.write(partial(free.wait, 10)))
    calls = [partial(store.workflows.put, Workflow(name="a")), spoil]
    waiting = [asyncio.ensure_future(writer.write(call)) for call in calls]
    await asyncio.sleep(0)
    free.set()
    results = await asyncio.gather(held, *waiting, return_exceptions=True)
    assert all(isinstance(one, Exception) for one in results[1:])
    assert store.workflows.list()[1] == 0
    await writer.write(partial(store.workflows.put, Workflow(name="b")))
    assert store.workflows.list()[1] == 1
    writer.close()
    store.close()
