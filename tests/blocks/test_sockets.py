"""What blocks are handed to reach outside of themselves."""

from __future__ import annotations

import threading

from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Graph


async def test_without_more_said_work_goes_to_a_thread_and_nothing_is_shared() -> None:
    def made() -> Sockets:
        return Sockets(LocalDatabases(":memory:"), Outside(Plan(workflow_id="w", graph=Graph())))

    one, other = made(), made()
    assert await one.perform(threading.get_ident) != threading.get_ident()
    assert dict(one.namespace) == {} and one.namespace is not other.namespace
    async with one.exclusive:
        assert not other.exclusive.locked()
    for sockets in (one, other):
        await sockets.databases.close()
