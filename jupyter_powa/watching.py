"""All executions of one Powa that run now, and the watchers of its workflows. All on one event loop."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict, deque
from collections.abc import AsyncIterator, Callable

from jupyter_powa.kernel.hub import listen
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import Done, Event, RunError
from jupyter_powa.model.plan import Plan
from jupyter_powa.running import Happened, Running, Told

BEHIND: Limit[int] = 20_000
"""Events that a watcher may be behind before it is let go. Source: ours, guarantees.md 2c, slow readers."""
RECENT: Limit[int] = 64
"""Executions that can be followed from their beginning after they have ended. Source: ours."""


class Hub:
    """The executions of one Powa that run now, or have just ended, and the watchers of its workflows."""

    def __init__(self) -> None:
        self.running: dict[str, Running] = {}
        self.listeners: list[Callable[[Happened], None]] = []
        """Each is called with every event of every execution, at once."""
        self._recent: OrderedDict[str, Running] = OrderedDict()
        self._watchers: defaultdict[str, set[Watcher]] = defaultdict(set)
        self._foreign: dict[str, list[Happened]] = {}
        self._listening = False

    def listen(self) -> None:
        """Also tell watchers of runs of this process that another process has started in it: a server's, in a kernel.

        For a Powa whose loop is the `powa` loop.
        """
        if not self._listening:
            self._listening = True
            listen(self._heard)

    def _heard(self, plan: Plan, event: Event) -> None:
        if self.get(plan.execution_id) is not None:
            return
        events = self._foreign.setdefault(plan.execution_id, [])
        events.append(Happened(event, plan, len(events) + 1))  # numbered as whoever has started it numbers them
        self.happened(events[-1])
        if isinstance(event, (Done, RunError)):
            del self._foreign[plan.execution_id]

    def get(self, execution_id: str) -> Running | None:
        """That execution, where it runs or has just ended."""
        return self.running.get(execution_id) or self._recent.get(execution_id)

    def of(self, workflow_id: str) -> list[Running]:
        """The executions of that workflow that run now, oldest first."""
        return [running for running in self.running.values() if running.plan.workflow_id == workflow_id]

    def add(self, running: Running) -> None:
        """Take an execution that begins."""
        self.running[running.plan.execution_id] = running

    def remove(self, running: Running) -> None:
        """Let go of an execution that has ended; latecomers can follow it for a while."""
        self.running.pop(running.plan.execution_id, None)
        self._recent[running.plan.execution_id] = running
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def happened(self, one: Happened) -> None:
        """Tell the watchers of its workflow, and whoever listens to all."""
        if one.plan.workflow_id in self._watchers:
            self.tell(one.plan.workflow_id, one.told)
        for listener in self.listeners:
            listener(one)

    def tell(self, workflow_id: str, told: Told) -> None:
        """Tell the workflow's watchers."""
        for watcher in self._watchers.get(workflow_id, ()):
            watcher.add(told)

    def saved(self, workflow_id: str, version: int) -> None:
        """Tell the workflow's watchers that it was saved."""
        self.tell(workflow_id, Told(type="workflow_saved", workflow_id=workflow_id, version=version))

    async def watch(self, workflow_id: str) -> AsyncIterator[Told]:
        """What runs now, each from its beginning, then every event of the workflow as it happens.

        Ends only for a watcher that is far behind: it comes again and sees the same from the beginning.
        """
        watcher = Watcher()
        self._watchers[workflow_id].add(watcher)
        try:
            begun = [running.events for running in self.of(workflow_id)] + list(self._foreign.values())
            for one in [one for events in begun for one in events if one.plan.workflow_id == workflow_id]:
                yield one.told
            async for told in watcher:
                yield told
        finally:
            self._watchers[workflow_id].discard(watcher)
            if not self._watchers[workflow_id]:
                del self._watchers[workflow_id]


class Watcher:
    """The events that one watcher has yet to read."""

    def __init__(self) -> None:
        self._unread: deque[Told] = deque()
        self._woken = asyncio.Event()
        self._lost = False

    def add(self, told: Told) -> None:
        """Add an event; a watcher that never reads is let go."""
        if len(self._unread) >= BEHIND:
            self._lost = True
        else:
            self._unread.append(told)
        self._woken.set()

    async def __aiter__(self) -> AsyncIterator[Told]:
        while not self._lost:
            while self._unread:
                yield self._unread.popleft()
            self._woken.clear()
            await self._woken.wait()
