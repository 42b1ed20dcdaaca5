"""Run a block within its time, again where it fails, and look at what it gives."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.engine.expect import must_fit
from jupyter_powa.errors import BlockError, PowaError
from jupyter_powa.model.options import Retry
from jupyter_powa.model.workflow import Block

ALIKE = frozenset(
    {
        "contract_broken",
        "invalid_config",
        "invalid_input",
        "missing_input",
        "not_a_table",
        "syntax_error",
        "unknown_model",
        "unknown_secret",
        "unresolved_reference",
    }
)
"""Codes of failures that come again however often a block is tried, unless `on` names them."""


class Turn:
    """A block's turn among those that run one at a time: others have it while the block waits for its next attempt."""

    __slots__ = ("_has", "_lock", "attempts")

    def __init__(self, lock: asyncio.Lock | None = None) -> None:
        """Without a lock it is everyone's turn."""
        self._lock, self._has = lock, False
        self.attempts = 1
        """How often the block was tried."""

    async def __aenter__(self) -> Turn:
        """Wait for it."""
        if self._lock is not None:
            self._has = await self._lock.acquire()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give it up; whoever was stopped in a pause has none."""
        if self._lock is not None and self._has:
            self._has = False
            self._lock.release()

    async def pause(self, seconds: float) -> None:
        """Give it up for some time, and wait for it anew."""
        await self.__aexit__()
        await asyncio.sleep(seconds)
        await self.__aenter__()


async def carefully(block: BlockType, options: Block, ctx: BlockContext, turn: Turn) -> Any:
    """What the block gives, tried as often as its options allow; raises what its last attempt raised.

    Waits are not jittered: one workflow's blocks are no crowd.
    """
    retry = options.retry
    attempts = retry.attempts if retry is not None else 1
    for attempt in range(1, attempts + 1):
        turn.attempts = attempt
        try:
            value = await _within(block, options.timeout, ctx)
            if options.expect is not None:
                await must_fit(value.output if isinstance(value, Result) else value, options.expect, ctx)
            return value
        except Exception as error:
            if retry is None or attempt == attempts or not _worth_it(retry, error):
                raise
            wait = min(retry.max_wait, retry.wait * retry.factor ** (attempt - 1))
            ctx.progress(None, f"Attempt {attempt + 1} of {attempts} in {wait:g} s: {_words(error)}")
            await turn.pause(wait)
            ctx.progress(None, f"Attempt {attempt + 1} of {attempts}")
    raise AssertionError("every attempt returns or raises")


async def _within(block: BlockType, seconds: float | None, ctx: BlockContext) -> Any:
    if seconds is None:
        return await block.run(ctx)
    try:
        async with asyncio.timeout(seconds) as limit:
            return await block.run(ctx)
    except TimeoutError:
        if not limit.expired():
            raise  # the block's own
        raise BlockError(f"The block took longer than {seconds:g} s.", code="timeout") from None


def _worth_it(retry: Retry, error: Exception) -> bool:
    code = error.code if isinstance(error, PowaError) else "block_failed"
    return code in retry.on if retry.on else code not in ALIKE


def _words(error: Exception) -> str:
    words = error.message if isinstance(error, PowaError) else f"{type(error).__name__}: {error}"
    return words[:300]
