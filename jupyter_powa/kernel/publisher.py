"""How a kernel tells the server what happens: messages under the request that asked, many events in one."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from jupyter_powa.kernel.wire import MAX_BATCH, MIME, encode
from jupyter_powa.model.execution import Done, Event, RunError
from jupyter_powa.model.plan import Plan

PAUSE = 0.008
"""Seconds between two messages: each costs some 0.3 ms here and more over there (performance.md §2)."""

BURST = 5.0
"""Blocks of code that may each have a message of their own before that is rationed to one in each pause."""


class Publisher:
    """Publishes events in batches: the first at once, then what came in the meantime, the last one at once."""

    def __init__(self, plan: Plan, send: Callable[[str], None]) -> None:
        """`send` takes JSON text: a list of events."""
        self._plan, self._send = plan, send
        self._waiting: list[str] = []
        self._size = 0
        self._seq = 0
        self._sent = 0.0
        self._asked, self._credit = 0.0, BURST
        self._timer: asyncio.TimerHandle | None = None

    def event(self, event: Event) -> None:
        """Publish the event, now or within a few milliseconds."""
        self._seq += 1
        text = encode(event, self._plan, self._seq)
        self._waiting.append(text)
        self._size += len(text)
        pause = self._sent + PAUSE - time.monotonic()
        if pause <= 0 or self._size > MAX_BATCH or isinstance(event, Done | RunError):
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(pause, self.flush)

    async def hurry(self) -> None:
        """Publish what waits and see it off, but not too often: a chain of tiny blocks is not slowed."""
        moment = time.monotonic()
        self._credit = min(BURST, self._credit + (moment - self._asked) / PAUSE)
        self._asked = moment
        if self._credit >= 1 and self._waiting:
            self._credit -= 1
            self.flush()
            gone = asyncio.Event()
            loop = asyncio.get_running_loop()
            kernel().iopub_thread.schedule(lambda: loop.call_soon_threadsafe(gone.set))
            await gone.wait()
            await asyncio.sleep(0.001)  # for ZeroMQ's own thread, which writes to the wire

    def flush(self) -> None:
        """Publish what waits."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            batch, self._waiting, self._size = self._waiting, [], 0
            self._send(f"[{','.join(batch)}]")
            self._sent = time.monotonic()


def kernel() -> Any:
    """The kernel of this process."""
    return sys.modules["IPython"].get_ipython().kernel


def sender(parent: dict[str, Any]) -> Callable[..., None]:
    """Publishes under this request, in whichever thread: the socket belongs to a thread of its own."""
    here = kernel()
    topic = f"kernel.{here.ident}.display_data".encode()

    def send(text: str, data: bytes | None = None) -> None:
        content = {"data": {MIME: text}, "metadata": {}, "transient": {}}
        buffers = [data] if data is not None else None
        with suppress(RuntimeError):  # the kernel is shutting down
            here.session.send(here.iopub_socket, "display_data", content, parent=parent, ident=topic, buffers=buffers)

    return send
