"""Run in this very process, on a loop of its own: notebooks, magics, tests, and the guest in a kernel."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.perform import Perform, in_thread
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.blocks.spent import RAISE
from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.engine.kept import KeptResults
from jupyter_powa.engine.traced import run as run_graph
from jupyter_powa.kernel.base import Kernel
from jupyter_powa.kernel.hub import tell
from jupyter_powa.kernel.looking import Looks
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.kernel.question import answer
from jupyter_powa.kernel.sweeping import sweep
from jupyter_powa.kernel.telling import Telling
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import Emit, Event, ExecutionStart, RunError
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.question import Answer, Question
from jupyter_powa.model.workflow import now
from jupyter_powa.unknown import KernelNotFound

log = logging.getLogger(__name__)

KEPT: Limit[int] = 20
"""Executions whose whole outputs stay in memory. Source: ours."""

PATIENCE: Limit[float] = 20.0
"""Seconds that a stopped run may take to end; a server's own kernel is killed before that. Source: guarantees.md 2d,
ladder.
"""

STOPPED = "The execution was stopped."


async def at_once() -> None:
    """Nothing to wait for."""


class LocalKernel(Looks):
    """This process. Every run of it happens on the one `powa` loop, whoever asks and from whichever loop."""

    def __init__(self, namespace: MutableMapping[str, Any] | None = None) -> None:
        """`namespace`: what blocks see by name; by default the notebook's own variables, where there is a notebook."""
        self.namespace = namespace if namespace is not None else user_namespace()
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._outputs: OrderedDict[str, dict[str, Record]] = OrderedDict()
        self.memory = LocalDatabases(MEMORY)
        self._exclusive = asyncio.Lock()
        self.kept = KeptResults()

    @property
    def name(self) -> str:
        """The notebook's name, or `this process`."""
        if os.environ.get("JUPYTER_POWA_KERNEL"):
            return "the server's own kernel"
        notebook = os.environ.get("JPY_SESSION_NAME")
        return Path(notebook).name if notebook and in_kernel() else "this process"

    def outputs(self, execution_id: str) -> Mapping[str, Record] | None:
        """The whole results of one of the last executions, by block id; None where they are not kept."""
        return self._outputs.get(execution_id)

    async def run(self, plan: Plan, emit: Emit) -> None:
        """Run the plan to its end; from any loop. `emit` is called in the caller's own loop."""
        powa, caller = loop_thread(), asyncio.get_running_loop()
        if caller is powa.loop:
            return await self.run_here(plan, emit)
        done = asyncio.wrap_future(powa.submit(self.run_here(plan, HandOver(powa.loop, caller, emit))), loop=caller)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            self._stop_soon(plan.execution_id)
            await asyncio.wait({done}, timeout=PATIENCE)
            raise

    async def run_here(
        self,
        plan: Plan,
        emit: Emit,
        perform: Perform = in_thread,
        settled: Callable[[], Awaitable[None]] = at_once,
    ) -> None:
        """Run the plan on the current loop, which must be the `powa` loop. The last event waits for `settled`."""
        telling = Telling(plan, emit)
        asked = (plan.variables, now().isoformat(), plan.terms.trial, plan.terms.told)
        tell(plan, ExecutionStart(plan.trigger, self.name, *asked))
        databases = self.memory if plan.database == MEMORY else LocalDatabases(plan.database)
        outside = Outside(plan)
        reachable = Reachable(databases, plan.sources, self.namespace)
        sockets = Sockets(reachable, outside, self.namespace, perform, self._exclusive, plan.workflow_id)
        task = asyncio.create_task(run_graph(plan, sockets, telling.event, self.kept, telling.clean))
        self._running[plan.execution_id] = task
        try:
            await asyncio.wait({task}, timeout=min(plan.timeout, _allowed(plan)))
        finally:
            timed_out = not task.done()
            if timed_out:
                task.cancel()
                await asyncio.wait({task}, timeout=PATIENCE)
            self._running.pop(plan.execution_id, None)
            if telling.completed and not timed_out:
                await sweep(databases, plan, {**self.kept.records(plan.workflow_id), **task.result()})
            if databases is not self.memory:
                await databases.close()
            await outside.close()
            await settled()
            telling.end(self._end(plan, task, timed_out))

    def _end(self, plan: Plan, task: asyncio.Task[dict[str, Record]], timed_out: bool) -> RunError | None:
        """What to tell of a run that did not end by itself; the outputs of one that did are kept."""
        if timed_out and not _cancelling():
            if (allowed := _allowed(plan)) < plan.timeout:
                return RunError(f"The budget of this run is used up: {allowed:g} s. {RAISE}", "budget_exceeded")
            return RunError(f"The execution took longer than {plan.timeout:g} s.", "timeout", "EXECUTION_TIMEOUT")
        if timed_out or task.cancelled():
            return RunError(STOPPED, "stopped")
        if error := task.exception():
            log.error("The engine failed in execution %s", plan.execution_id, exc_info=error)
            return RunError(f"The engine failed: {type(error).__name__}: {error}", "internal_error")
        self._outputs[plan.execution_id] = task.result()
        while len(self._outputs) > KEPT:
            self._outputs.popitem(last=False)
        return None

    async def read(self, question: Question) -> Answer:
        """The answer to a question about the project's database; from any loop."""
        powa, work = loop_thread(), answer(question, self.memory, self.namespace)
        return await (work if asyncio.get_running_loop() is powa.loop else asyncio.wrap_future(powa.submit(work)))

    async def cancel(self, execution_id: str) -> bool:
        """Stop that execution; from any loop."""
        return self.stop(execution_id)

    def stop(self, execution_id: str) -> bool:
        """Stop that execution; from any thread."""
        known = execution_id in self._running
        self._stop_soon(execution_id)
        return known

    def _stop_soon(self, execution_id: str) -> None:
        def stop() -> None:
            if task := self._running.get(execution_id):
                task.cancel()

        loop_thread().loop.call_soon_threadsafe(stop)


