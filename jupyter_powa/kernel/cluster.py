"""Run a mapped workflow on the workers of a Dask cluster: the items wait here, and few are under way at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from itertools import count
from pickle import dumps, loads
from types import TracebackType
from typing import Any, Self

from jupyter_powa.blocks.sockets import Ended
from jupyter_powa.blocks.spent import Spent
from jupyter_powa.errors import BlockError
from jupyter_powa.kernel.wire import pack
from jupyter_powa.kernel.worker import Packed, stop, work
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import new_id

ANSWER = 5.0
"""Seconds in which a cluster must answer."""
PATIENCE = 20.0
"""Seconds in which it must have a worker, or stop what runs there."""
AHEAD = 2
"""Items for each thread of a worker: one that runs, and one that waits beside it, so that the thread never does."""


class Cluster:
    """The workers of one cluster, for one block: a connection that lasts as long as the block works."""

    def __init__(self, address: str, plan: Plan, spent: Spent, opened: Callable[[Plan], Any]) -> None:
        """`plan`: what each item needs, its secrets in clear: it goes to the workers. `opened`: as for `work`."""
        self.places, self.said = 1, "a Dask cluster"
        self._address, self._spent, self._opened = address, spent, opened
        self._plan = Packed(json.dumps(pack(plan.model_copy(update={"dask": ""}))).encode())
        self._id, self._numbers = new_id(), count()
        self._client: Any = None
        self._under_way: set[Any] = set()

    async def __aenter__(self) -> Self:
        try:
            import distributed
        except ImportError:
            words = "The setting `dask` needs the package `distributed`: pip install 'jupyter_powa[dask]'."
            raise BlockError(words, code="dask_missing") from None
        client: Any = distributed.Client(self._address, asynchronous=True, timeout=ANSWER, set_as_default=False)  # type: ignore[no-untyped-call]
        try:
            self._client = await client
            await self._client.wait_for_workers(1, timeout=PATIENCE)
            threads = await self._client.nthreads()
        except (OSError, TimeoutError, ValueError) as error:
            await client.close()
            words = f"The Dask cluster at {self._address} has no worker to give: {error or type(error).__name__}."
            raise BlockError(words, code="dask_unreachable") from None
        all_of_them = sum(threads.values())
        self.places = AHEAD * all_of_them
        self.said = f"{len(threads)} Dask workers with {all_of_them} threads"
        return self

    async def run(self, variables: Mapping[str, Any]) -> Ended:
        """How an item went on some worker; it runs again on another where that one is lost."""
        try:
            given = Packed(dumps(dict(variables)))
        except Exception as error:
            words = f"The item cannot travel to a worker: {type(error).__name__}: {error}"
            return Ended(None, words, "item_unfit")
        key = f"powa-{self._id}-{next(self._numbers)}"
        future = self._client.submit(work, self._id, self._plan, given, self._opened, key=key, pure=False)
        self._under_way.add(future)
        done, spent = loads(await self._answer(future))
        self._under_way.discard(future)  # one that is left behind is cancelled at the end
        self._spent.add(spent.prompt_tokens, spent.completion_tokens, None if spent.unpriced else spent.usd)
        return Ended(done.output, done.error, done.code)

    async def _answer(self, future: Any) -> bytes:
        from distributed import KilledWorker

        try:
            answer: bytes = await future
            return answer
        except KilledWorker:
            words = "Each worker that ran it was lost: it may need more memory than they have, or end its process."
            raise BlockError(words, code="worker_lost") from None
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            words = f"The Dask cluster at {self._address} was lost. Items that had ended there would run again."
            raise BlockError(words, code="dask_lost") from None
        except Exception as error:
            words = f"A worker of {self._address} cannot run workflows: {type(error).__name__}: {error}"
            raise BlockError(f"{words} It needs this version of jupyter_powa.", code="worker_unfit") from None

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):  # whatever is wrong with the cluster, the block has ended
            async with asyncio.timeout(PATIENCE):
                if error is not None:
                    await self._client.cancel(list(self._under_way))  # what waits at a worker does not begin
                    await self._client.run(stop, self._id, on_error="ignore")
        await self._client.close()
