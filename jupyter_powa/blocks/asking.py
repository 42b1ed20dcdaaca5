"""Ask a model from a block: its answer is seen while it comes, and tools that it calls are worked off in rounds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from time import monotonic
from typing import Any

from jupyter_powa.blocks.base import BlockContext
from jupyter_powa.errors import BlockError
from jupyter_powa.llm.base import Ask, Delta, Llm, ModelMessage, Reply, ToolCall, Usage
from jupyter_powa.llm.structured import structured

PAUSE = 0.03
"""Seconds between two pieces of text that are told: a burst of a thousand tokens is no thousand events."""
CALLS = 16
"""Calls of one round that are made: a model that asks for a thousand gets no thousand."""
ENOUGH = "You have worked long enough: call nothing more, and give your final answer now, with what you have."


async def answered(ctx: BlockContext, word: str, ask: Ask, *, tell: bool = True) -> tuple[Any, Reply]:
    """The value of the answer (text, or what fits the schema) and the Reply; raises ModelError, BlockError.

    `word`: the model, as the plan has it. What was told before a failure is in the block's log.
    """
    llm = ctx.sockets.outside.llm(word)
    ctx.afford()
    value, reply = await _one(llm, ask, Telling(ctx) if tell else None)
    _spend(ctx, reply)
    return value, reply


async def conversed(
    ctx: BlockContext,
    word: str,
    ask: Ask,
    call: Callable[[ToolCall], Awaitable[str]],
    rounds: int,
    *,
    tell: bool = True,
) -> tuple[Reply, bool]:
    """The last answer, after the tools that the model wanted were called, and whether it ended by itself.

    The calls of one round are made side by side. After the last round the model is told to answer at once.
    """
    llm, until, spent = ctx.sockets.outside.llm(word), monotonic() + ask.timeout, Usage(0, 0, 0.0)
    messages = list(ask.messages)
    for turn in range(rounds + 1):
        last = turn == rounds
        # Tools are still named then: some providers refuse a conversation that used tools which are not.
        told = [*messages, ModelMessage("user", ENOUGH)] if last and rounds else messages
        left = max(0.1, until - monotonic())
        ctx.afford()
        _, reply = await _one(llm, replace(ask, messages=told, timeout=left), Telling(ctx) if tell else None)
        _spend(ctx, reply)
        spent = spent + reply.usage
        if last or not reply.message.tool_calls:
            if not reply.message.content:
                raise BlockError(f"The model gave no answer within {rounds} rounds of work.", code="max_rounds")
            return replace(reply, usage=spent), not reply.message.tool_calls and not last
        asked = reply.message.tool_calls
        results = await asyncio.gather(*[call(one) for one in asked[:CALLS]])
        results += [f"Not done: at most {CALLS} calls at once."] * (len(asked) - len(results))
        pairs = zip(asked, results, strict=True)
        messages += [reply.message, *[ModelMessage("tool", text, tool_call_id=one.id) for one, text in pairs]]
    raise AssertionError("unreachable")


def counted(usage: Usage) -> dict[str, Any]:
    """What an answer took, as blocks tell it."""
    counts = {"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens}
    return {**counts, "total_tokens": sum(counts.values()), "cost": usage.cost}


def _spend(ctx: BlockContext, reply: Reply) -> None:
    ctx.spend(reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.cost)


async def _one(llm: Llm, ask: Ask, telling: Telling | None) -> tuple[Any, Reply]:
    pieces = llm.stream(ask) if ask.schema is None else structured(llm, ask)
    value, reply = None, None
    try:
        async with aclosing(pieces) as stream:  # type: ignore[type-var]  # an async generator, which can be closed
            async for piece in stream:
                if isinstance(piece, Delta):
                    if telling is not None:
                        telling.add(piece)
                else:
                    value, reply = (piece.message.content, piece) if isinstance(piece, Reply) else piece
    finally:
        if telling is not None:
            telling.close()
    if reply is None:
        raise BlockError("The model gave no answer.", code="model_empty")
    return value, reply


class Telling:
    """Tells pieces of text, several at a time where they come fast."""

    def __init__(self, ctx: BlockContext) -> None:
        self._ctx = ctx
        self._waiting: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._thinking = False

    def add(self, delta: Delta) -> None:
        """Tell a piece, now or in a moment; of what the model thinks first, only that it does."""
        if delta.reasoning:
            if not self._thinking:
                self._thinking = True
                self._ctx.progress(None, "Thinking…")
            return
        if self._timer is None:
            self._ctx.write(delta.text, "text")
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._flush)
        else:
            self._waiting.append(delta.text)

    def close(self) -> None:
        """Tell what waits."""
        if self._timer is not None:
            self._timer.cancel()
        self._flush()

    def _flush(self) -> None:
        self._timer = None
        if self._waiting:
            text, self._waiting = "".join(self._waiting), []
            self._ctx.write(text, "text")
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._flush)
