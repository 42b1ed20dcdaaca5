"""How the server asks a kernel a question: aside of whatever runs there, with an end that is kept from outside."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from jupyter_powa.errors import ExecutionError, PowaError
from jupyter_powa.explore.verbs import Piece
from jupyter_powa.kernel.link import Link, Request
from jupyter_powa.kernel.question import error_of, heard
from jupyter_powa.kernel.wire import GUEST, pack_question, unfit
from jupyter_powa.model.question import Answer, LookQuestion, Question

LATE = 10.0
"""Seconds over its time after which an answer is no longer waited for: one call of a function cannot be interrupted."""

LOOK = 0.25
"""Seconds between two looks whether the kernel lives."""


class NoAnswer(PowaError):
    """The kernel has not ended a query that should have ended long ago."""

    status, code, error_code = 504, "sql_timeout", "SQL_TIMEOUT"


async def asked(link: Link, question: Question, name: str, lives: Callable[[], Awaitable[bool]]) -> Answer:
    """The kernel's answer; raises what the kernel says, NoAnswer, or ExecutionError for a kernel that is gone."""
    said: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    def take(messages: list[dict[str, Any]]) -> None:
        if not said.done():
            said.set_result(messages[0])

    request = link.execute(GUEST.format(call="answer()"), pack_question(question), take, aside=True)
    try:
        async with asyncio.timeout(question.seconds + LATE):
            return heard(await _follow(link, request, said, name, lives))
    except TimeoutError:
        raise _late(request, question, name) from None
    finally:
        link.forget(request)
        if not said.done():
            with contextlib.suppress(Exception):  # the connection is gone, and so is the question
                link.execute(GUEST.format(call=f"dismiss({question.question_id!r})"), aside=True)


async def _follow(
    link: Link,
    request: Request,
    said: asyncio.Future[dict[str, Any]],
    name: str,
    lives: Callable[[], Awaitable[bool]],
) -> dict[str, Any]:
    cuts = link.cuts
    while not said.done():
        if link.shut_down or not await lives():
            raise _gone(name)
        if request.reply.done() and (error := unfit(name, request.reply.result())) is not None:
            raise error
        if link.cuts != cuts:
            await asyncio.wait({said}, timeout=LOOK)
            if not said.done():
                raise _lost(name)
        waited: set[asyncio.Future[Any]] = {said} if request.reply.done() else {said, request.reply}
        await asyncio.wait(waited, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
    return said.result()


async def followed(
    link: Link, question: LookQuestion, name: str, lives: Callable[[], Awaitable[bool]]
) -> AsyncIterator[Piece]:
    """The pieces of the kernel's answer; raises as `asked` does. Closing it dismisses the question there."""
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    ended = False

    def take(messages: list[dict[str, Any]]) -> None:
        for one in messages:
            said.put_nowait(one)

    request = link.execute(GUEST.format(call="look()"), pack_question(question), take, aside=True)
    try:
        while not ended:
            one = await _next(link, request, said, name, lives)
            if "error" in one:
                ended = True
                raise error_of(one["error"])
            if ended := "end" in one:
                return
            yield Piece(one["piece"], one.get("bytes"))
    finally:
        link.forget(request)
        if not ended:
            with contextlib.suppress(Exception):  # the connection is gone, and so is the question
                link.execute(GUEST.format(call=f"dismiss({question.question_id!r})"), aside=True)


async def _next(
    link: Link,
    request: Request,
    said: asyncio.Queue[dict[str, Any]],
    name: str,
    lives: Callable[[], Awaitable[bool]],
) -> dict[str, Any]:
    """The next message, or the error for a kernel that will send none."""
    cuts = link.cuts
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                return await said.get()
        if link.shut_down or not await lives():
            raise _gone(name)
        if request.reply.done() and (error := unfit(name, request.reply.result())) is not None:
            raise error
        if link.cuts != cuts:
            raise _lost(name)


def _gone(name: str) -> ExecutionError:
    return ExecutionError(f"The kernel {name} ended before it had answered. Ask again.", code="kernel_died")


def _lost(name: str) -> ExecutionError:
    words = f"The answer of the kernel {name} is lost: something there sent too much at once. Ask again."
    return ExecutionError(words, code="kernel_lost")


def _late(request: Request, question: Question, name: str) -> PowaError:
    if request.reply.done():
        return NoAnswer(
            f"The query took longer than {question.seconds:g} s, and the kernel {name} could not stop it: a call in it "
            "works on too large a value. Ask for less; if the kernel stays slow, restart it."
        )
    return ExecutionError(f"The kernel {name} does not answer. Restart it, or ask again later.", code="kernel_lost")
