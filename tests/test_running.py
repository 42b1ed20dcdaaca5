"""An execution that runs: what its followers get."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from jupyter_powa.launch import start
from jupyter_powa.model.workflow import Block, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.running import Told


async def read(events: AsyncIterator[Told]) -> list[bytes]:
    read = []
    async for told in events:
        read.append(told.json)
        if told["type"] == "done":
            break
    return read


async def test_each_event_is_encoded_once_however_many_follow(powa: Powa) -> None:
    workflow = powa.store.workflows.put(Workflow(name="w", blocks=[Block(id="a", type="code", config={"code": "1"})]))
    watching = [asyncio.create_task(read(powa.executions.watch(workflow.id))) for _ in range(3)]
    await asyncio.sleep(0)  # they listen
    running = await start(powa, workflow)
    first, *others = await asyncio.gather(read(running.follow()), *watching)
    assert len(first) >= 4
    # The very same bytes, not equal ones: they were made once.
    assert all(one is two for other in others for one, two in zip(first, other, strict=True))


async def test_an_execution_that_has_ended_does_not_keep_its_events_in_two_forms(powa: Powa) -> None:
    workflow = powa.store.workflows.put(Workflow(name="w", blocks=[Block(id="a", type="code", config={"code": "1"})]))
    watching = asyncio.create_task(read(powa.executions.watch(workflow.id)))
    await asyncio.sleep(0)
    running = await start(powa, workflow)
    seen = await watching
    assert running.task is not None
    await asyncio.wait({running.task})
    assert len(seen) == len(running.events) and all(one._told is None for one in running.events)
    assert await read(running.follow()) == seen  # whoever comes later has them made anew
