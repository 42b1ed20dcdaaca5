"""The executions that run now, and who watches."""

from __future__ import annotations

import asyncio

from jupyter_powa.launch import start
from jupyter_powa.model.workflow import Block, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.running import Told
from jupyter_powa.watching import BEHIND, RECENT, Watcher


async def test_a_watcher_that_does_not_read_is_let_go_and_holds_no_more_than_its_share() -> None:
    slow, lost = Watcher(), Watcher()
    for number in range(BEHIND + 1):
        lost.add(Told(number=number))
        if number < BEHIND:
            slow.add(Told(number=number))
    assert [told async for told in lost] == []  # it ends: the watcher comes again and sees all anew
    reading = aiter(slow)
    assert [(await anext(reading))["number"] for _ in range(BEHIND)] == list(range(BEHIND))


async def test_only_the_last_executions_can_be_followed_from_their_beginning(powa: Powa) -> None:
    blocks = [Block(id="a", type="input")]
    workflow = powa.store.workflows.put(Workflow(name="w", blocks=blocks))
    begun = []
    for _ in range(RECENT + 1):
        running = await start(powa, workflow)
        assert running.task is not None
        await asyncio.wait({running.task})
        begun.append(running.plan.execution_id)
    assert powa.executions.get(begun[0]) is None
    assert all(powa.executions.get(one) for one in begun[1:])