class LocalKernels:
    """The kernels of a Powa that has no server: this process is the only one."""

    trusted = True
    """Whoever asks is the user whose process this is."""

    def __init__(self, namespace: MutableMapping[str, Any] | None = None, database: str = MEMORY) -> None:
        """`namespace`: as for LocalKernel; without one, the process's own kernel. `database`: for `databases`."""
        self.kernel = LocalKernel(namespace) if namespace is not None else local_kernel()
        self.databases = self.kernel.memory if database == MEMORY else LocalDatabases(database)
        """The project's database outside of runs: for a cell, or a table view."""

    async def get(self, kernel_id: str | None) -> Kernel:
        """This process, which has no id."""
        if kernel_id is not None:
            raise KernelNotFound(kernel_id)
        return self.kernel

    async def close(self) -> None:
        """Forget what only memory holds."""
        if self.kernel not in _own:
            await self.kernel.memory.close()


_own: list[LocalKernel] = []


def local_kernel() -> LocalKernel:
    """The one of this process that works on the notebook's variables."""
    if not _own:
        _own.append(LocalKernel())
    return _own[0]


def in_kernel() -> bool:
    """Whether this process is a Jupyter kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def user_namespace() -> MutableMapping[str, Any]:
    """The notebook's variables; where there is no notebook, those of the program that runs (`__main__`)."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    namespace: MutableMapping[str, Any] = shell.user_ns if shell is not None else vars(sys.modules["__main__"])
    return namespace


class HandOver:
    """Takes events in the `powa` loop and gives them to a listener in its own, all at once that came in one turn.

    To wake a loop of another thread costs more than everything else about an event.
    """

    def __init__(self, powa: asyncio.AbstractEventLoop, caller: asyncio.AbstractEventLoop, emit: Emit) -> None:
        self._powa, self._caller, self._emit = powa, caller, emit
        self._waiting: list[Event] = []

    def __call__(self, event: Event) -> None:
        """Take one."""
        if not self._waiting:
            self._powa.call_soon(self._give)
        self._waiting.append(event)

    def _give(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            self._caller.call_soon_threadsafe(self._tell, waiting)
        except RuntimeError:  # whoever listened has closed its loop
            log.debug("%d events of a run came after their listener's loop was closed", len(waiting))

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            self._emit(event)


def _allowed(plan: Plan) -> float:
    """Seconds that the run's budget allows for."""
    budget = plan.terms.budget
    return budget.seconds if budget is not None and budget.seconds is not None else math.inf


def _cancelling() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
