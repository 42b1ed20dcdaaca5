"""What is told of an agent whose database does not answer."""

from __future__ import annotations

import asyncio
import socket

from jupyter_powa.briefing.status import PATIENCE, told
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.agents import Context, ContextTable, SqlAgent
from jupyter_powa.model.source import DataSource
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings


async def test_what_was_known_last_is_told_in_bounded_time() -> None:
    powa = Powa.memory(Settings(database=":memory:"), kernels=LocalKernels({}))
    silent = socket.create_server(("127.0.0.1", 0))
    port = silent.getsockname()[1]
    source = powa.store.sources.add(DataSource(name="silent", kind="postgresql", host="127.0.0.1", port=port), "")
    table = ContextTable(name="t")
    context = powa.store.contexts.add(Context(name="c", datasource_id=source.id, tables=[table]))
    agent = powa.store.agents.add(SqlAgent(name="a", context_id=context.id))
    powa.store.contexts.note(context.id, "d" * 64)
    async with asyncio.timeout(PATIENCE + 5):
        assert [one.index_status for one in await told(powa, [agent, agent])] == ["INSYNC", "INSYNC"]
    powa.linkers.working.add(context.id)
    powa.store.sources.delete(source.id)
    assert [one.index_status for one in await told(powa, [agent])] == ["INDEXING"]
    powa.linkers.working.clear()
    assert [one.index_status for one in await told(powa, [agent])] == ["OUTOFSYNC"]
    silent.close()
    await powa.close()
