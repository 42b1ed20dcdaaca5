"""Where a Run learns how its execution goes: in this process while it runs, from the store ever after."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillRunning
from contextlib import suppress
from typing import Any

from jupyter_powa import launch
from jupyter_powa.blocks.base import Record
from jupyter_powa.kernel.local import LocalKernel
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.workflow import Graph
from jupyter_powa.notebook.inputs import terms_of
from jupyter_powa.notebook.progress import Progress
from jupyter_powa.powa import Powa
from jupyter_powa.resume import resume

TICK = 0.1
"""Seconds between two looks at how far a run is."""


class Started:
    """An execution that was started, here or elsewhere."""

    def __init__(self, powa: Powa, execution_id: str, name: str, graph: Graph, show: bool = False) -> None:
        """`show`: show how far it is in the cell that waits."""
        self.powa, self.execution_id, self.name, self.graph, self.show = powa, execution_id, name, graph, show
        self._waited = False
        self._outputs: Mapping[str, Record] | None = None
        self._end: Future[Execution] = loop_thread().submit(launch.wait(powa, execution_id))

    def execution(self) -> Execution:
        """The execution as far as it is known."""
        return launch.state(self.powa, self.execution_id)[0]

    def logs(self) -> Mapping[str, BlockLog]:
        """The logs of its blocks by block id, in the order in which they started."""
        return {log.block_id: log for log in launch.state(self.powa, self.execution_id)[1]}

    def in_order(self) -> list[BlockLog]:
        """The logs in the order of the graph's blocks, which is the same from run to run."""
        logs = self.logs()
        return [logs[block.id] for block in self.graph.blocks if block.id in logs]

    def outputs(self) -> Mapping[str, Record]:
        """The whole results by block id, where it ran in this process lately; they stay as long as this is held."""
        if self._outputs is None:
            running = self.powa.executions.get(self.execution_id)
            if running is not None and isinstance(running.kernel, LocalKernel):
                self._outputs = running.kernel.outputs(self.execution_id)
        return self._outputs or {}

    def wait(self, timeout: float | None = None) -> None:
        """Wait for the end and show how far it is; an interrupt stops it. Raises TimeoutError."""
        shown = self.show and not (self._waited and self._end.done())
        self._waited = True  # a cell that runs something has the same outputs however quick it is
        with Progress(self.name, len(self.graph.blocks), shown=shown) as progress:
            waited = 0.0
            try:
                while not self._end.done():
                    if timeout is not None and waited >= timeout:
                        raise TimeoutError(f"{self.name!r} still runs after {timeout:g} s")
                    self._a_moment()
                    waited += TICK
                    progress.update(self.logs().values(), self._far())
            except KeyboardInterrupt:
                self.stop()
                raise
        self._end.result()
        self.outputs()  # hold them while they are kept

    def _far(self) -> Mapping[str, str]:
        """How far its running blocks are, in their words, by block id."""
        running = self.powa.executions.get(self.execution_id)
        return {} if running is None else running.journal.progress

    def _a_moment(self) -> None:
        with suppress(StillRunning):
            self._end.result(TICK)

    async def ended(self) -> None:
        """Wait for the end without holding up the loop; cancelling stops it."""
        end = asyncio.wrap_future(self._end)
        with Progress(self.name, len(self.graph.blocks), shown=self.show) as progress:
            try:
                while not end.done():
                    await asyncio.wait({end}, timeout=TICK)
                    progress.update(self.logs().values(), self._far())
            except asyncio.CancelledError:
                self.stop()
                raise
        self.outputs()

    def resumed(self, budget: dict[str, float] | None = None) -> Started:
        """A new execution that takes up what had finished in this one."""

        terms = terms_of(None, budget)

        async def begin() -> Started:
            running = await resume(self.powa, self.execution_id, terms.budget if terms else None, from_cell=True)
            return Started(self.powa, running.plan.execution_id, self.name, running.plan.graph, show=True)

        return loop_thread().submit(begin()).result()

    def stop(self) -> None:
        """Stop it, and wait until it has."""
        loop_thread().submit(launch.cancel(self.powa, self.execution_id)).result()
        self._end_of_stopped()

    def _end_of_stopped(self) -> Any:
        return self._end.exception(launch.GRACE)
