"""What runs inside a kernel: events leave it in batches that are not too large."""

from __future__ import annotations

from jupyter_powa.kernel.publisher import Publisher
from jupyter_powa.kernel.wire import MAX_BATCH
from jupyter_powa.model.execution import BlockChunk
from tests.kernel.conftest import code


async def test_a_message_that_is_full_leaves_at_once() -> None:
    sent: list[str] = []
    publisher = Publisher(code("1"), sent.append)
    for text in ("first", "waits", "x" * (MAX_BATCH // 2)):
        publisher.event(BlockChunk("a", "code", "A", text))
    assert len(sent) == 1
    publisher.event(BlockChunk("a", "code", "A", "x" * (MAX_BATCH // 2)))
    assert len(sent) == 2 and MAX_BATCH < len(sent[1]) < MAX_BATCH * 1.1
    publisher.flush()
