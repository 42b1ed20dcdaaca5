"""Wait in a cell for work on the `powa` loop: how far it is becomes seen after a moment, and an interrupt stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as StillWorking
from contextlib import ExitStack, suppress
from time import monotonic
from typing import Any, TypeVar

from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.notebook.progress import Progress
from jupyter_powa.notebook.sql.failed import Stopped

T = TypeVar("T")

TICK = 0.1
"""Seconds between two looks."""
SOON = 0.5
"""Seconds after which it is shown: a short statement leaves nothing in the notebook."""


class HowFar:
    """How far a statement is; told from any thread."""

    def __init__(self) -> None:
        self.fraction: float | None = None

    def __call__(self, fraction: float | None) -> None:
        """Note it."""
        self.fraction = fraction


def waited(
    work: Coroutine[Any, Any, T], what: str, far: HowFar | None = None, *, screen: Any = None, alone: bool = False
) -> T:
    """What the work gives; an interrupt stops it, waits until it has ended, and raises Stopped.

    `screen` and `alone` as for Progress.
    """
    loop, began = loop_thread(), monotonic()
    tasks: list[asyncio.Task[Any]] = []

    async def noted() -> T:
        if task := asyncio.current_task():
            tasks.append(task)
        return await work

    done = loop.submit(noted())
    with ExitStack() as stack:
        progress: Progress | None = None
        try:
            while not done.done():
                seconds = monotonic() - began
                if seconds > SOON:
                    progress = progress or stack.enter_context(Progress(what, 100, screen=screen, alone=alone))
                    progress.far(far.fraction if far else None, seconds)
                with suppress(StillWorking):
                    done.exception(TICK)
            return done.result()
        except KeyboardInterrupt:
            for task in tasks:
                loop.loop.call_soon_threadsafe(task.cancel)
            if not tasks:
                done.cancel()
            with suppress(CancelledError, Exception):  # how it ended is of no interest
                done.result()
            raise Stopped(f"The statement was stopped after {monotonic() - began:.1f} s.") from None
