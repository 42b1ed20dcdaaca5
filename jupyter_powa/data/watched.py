"""Stop a query that fills the memory: no limit of DuckDB's own holds what an aggregate collects (guarantees.md 2a)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from jupyter_powa.data.guard import SqlTooLarge

T = TypeVar("T")

TICK = 0.1
"""Seconds between two looks, the first of which is what growth is counted from: a quick query is not looked at."""


async def within(memory: int, used: Callable[[], int], work: Coroutine[Any, Any, T]) -> T:
    """What the work gives; raises SqlTooLarge, once the work has ended, where `used` grew by more bytes than `memory`.

    `used` is called in a thread. A `memory` of 0 is no limit.
    """
    if not memory:
        return await work
    task = asyncio.ensure_future(work)
    first: int | None = None
    try:
        while not (await asyncio.wait({task}, timeout=TICK))[0]:
            now = await asyncio.to_thread(used)
            first = now if first is None else min(first, now)
            if now - first > memory:
                raise SqlTooLarge(memory)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
