"""Run a mapped workflow on the workers of a Dask cluster: the items wait here, and few are under way at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pickle import dumps, loads
from types import TracebackType
from typing import Any, Self

from jupyter_powa.blocks.sockets import Ended
from jupyter_powa.blocks.spent import Spent
from jupyter_powa.errors import BlockError
from jupyter_powa.kernel.wire import pack
from jupyter_powa.kernel.worker import Packed, stop, work
from jupyter_powa.limits import Limit
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import new_id

ANSWER = 5.0
"""Seconds in which a cluster must answer."""
PATIENCE = 20.0
"""Seconds in which it must have a worker, or stop what runs there."""
AHEAD = 2
"""Pieces of work for each thread of a worker: one that runs and one beside it, so that it never waits."""


LASTING = 0.25
"""Seconds that items which are sent together should take."""
MOST_TOGETHER: Limit[int] = 32
"""Items that are sent together, at most. Source: ours; they run again together where their worker is lost."""
MIND = 0.1
"""How much an item that has ended says of the next ones."""
LOST = "Each worker that ran it was lost: it may need more memory than they have, or end its process."


class _Lost(Exception):
    """Each worker that ran some items was lost."""


@dataclass(frozen=True, slots=True, eq=False)
class _Item:
    """The variables of an item, and whoever waits for its end."""

    given: Packed
    ended: asyncio.Future[Ended]

    def tell(self, ended: Ended) -> None:
        """Its end, unless nobody waits any more."""
        if not self.ended.done():
            self.ended.set_result(ended)

    def fail(self, error: Exception) -> None:
        """Why there is none."""
        if not self.ended.done():
            self.ended.set_exception(error)


class Cluster:
    """The workers of one cluster, for one block: a connection that lasts as long as the block works."""

    def __init__(self, address: str, plan: Plan, spent: Spent, opened: Callable[[Plan], Any]) -> None:
        """`plan`: what each item needs, its secrets in clear: it goes to the workers. `opened`: as for `work`."""
        self.places, self.room, self.said = 1, 1, "a Dask cluster"
        self._address, self._spent, self._opened = address, spent, opened
        self._plan = Packed(json.dumps(pack(plan.model_copy(update={"dask": ""}))).encode())
        self._id, self._numbers = new_id(), count()
        self._client: Any = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._futures: set[Any] = set()
        self._waiting: deque[_Item] = deque()
        self._seconds = 0.0
        """What an item takes, those that ended last counting most; 0 where none has ended."""

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
        self.room = self.places * MOST_TOGETHER
        self.said = f"{len(threads)} Dask workers with {all_of_them} threads"
        return self

    async def run(self, variables: Mapping[str, Any]) -> Ended:
        """How an item went on some worker; it runs again on another where that one is lost."""
        try:
            given = Packed(dumps(dict(variables)))
        except Exception as error:
            words = f"The item cannot travel to a worker: {type(error).__name__}: {error}"
            return Ended(None, words, "item_unfit")
        item = _Item(given, asyncio.get_running_loop().create_future())
        self._waiting.append(item)
        self._send()
        return await item.ended

    def _send(self) -> None:
        """Send what waits while there is room, short items some at a time: to place one costs more than it takes."""
        while self._waiting and len(self._under_way) < self.places:
            fit = int(LASTING / self._seconds) if self._seconds else 1
            share = -(-len(self._waiting) // self.places)  # the last ones are spread over all
            many = max(1, min(fit, MOST_TOGETHER, share))
            self._carry([self._waiting.popleft() for _ in range(many)])

    def _carry(self, bundle: list[_Item]) -> None:
        task = asyncio.create_task(self._carried(bundle))
        self._under_way.add(task)

        def over(_: asyncio.Task[None]) -> None:
            self._under_way.discard(task)
            self._send()

        task.add_done_callback(over)

    async def _carried(self, bundle: list[_Item]) -> None:
        """See some items through; whatever goes wrong is told to whoever waits for them."""
        given = ([one.given for one in bundle], self._opened)
        key = f"powa-{self._id}-{next(self._numbers)}"
        future = self._client.submit(work, self._id, self._plan, *given, key=key, pure=False)
        self._futures.add(future)
        try:
            answers = await self._answer(future)
            for one, answer in zip(bundle, answers, strict=True):
                done, spent, seconds = loads(answer)
                self._seconds += (seconds - self._seconds) * (MIND if self._seconds else 1)
                self._spent.add(spent.prompt_tokens, spent.completion_tokens, None if spent.unpriced else spent.usd)
                one.tell(Ended(done.output, done.error, done.code))
        except _Lost:
            if len(bundle) == 1:
                return bundle[0].tell(Ended(None, LOST, "worker_lost"))
            for one in bundle:  # one of them ends its worker: which, they show alone
                self._carry([one])
        except Exception as error:
            for one in bundle:
                one.fail(error)
        self._futures.discard(future)
        return None

    async def _answer(self, future: Any) -> list[bytes]:
        from distributed import KilledWorker

        try:
            answer: list[bytes] = await future
            return answer
        except KilledWorker:
            raise _Lost from None
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
                    self._waiting.clear()
                    for task in self._under_way:
                        task.cancel()
                    await self._client.cancel(list(self._futures))  # what waits at a worker does not begin
                    await self._client.run(stop, self._id, on_error="ignore")
        await self._client.close()
