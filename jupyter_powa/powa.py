"""Powa: the store, the kernels and what runs, put together; what every route and every verb is handed."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import ParamSpec, Self, TypeVar

from jupyter_powa.agents.linkers import Linkers
from jupyter_powa.errors import TooManyRequests
from jupyter_powa.kernel.base import Kernels
from jupyter_powa.kernel.loop import in_loop_thread
from jupyter_powa.knowledge.folder import Folder
from jupyter_powa.model.execution import Execution
from jupyter_powa.model.plan import WebRules
from jupyter_powa.models import Models
from jupyter_powa.replay.current import current
from jupyter_powa.replay.recorder import Recorder
from jupyter_powa.sealing import Seal
from jupyter_powa.settings import Settings
from jupyter_powa.store import Store
from jupyter_powa.store.owner import lives, this_process
from jupyter_powa.talking import Talks
from jupyter_powa.vault import Vault
from jupyter_powa.watching import Hub

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

TIDY = 2.0
"""Seconds between two looks for executions whose process has gone."""
WINDOW = 60.0
"""Seconds in which a caller's executions are counted."""


class Powa:
    """The assembled parts. `Powa()` works with the SQLite file that a server and notebooks share.

    Whatever is async here runs on one event loop: the server's, or in a notebook the `powa` loop.
    """

    def __init__(
        self, settings: Settings | None = None, *, store: Store | None = None, kernels: Kernels | None = None
    ) -> None:
        """Open the store (raises StoreUnavailable); what a process that is gone left unfinished is marked so."""
        self.settings = settings or Settings()
        self.store = store or Store(self.settings.store_address, journal=self.settings.store_journal)
        self.kernels = kernels or _local()
        self.vault = Vault(self.settings.data_dir / "secrets.json")
        self.seal = Seal(self.settings.seal_path)
        self.models = Models(self.settings, self.vault)
        self.knowledge = Folder(None if self.store.in_memory else self.settings.data_dir / "knowledge")
        self.linkers = Linkers(None if self.store.in_memory else self.settings.data_dir / "agents")
        self.web = WebRules(allowed_addresses=self.settings.allowed_addresses, ports=self.settings.request_ports)
        self.executions = Hub()
        self.talks = Talks()
        self.rates = Rates()
        self.owner = this_process()
        self._tidied = monotonic()
        self._writer = None if self.store.in_memory else self.store.writer()
        if interrupted := self.store.executions.interrupt(lives):
            log.warning("%d executions of a process that is gone are now failed: interrupted", len(interrupted))
        self.store.conversations.interrupt(lives)

    @classmethod
    def memory(cls, settings: Settings | None = None, *, kernels: Kernels | None = None) -> Self:
        """A Powa that keeps nothing: store and database live in memory."""
        settings = settings or Settings(database=":memory:")
        return cls(settings, store=Store(), kernels=kernels)

    def recorder(self, own_ids: bool = False) -> Recorder | None:
        """What records and plays the calls of one turn or question; None where nothing is recorded."""
        found = current(self.settings)
        return None if found is None else Recorder(found, own_ids)

    def known(self, execution_id: str, workflow_id: str | None = None) -> Execution:
        """An execution as the store knows it; one whose process has gone is ended first. Raises ExecutionNotFound."""
        execution = self.store.executions.get(execution_id, workflow_id)
        if execution.status in ("pending", "running"):
            self.tidy()
            execution = self.store.executions.get(execution_id, workflow_id)
        return execution

    def tidy(self) -> None:
        """Mark what a process left unfinished that has gone since; looks at most once in some seconds."""
        if monotonic() - self._tidied > TIDY:
            self._tidied = monotonic()
            self.store.executions.interrupt(lives)
            self.talks.lost.difference_update(self.store.conversations.interrupt(lives, self.talks.lost))

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a method of the store that writes, without holding up a server's loop while the disk is waited for.

        On the `powa` loop of a notebook it is called at once: to hand it to a thread costs more than the disk.
        """
        if self._writer is None or in_loop_thread():
            return call(*args, **kwargs)
        return await self.write_beside(call, *args, **kwargs)

    async def write_beside(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, and in a thread on a notebook's loop too: for a loop that has something to do meanwhile."""
        if self._writer is None:
            return call(*args, **kwargs)
        return await self._writer.write(partial(call, *args, **kwargs))

    async def close(self) -> None:
        """Stop what runs, end the kernels that are our own, let go of the store."""
        await self.talks.close()
        tasks = [running.task for running in self.executions.running.values() if running.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.kernels.close()
        if self._writer is not None:
            self._writer.close()
        self.knowledge.close()
        self.linkers.close()
        self.store.close()


def _local() -> Kernels:
    # Late: DuckDB is only loaded where runs happen in this process, which a server's do not.
    from jupyter_powa.kernel.local import LocalKernels

    return LocalKernels()


class Rates:
    """How often each caller has done something lately."""

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = {}

    def take(self, caller: str, most: int, what: str = "started {most} executions") -> None:
        """Count once; raises TooManyRequests where the caller has had as many in the last minute as it may."""
        moment = monotonic()
        for other in [name for name, times in self._times.items() if times[-1] < moment - WINDOW]:
            del self._times[other]
        times = self._times.setdefault(caller, deque())
        while times and times[0] < moment - WINDOW:
            times.popleft()
        if len(times) >= most:
            wait = max(1, round(times[0] + WINDOW - moment + 0.5))
            did = what.format(most=most)
            raise TooManyRequests(f"You have {did} in the last minute, the most there may be: try in {wait} s.", wait)
        times.append(moment)
