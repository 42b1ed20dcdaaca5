"""What runs inside a kernel for the server: it takes a plan out of a request and publishes events.

A request's code is one short call; the plan is in the request's metadata. In a notebook's kernel `run` occupies the
main shell, so it waits for the user's cell and the kernel shows that it is busy. In the server's own kernel `start`
comes through a subshell, so plans run side by side, and `assist` lends them the main thread for users' code.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from jupyter_powa.blocks.perform import MainThread
from jupyter_powa.kernel.local import local_kernel
from jupyter_powa.kernel.looking import packed_pieces
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.kernel.publisher import Publisher, kernel, sender
from jupyter_powa.kernel.question import told
from jupyter_powa.kernel.wire import FIELD, stopped, unpack
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.question import LookQuestion

T = TypeVar("T")

_main = MainThread()
_runs: dict[str, _Run] = {}
_questions: dict[str, Future[Any]] = {}
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
    parent = kernel().get_parent()
    plan = unpack(parent["metadata"][FIELD])
    publisher = Publisher(plan, sender(parent))
    if plan.execution_id in _unwanted:
        return publisher.event(stopped())
    run = _runs[plan.execution_id] = _Run(plan.execution_id)
    return run.begin(plan, publisher)


def assist() -> None:
    """Lend the main thread to users' code until the request's execution has ended."""
    execution_id = kernel().get_parent()["metadata"][FIELD]["execution_id"]
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
    parent = kernel().get_parent()
    packed, send = parent["metadata"][FIELD], sender(parent)
    asked = _questions[packed["question_id"]] = loop_thread().submit(
        told(packed, local_kernel().memory, local_kernel().namespace)
    )

    def tell(done: Future[str]) -> None:
        _questions.pop(packed["question_id"], None)
        if not done.cancelled():
            send(f"[{done.result()}]")

    asked.add_done_callback(tell)


def look() -> None:
    """Begin with the request's question about rows and return; each piece is published under the request."""
    parent = kernel().get_parent()
    packed, send = parent["metadata"][FIELD], sender(parent)
    question = LookQuestion.model_validate(packed)

    async def work() -> None:
        async for text, data in packed_pieces(local_kernel().pieces(question)):
            send(text, data)

    _questions[question.question_id] = asked = loop_thread().submit(work())
    asked.add_done_callback(lambda _: _questions.pop(question.question_id, None))


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
