"""A loop in a thread of its own, one for the process: a notebook's main loop is busy while a cell runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

NAME = "powa"


class LoopThread:
    """A thread that runs one loop for as long as the process lives."""

    def __init__(self) -> None:
        """Start the thread; it is a daemon, so it does not keep the process alive."""
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name=NAME, daemon=True)
        self.thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run the coroutine there; from any thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)


_first = threading.Lock()


def loop_thread() -> LoopThread:
    """The one of this process, started when first asked for; from any thread, and by several at once."""
    with _first:
        return _the_one()


@cache
def _the_one() -> LoopThread:
    return LoopThread()


def in_loop_thread() -> bool:
    """Whether this is its thread."""
    return threading.current_thread().name == NAME


def wait(work: Coroutine[Any, Any, T]) -> T:
    """What the coroutine gives, run there; not to be called from there."""
    return loop_thread().submit(work).result()
