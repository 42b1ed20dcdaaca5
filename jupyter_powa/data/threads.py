"""Run blocking work in a few threads of its own, and stop it when whoever waits for it is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

POOL = ThreadPoolExecutor(8, thread_name_prefix="powa-sql")
"""Not the loop's default executor: a few long statements would starve whoever else uses that one."""

TICK = 0.2
"""Seconds between two looks at how far the work is."""


def _nothing() -> None:
    """Neither stop nor look."""


async def in_thread(
    work: Callable[[], T], stop: Callable[[], None] = _nothing, tick: Callable[[], None] | None = None
) -> T:
    """What the work gives. A cancelled caller calls `stop` until the thread has ended: nothing runs on unseen."""
    job = POOL.submit(work)
    done = asyncio.wrap_future(job)
    try:
        while not (await asyncio.wait({done}, timeout=TICK if tick else None))[0]:
            if tick:
                tick()
        return done.result()
    except asyncio.CancelledError:
        if not job.cancel():
            await _ended(done, stop)
        raise


async def _ended(done: asyncio.Future[T], stop: Callable[[], None]) -> None:
    """Wait for the thread, asking again and again: the first request may come before the statement begins."""
    while not done.done():
        stop()
        with contextlib.suppress(asyncio.CancelledError):  # the caller was told already; the thread still runs
            await asyncio.wait({done}, timeout=0.02)
    if not done.cancelled():
        done.exception()  # seen here, so that nobody logs it as never retrieved
