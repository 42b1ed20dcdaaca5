"""Where a user's own code runs: a thread of ours, or the main thread of a kernel; both can be interrupted."""

from __future__ import annotations

import asyncio
import ctypes
import queue
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from jupyter_powa.limits import Limit

T = TypeVar("T")

GRACE: Limit[float] = 1.0
"""Seconds that interrupted work has to come back before its caller stops waiting for it. Source: ours, guarantees.md
2d.
"""
LATE = 0.05
"""Seconds in which an interrupt arrives that was sent just as its work ended."""


class Perform(Protocol):
    """Runs work somewhere and gives its value; cancelling the caller interrupts the work."""

    async def __call__(self, work: Callable[[], T]) -> T:
        """The value of `work()`, or what it raised."""


class _Job:
    """One piece of work on its way to another thread, and its value on the way back."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()
        self.thread: int | None = None
        self.interrupted = False
        self.lock = threading.Lock()

    def run(self) -> None:
        """Do the work in the current thread, unless nobody waits for it any more."""
        if self.future.cancelled():
            return
        self.thread = threading.get_ident()
        value, error = None, None
        try:
            value = self.work()
        except BaseException as raised:  # whatever it is belongs to whoever asked
            error = raised
        self._absorb(error)
        if error is None:
            self._tell(self._succeed, value)
        else:
            self._tell(self._fail, RuntimeError(str(error)) if isinstance(error, StopIteration) else error)

    def _absorb(self, error: BaseException | None) -> None:
        """Take what was meant for this work and comes late, or it would hit the next."""
        with suppress(KeyboardInterrupt):
            with self.lock:
                self.thread = None
            if self.interrupted and not isinstance(error, KeyboardInterrupt):
                time.sleep(LATE)

    def interrupt(self, how: Callable[[int], None]) -> None:
        """Interrupt the work, if it still runs; from any thread."""
        with self.lock:
            if self.thread is not None:
                self.interrupted = True
                how(self.thread)

    def _tell(self, how: Callable[[Any], None], what: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            self.loop.call_soon_threadsafe(how, what)

    def _succeed(self, value: Any) -> None:
        if not self.future.done():
            self.future.set_result(value)

    def _fail(self, error: BaseException) -> None:
        if not self.future.done():
            # A future refuses to be awaited with KeyboardInterrupt or SystemExit without stopping its loop.
            wrapped = error if isinstance(error, Exception) else Ended(error)
            self.future.set_exception(wrapped)

    async def wait(self, how: Callable[[int], None]) -> Any:
        """The work's value; when cancelled, interrupt it and give it a moment to come back."""
        try:
            return await asyncio.shield(self.future)
        except asyncio.CancelledError:
            if self.thread is None and not self.future.done():
                self.future.cancel()  # it has not begun
            elif self.thread is not None:
                self.future.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody asks for it
                self.interrupt(how)
                with suppress(Exception):
                    await asyncio.wait_for(asyncio.shield(self.future), GRACE)
            raise


class Ended(Exception):
    """The work ended by an exception that would end a program: `cause` is a SystemExit or KeyboardInterrupt."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


async def in_thread(work: Callable[[], T]) -> T:
    """Perform the work in a thread of our own; an interrupt reaches it at its next line of Python."""
    job = _Job(work)
    # A daemon of its own: work that ignores its interrupt keeps its thread, and may not keep the program.
    threading.Thread(target=job.run, name="powa-code", daemon=True).start()
    value: T = await job.wait(interrupt)
    return value


def interrupt(thread: int) -> None:
    """Raise KeyboardInterrupt in that thread, at its next line of Python."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(KeyboardInterrupt))


class MainThread:
    """Performs work in the thread that serves it: a kernel's main thread, where interrupts wake even a sleep."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()

    async def __call__(self, work: Callable[[], T]) -> T:
        """Hand the work over and wait for its value."""
        job = _Job(work)
        self._jobs.put(job)
        value: T = await job.wait(_signal)
        return value

    def serve(self) -> None:
        """Do the work that comes, in this thread, until `finish`; a KeyboardInterrupt between two jobs goes through."""
        while (job := self._jobs.get()) is not None:
            job.run()

    def finish(self) -> None:
        """Let `serve` return; from any thread."""
        self._jobs.put(None)


def _signal(thread: int) -> None:
    signal.pthread_kill(thread, signal.SIGINT)
