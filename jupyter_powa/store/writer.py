"""The thread that writes for an event loop: what waits at the same time is committed at the same time.

A commit waits for the disk, whatever it holds, so that many writers are as quick as one.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from jupyter_powa.limits import Limit

T = TypeVar("T")

MOST: Limit[int] = 64
"""Calls that are committed together: the first of them waits for the last. Source: ours, performance.md."""


@dataclass(slots=True)
class _Call:
    """One call, and whoever waits for it."""

    work: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None

    def run(self) -> None:
        try:
            self.value = self.work()
        except BaseException as error:  # whatever it is belongs to whoever asked
            self.error = error

    def tell(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            self.loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        if self.future.done():
            return  # whoever asked was cancelled; what was written stays
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class Writer:
    """Calls methods of a store in its own thread, in the order in which they were asked for."""

    def __init__(self, together: Callable[[], AbstractContextManager[None]]) -> None:
        """`together`: within it the store's writes are one transaction, each of which may fail by itself."""
        self._together = together
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="powa-store", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[], T]) -> T:
        """What the call gives, once it is durable; raises what it raises."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._calls.put(_Call(work, loop, future))
        return await future

    def close(self) -> None:
        """Do what was asked for, and end."""
        self._calls.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (first := self._calls.get()) is not None:
            calls, last = self._waiting(first)
            if len(calls) == 1:
                first.run()
            else:
                self._commit(calls)
            for call in calls:
                call.tell()
            if last:
                return

    def _waiting(self, first: _Call) -> tuple[list[_Call], bool]:
        """The first call and those that wait behind it, and whether none will follow."""
        calls = [first]
        with suppress(Empty):
            while len(calls) < MOST:
                call = self._calls.get_nowait()
                if call is None:
                    return calls, True
                calls.append(call)
        return calls, False

    def _commit(self, calls: list[_Call]) -> None:
        try:
            with self._together():
                for call in calls:
                    call.run()
        except BaseException as error:  # nothing of it is durable
            for call in calls:
                call.error = call.error or error
