"""One kernel of the server: sends plans there, follows them to their end, and presses those that do not stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Protocol

from jupyter_powa.blocks import catalog
from jupyter_powa.explore.verbs import Piece
from jupyter_powa.kernel.asking import NoAnswer, asked, followed
from jupyter_powa.kernel.going import Going
from jupyter_powa.kernel.link import Link, Request
from jupyter_powa.kernel.wire import GUEST, pack, too_large, unfit
from jupyter_powa.model.execution import Emit, RunError
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.question import Answer, LookQuestion, Question

log = logging.getLogger(__name__)

LOOK = 0.25
"""Seconds between two looks whether the kernel lives: its channels do not tell (guarantees.md 2d)."""

DRAIN = 0.1
"""Seconds for what a dead kernel had still sent to be read."""


class Server(Protocol):
    """What a kernel asks of whoever manages the server's kernels."""

    async def connect(self, kernel_id: str) -> Link: ...  # noqa: D102  said in host.py
    def process(self, kernel_id: str) -> int | None: ...  # noqa: D102
    async def alive(self, kernel_id: str) -> bool: ...  # noqa: D102
    async def exit_code(self, kernel_id: str) -> int | None: ...  # noqa: D102
    def in_use(self, kernel_id: str) -> None: ...  # noqa: D102
    async def interrupt(self, kernel_id: str) -> None: ...  # noqa: D102
    async def end(self, kernel_id: str) -> None: ...  # noqa: D102


