"""What runs inside a kernel for the server: it takes a plan out of a request and publishes events.

A request's code is one short call; the plan is in the request's metadata. In a notebook's kernel `run` occupies the
main shell, so it waits for the user's cell and the kernel shows that it is busy. In the server's own kernel `start`
comes through a subshell, so plans run side by side, and `assist` lends them the main thread for users' code.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

from jupyter_powa.blocks.perform import MainThread
from jupyter_powa.kernel.local import local_kernel
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.kernel.question import told
from jupyter_powa.kernel.wire import FIELD, MAX_BATCH, MIME, encode, stopped, unpack
from jupyter_powa.model.execution import Done, Event, RunError
from jupyter_powa.model.plan import Plan

T = TypeVar("T")

PAUSE = 0.008
"""Seconds between two messages: each costs some 0.3 ms here and more over there (performance.md §2)."""

BURST = 5.0
"""Blocks of code that may each have a message of their own before that is rationed to one in each pause."""

_main = MainThread()
_runs: dict[str, _Run] = {}
_questions: dict[str, Future[str]] = {}
_unwanted: deque[str] = deque(maxlen=1_000)
"""Executions that were cancelled while they waited for the user's cell."""
_over: deque[str] = deque(maxlen=1_000)
"""Executions that have ended."""


def run() -> None:
    """Run the request's plan to its end, in the main thread."""
    start()
    assist()


def start() -> None:
    """Begin the request's plan and return."""
    parent = _kernel().get_parent()
    plan = unpack(parent["metadata"][FIELD])
    publisher = Publisher(plan, _sender(parent))
    if plan.execution_id in _unwanted:
        return publisher.event(stopped())
    run = _runs[plan.execution_id] = _Run(plan.execution_id)
    return run.begin(plan, publisher)


def assist() -> None:
    """Lend the main thread to users' code until the request's execution has ended."""
    execution_id = _kernel().get_parent()["metadata"][FIELD]["execution_id"]
    until = time.monotonic() + 5
    while not any(execution_id in known for known in (_runs, _over, _unwanted)) and time.monotonic() < until:
        time.sleep(0.001)  # `start` comes through another shell and may be a moment later
    while execution_id in _runs:
        try:
            _main.serve()
        except KeyboardInterrupt:
            if not os.environ.get("JUPYTER_POWA_KERNEL"):  # the user's own interrupt, between two blocks of code
                local_kernel().stop(execution_id)


def cancel(execution_id: str) -> None:
    """Stop that execution; asked again, interrupt its code once more."""
    if execution_id in _runs:
        _runs[execution_id].cancel()
    else:
        _unwanted.append(execution_id)


def still(execution_id: str) -> None:
    """Answer in silence where that execution still runs; raises LookupError where its end was told already."""
    if execution_id in _over:
        raise LookupError(execution_id)


def answer() -> None:
    """Begin with the request's question and return; its answer is published under the request."""
    parent = _kernel().get_parent()
    packed, send = parent["metadata"][FIELD], _sender(parent)
    asked = _questions[packed["question_id"]] = loop_thread().submit(told(packed, local_kernel().memory))

    def tell(done: Future[str]) -> None:
        _questions.pop(packed["question_id"], None)
        if not done.cancelled():
            send(f"[{done.result()}]")

    asked.add_done_callback(tell)


def dismiss(question_id: str) -> None:
    """Nobody waits for that answer any more: stop looking for it."""
    if asked := _questions.pop(question_id, None):
        asked.cancel()


def ready() -> None:
    """Load what a run needs, so that the first one does not wait for it."""
    import duckdb  # noqa: F401  loading it is all that is wanted
    import pandas  # noqa: F401  as above

    from jupyter_powa.blocks import catalog

    catalog()
    loop_thread()


class _Run:
    """One execution and the work of it that is in the main thread."""

    def __init__(self, execution_id: str) -> None:
        self.id = execution_id
        self.inside = False
        self.cancelled = False

    def begin(self, plan: Plan, publisher: Publisher) -> None:
        """Start; it may have ended when this returns."""
        self.publisher = publisher
        running = local_kernel().run_here(plan, publisher.event, self.perform, self.settled)
        loop_thread().submit(running).add_done_callback(self._ended)

    async def perform(self, work: Callable[[], T]) -> T:
        """Do the work in the main thread, and know when it is there; what was before is told first: it may be fatal."""
        await self.publisher.hurry()

        def known() -> T:
            self.inside = True
            try:
                return work()
            finally:
                self.inside = False

        return await _main(known)

    async def settled(self) -> None:
        """Wait until no work of this run is in the main thread: else a stopped run would say so too early."""
        while self.inside:  # noqa: ASYNC110  it is left in another thread, maybe by an exception
            await asyncio.sleep(0.02)

    def cancel(self) -> None:
        if not self.cancelled:
            self.cancelled = True
            local_kernel().stop(self.id)
        elif self.inside and (thread := threading.main_thread().ident):
            signal.pthread_kill(thread, signal.SIGINT)

    def _ended(self, _: Future[None]) -> None:
        _over.append(self.id)
        _runs.pop(self.id, None)
        _main.finish()  # whoever assists looks whether it was this one


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
            _kernel().iopub_thread.schedule(lambda: loop.call_soon_threadsafe(gone.set))
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


def _kernel() -> Any:
    return sys.modules["IPython"].get_ipython().kernel


def _sender(parent: dict[str, Any]) -> Callable[[str], None]:
    """Publishes under this request, in whichever thread: the socket belongs to a thread of its own."""
    kernel = _kernel()
    topic = f"kernel.{kernel.ident}.display_data".encode()

    def send(text: str) -> None:
        content = {"data": {MIME: text}, "metadata": {}, "transient": {}}
        with suppress(RuntimeError):  # the kernel is shutting down
            kernel.session.send(kernel.iopub_socket, "display_data", content, parent=parent, ident=topic)

    return send
