"""An execution that runs now: what has happened in it so far, and who follows it. All on one event loop."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable
from typing import Any

from pydantic_core import to_json

from jupyter_powa.engine.journal import Journal
from jupyter_powa.kernel.base import Kernel
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import BlockChunk, BlockProgress, Done, Event, Execution, RunError
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.wired import wired

REPLAY: Limit[int] = 1_000_000
"""Characters of printed text that are kept for readers who come later; the journal keeps its own share. Source:
guarantees.md 2d, ladder 7.
"""


class Told(dict[str, Any]):
    """One event as it travels. Its JSON is made once, when first asked for, whoever carries it."""

    __slots__ = ("_json",)

    @property
    def json(self) -> bytes:
        """The event as JSON; what JSON cannot say (NaN) is null."""
        try:
            return self._json
        except AttributeError:
            self._json: bytes = to_json(dict(self), inf_nan_mode="null")
            return self._json


class Happened:
    """One event and its number; how it travels is only made once someone listens."""

    __slots__ = ("_told", "event", "plan", "seq")

    def __init__(self, event: Event, plan: Plan, seq: int) -> None:
        self.event, self.plan, self.seq = event, plan, seq
        self._told: Told | None = None

    @property
    def told(self) -> Told:
        """The event as it travels."""
        if self._told is None:
            self._told = Told(wired(self.event, self.plan, self.seq))
        return self._told

    def forget(self) -> None:
        """Let go of how it travels; it is made anew for whoever still asks."""
        self._told = None

    @property
    def text(self) -> int:
        """Characters that it takes up, where it is one of those that may be many; 0 for the others."""
        if isinstance(self.event, BlockChunk):
            return 100 + len(self.event.chunk)
        return 100 if isinstance(self.event, BlockProgress) else 0


class Running:
    """One execution: its plan, its journal, its events so far, and its end once that is stored."""

    def __init__(self, plan: Plan, execution: Execution, kernel: Kernel, happened: Callable[[Happened], None]) -> None:
        """`happened` is called with each event."""
        self.plan, self.kernel = plan, kernel
        self.journal = Journal(execution, plan.graph)
        self.events: list[Happened] = []
        self.last: Done | RunError | None = None
        """How it ended; followers are told once that is stored."""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = asyncio.Event()
        self.stored = False
        """Whether the store knows it already."""
        self.unsaved: Exception | None = None
        """Why its end could not be stored, if it could not."""
        self.deadline = asyncio.get_running_loop().time() + plan.timeout
        self.overdue = RunError(f"The execution took longer than {plan.timeout:g} s.", "timeout", "EXECUTION_TIMEOUT")
        self.task: asyncio.Task[None] | None = None
        self._happened = happened
        self._count = 0
        self._text = 0
        self._dropped = False
        self._followers: set[asyncio.Event] = set()
        self._reading = 0

    @property
    def execution(self) -> Execution:
        """The execution as it is now."""
        return self.journal.execution

    def emit(self, event: Event) -> None:
        """Take an event: remember it and tell it on. The first end counts; what comes after it is ignored."""
        if self.journal.ended:
            return
        self.journal.record(event)
        if type(event) is Done or type(event) is RunError:
            self.last = event
            self.ended.set_result(None)
        else:
            self._tell(event)

    def close(self) -> None:
        """Tell the end, which is stored now; nothing follows it."""
        if self.last is not None:
            self._tell(self.last)
        self.closed.set()
        self._wake()
        self._rest()

    def _tell(self, event: Event) -> None:
        self._count += 1
        happened = Happened(event, self.plan, self._count)
        self.events.append(happened)
        if type(event) in _MANY:
            self._text += happened.text
            if self._text > REPLAY:
                self._forget_some()
        self._happened(happened)
        if self._followers:
            self._wake()

    def _wake(self) -> None:
        for follower in self._followers:
            follower.set()
        self._followers.clear()  # each is here again when it has read what there is

    def _forget_some(self) -> None:
        """Drop the older half of what was printed; readers see it by a gap in the numbers."""
        half = len(self.events) // 2
        self.events[:half] = [one for one in self.events[:half] if not one.text]
        self._text = sum(one.text for one in self.events)
        self._dropped = True

    async def follow(self, after: int = 0) -> AsyncIterator[Told]:
        """The events from the one behind number `after` on, until the end."""
        woken = asyncio.Event()
        self._reading += 1
        try:
            while True:
                start = bisect_right(self.events, after, key=_number) if self._dropped else after
                for one in self.events[start:]:
                    after = one.seq
                    yield one.told
                if after < self._count:
                    continue  # some came while these were read
                if self.closed.is_set():
                    return
                woken.clear()
                self._followers.add(woken)
                await woken.wait()
        finally:
            self._followers.discard(woken)
            self._reading -= 1
            self._rest()

    def _rest(self) -> None:
        """Let go of how events travel once it has ended: most of what it would keep, and few readers come later."""
        if not self._reading and self.closed.is_set():
            for one in self.events:
                one.forget()


_MANY = frozenset({BlockChunk, BlockProgress})


def _number(one: Happened) -> int:
    return one.seq