class HostKernel:
    """A kernel of the server, with one connection that is kept."""

    def __init__(self, server: Server, kernel_id: str, *, own: bool) -> None:
        """`own`: the server's, where plans run side by side and which may be ended."""
        self.own, self.name = own, kernel_id
        self._server, self._id = server, kernel_id
        self._link: Link | None = None
        self._linked_to: int | None = None
        self._linking = asyncio.Lock()
        self._cut: list[Link] = []
        """Connections whose stream of messages broke off: runs that began over them still ask there for their end."""
        self._going: dict[str, Going] = {}

    async def ready(self) -> None:
        """Connect, and have the kernel load what a run needs."""
        link = await self._connected()
        await link.execute(GUEST.format(call="ready()")).reply

    async def run(self, plan: Plan, emit: Emit) -> None:
        """Run the plan there to its end. A kernel that dies ends the run; nothing is run again by itself."""
        going = self._going[plan.execution_id] = Going(plan, emit)
        task = asyncio.create_task(self._drive(going))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            going.stop()
            await asyncio.wait({task})
            raise
        finally:
            self._going.pop(plan.execution_id, None)

    async def cancel(self, execution_id: str) -> bool:
        """Stop that execution; False where it does not run here."""
        if going := self._going.get(execution_id):
            going.stop()
        return going is not None

    async def read(self, question: Question) -> Answer:
        """Ask there, also while it runs something. A query that does not stop costs an idle kernel of ours its life."""
        link = await self._connected()
        try:
            return await asked(link, question, self.name, self._lives)
        except NoAnswer:
            if self.own and not self._going:
                log.warning("A query did not stop: its kernel is ended")
                await self._server.end(self._id)
            raise

    async def look(self, question: LookQuestion) -> AsyncIterator[Piece]:
        """Ask there about rows, also while it runs something."""
        async with aclosing(followed(await self._connected(), question, self.name, self._lives)) as answer:  # type: ignore[type-var]
            async for piece in answer:
                yield piece

    async def close(self) -> None:
        """Take the connection down."""
        links, self._link, self._cut = [self._link, *self._cut], None, []
        for link in links:
            if link:
                await link.close()

    async def _drive(self, going: Going) -> None:
        try:
            link = await self._connected()
            try:
                self._send(link, going)
                await self._follow(link, going)
            finally:
                link.forget(*going.requests)
        except Exception as error:
            log.exception("Execution %s could not be followed", going.plan.execution_id)
            going.end(
                RunError(f"The kernel {self.name} does not answer: {error or type(error).__name__}", "kernel_lost")
            )

    def _send(self, link: Link, going: Going) -> None:
        """Send the plan: to the main shell, or aside of it, with the main thread to help."""
        luggage = pack(going.plan)
        if self.own and link.subshell:
            mine = {"execution_id": going.plan.execution_id}
            going.requests = [link.execute(GUEST.format(call="start()"), luggage, going.take, aside=True)]
            if _has_code(going.plan):
                going.requests.append(link.execute(GUEST.format(call="assist()"), mine))
        else:
            going.requests = [link.execute(GUEST.format(call="run()"), luggage, going.take)]
        going.requests[0].reply.add_done_callback(lambda _: going.news.set())

    async def _follow(self, link: Link, going: Going) -> None:
        cuts = link.cuts
        while not going.ended:
            if link.shut_down or not await self._lives():
                await asyncio.sleep(DRAIN)
                return going.end(await self._died(link))
            self._server.in_use(self._id)
            if link.cuts != cuts and await self._is_over(link, going):
                return going.end(too_large())
            if going.requests[0].reply.done() and not going.begun:
                await self._answered(link, going, going.requests[0])
            going.check_time()
            if (step := going.pressure()) is not None:
                await self._press(link, going, step)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(going.news.wait(), LOOK)
            going.news.clear()
        return None

    async def _is_over(self, link: Link, going: Going) -> bool:
        """Whether the kernel has told the run's end, of which nothing has come: it was lost with what was too large."""
        if not link.subshell:
            return going.requests[0].reply.done()
        asked = link.execute(GUEST.format(call=f"still({going.plan.execution_id!r})"), aside=True)
        with contextlib.suppress(TimeoutError):
            reply = await asyncio.wait_for(asyncio.shield(asked.reply), LOOK)
            if reply["status"] == "error":
                await asyncio.sleep(DRAIN)  # its last words may be on their way
                return not going.ended
        return False

    async def _answered(self, link: Link, going: Going, request: Request) -> None:
        """The kernel has answered before any event came: it could not begin."""
        reply = request.reply.result()
        if reply["status"] == "aborted":  # a failing cell of the user's threw out what was queued behind it
            link.forget(request)
            self._send(link, going)
        elif error := unfit(self.name, reply):
            going.end(RunError(error.message, error.code))

    async def _press(self, link: Link, going: Going, step: int) -> None:
        """Make a run stop: ask it, then interrupt it, at last end the kernel if it is ours."""
        execution_id = going.plan.execution_id
        if step < 3:
            self._ask(link, f"cancel({execution_id!r})")
            if not going.begun and not self.own:
                return going.end(going.halted())  # it waits behind the user's cell, and will not begin
            if (step > 0 or not link.subshell) and not self.own:  # the main thread is this run's
                await self._server.interrupt(self._id)
        elif self.own:
            log.warning("Execution %s did not stop: its kernel is ended", execution_id)
            going.end(going.halted())
            await self._server.end(self._id)
        else:
            error = going.halted()
            error.error += f" Its code did not stop and may still run: restart the kernel of {self.name}."
            going.end(error)
        return None

    def _ask(self, link: Link, call: str) -> None:
        if link.subshell:
            link.execute(GUEST.format(call=call), aside=True)

    async def _died(self, link: Link) -> RunError:
        code = await self._server.exit_code(self._id)
        if code is not None and code < 0:
            how = f"was killed by {_signal_name(-code)}"
        elif code:
            how = f"ended with exit code {code}"
        else:
            how = "was shut down or restarted" if link.shut_down else "died"
        self._link = None
        with contextlib.suppress(Exception):  # it is gone: whatever goes wrong here does not matter
            await link.close()
        return RunError(f"The kernel {how}. What had finished is kept; nothing is run again by itself.", "kernel_died")

    async def _lives(self) -> bool:
        """Whether it is still the process that we connected to."""
        return self._server.process(self._id) == self._linked_to and await self._server.alive(self._id)

    async def _connected(self) -> Link:
        async with self._linking:
            process = self._server.process(self._id)
            if self._link and (self._link.shut_down or process != self._linked_to):
                await self.close()
            if self._link and self._link.cuts:  # what is cut for a message that is too large stays silent
                self._cut.append(self._link)
                self._link = None
            if self._link is None:
                self._link, self._linked_to = await self._server.connect(self._id), process
            return self._link


def _has_code(plan: Plan) -> bool:
    """Whether a block may need the main thread: those that run one at a time do."""
    kinds = catalog()
    blocks = [block for one in plan.all() for block in one.graph.blocks]
    return any(block.type not in kinds or kinds[block.type].exclusive for block in blocks)


def _signal_name(number: int) -> str:
    with contextlib.suppress(ValueError):
        return f"signal {number} ({signal.Signals(number).name})"
    return f"signal {number}"
