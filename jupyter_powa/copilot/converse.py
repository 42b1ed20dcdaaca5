"""The loop of a turn: ask the model, call its tools, ask again, until it has said all or is out of steps."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from jupyter_powa.copilot.calling import call_all
from jupyter_powa.copilot.tools import tools
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import ModelError
from jupyter_powa.limits import Limit
from jupyter_powa.llm.base import Ask, Delta, Llm, ModelMessage, Reply, ToolCall, ToolSpec
from jupyter_powa.model.chat import ChatStatus, ContentDelta, ReasoningDelta
from jupyter_powa.model.copilot import Spent, Step

TEMPERATURE = 0.7
"""Contract, number table; left out where the model refuses it."""
LAST = "You are out of steps. Say now in a few sentences what you did and what is left to do. Call no tool."
WINDOW: Limit[int] = 100_000
"""Tokens of a conversation that are sent where nobody knows what the model takes. Source: ours; every model of the menu
takes as many.
"""
PAUSE = 0.005
"""Seconds between two pieces of text that are told (issue 4 §6: a piece may come so much later)."""
PER_TOKEN = 4
"""Characters that count as one token, where nobody counts them."""


@dataclass
class Said:
    """What was said and done so far in a turn."""

    texts: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)
    model: str = ""
    now: list[str] = field(default_factory=list)
    """The pieces of the text that is being said."""

    @property
    def content(self) -> str:
        """All that was said."""
        return "\n\n".join(text for text in (*self.texts, "".join(self.now)) if text.strip())


class Conversation:
    """One turn's conversation with a model."""

    def __init__(
        self, turn: Turn, llm: Llm, messages: Sequence[ModelMessage], said: Said, stored: asyncio.Task[None]
    ) -> None:
        """`said` is filled as it goes, so that what was said is there whatever happens.

        `stored`: ends when the turn is stored; nothing that the model says is taken before.
        """
        self._turn, self._llm, self._said, self._stored = turn, llm, said, stored
        self._messages = list(messages)
        self._calls = 0
        self._window = WINDOW * PER_TOKEN
        self._untold: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._told_at = 0.0

    async def steps(self) -> Any:
        """Run to the end; yields after each step, so that what was said can be kept. Raises ModelError."""
        most = self._turn.powa.settings.copilot_steps
        self._window = (await self._llm.window() or WINDOW) * PER_TOKEN
        offered = [tool.spec() for tool in tools().values()]
        for step in range(1, most + 1):
            last = step == most
            if step > 1:  # that it thinks was told at once
                self._turn.talk.tell(ChatStatus("Analysing the result…"))
            if last and step > 1:
                self._messages.append(ModelMessage("user", LAST))
            reply = await self._asked(step, () if last and step > 1 else offered)
            calls = self._own(reply.message.tool_calls)
            self._messages.append(replace(reply.message, tool_calls=calls))
            if calls and not last:
                await self._called(calls, cut=reply.finish == "length")
            elif not (calls or last) and await self._owes_a_proof():
                await self._called(self._own([ToolCall("", "run_draft", "{}")]), own=True)
            else:
                self._close(reply, out_of_steps=last and bool(calls))
                return
            yield step

    def _close(self, reply: Reply, out_of_steps: bool) -> None:
        if reply.finish == "length":
            self.say("(The answer was cut at the model's limit.)")
        if out_of_steps:
            self.say(f"(It stopped after {self._turn.powa.settings.copilot_steps} steps. Say so, and it goes on.)")
        turn = self._turn
        if turn.failed_execution and turn.draft.edits:
            if turn.proof is None or turn.proved < turn.draft.edits:
                self.say(f"Not proved: {turn.refused_run or 'the changed draft was not run.'}")
            elif not turn.proof.green:
                self.say(f"Not fixed: {turn.proof.words}")

    def say(self, words: str) -> None:
        """Say something of ours behind what the model has said."""
        self._turn.talk.tell(ContentDelta(("\n\n" if self._said.content else "") + words))
        self._said.texts.append(words)

    async def _owes_a_proof(self) -> bool:
        """Whether a repair was not run yet: it may not be called one before that."""
        turn = self._turn
        return bool(turn.failed_execution and turn.draft.edits > turn.proved and not turn.refused_run)

    def _own(self, calls: Sequence[ToolCall]) -> tuple[ToolCall, ...]:
        """The calls with ids of our own: a model may give one twice."""
        self._calls += len(calls)
        first = self._calls - len(calls)
        return tuple(replace(call, id=f"call_{first + place}") for place, call in enumerate(calls))

    async def _called(self, calls: tuple[ToolCall, ...], *, cut: bool = False, own: bool = False) -> None:
        if own:
            self._messages.append(ModelMessage("assistant", "", calls))
        for step, message in await call_all(self._turn, calls, cut=cut):
            self._said.steps.append(step)
            self._messages.append(message)

    async def _asked(self, step: int, offered: Sequence[ToolSpec]) -> Reply:
        """The model's answer to the conversation so far; where it is too long for it, to less and less of it."""
        while True:
            sent = fitting(self._messages, self._window)
            try:
                return await self._streamed(step, sent, offered)
            except ModelError as error:
                if error.code != "model_refused_request" or "context" not in error.message.lower():
                    raise
                self._window = min(self._window, sum(map(_size, sent))) // 2
                if fitting(self._messages, self._window) == sent:
                    raise

    async def _streamed(self, step: int, sent: Sequence[ModelMessage], offered: Sequence[ToolSpec]) -> Reply:
        settings, said = self._turn.powa.settings, self._said
        ask = Ask(sent, offered, TEMPERATURE, timeout=settings.copilot_silence)
        reply: Reply | None = None
        try:
            async with aclosing(self._llm.stream(ask)) as stream:  # type: ignore[type-var]
                async for piece in stream:
                    if not self._stored.done():
                        await asyncio.shield(self._stored)
                    if isinstance(piece, Reply):
                        reply = piece
                    elif piece.reasoning:
                        self._turn.talk.tell(ReasoningDelta(step, piece.text))
                    elif piece.text and self._heard(piece):
                        await asyncio.sleep(0)  # a burst must not keep its readers from reading
        finally:
            self._tell_now()
        if said.now:
            said.texts.append("".join(said.now))
            said.now = []
        empty = reply is None or not (reply.message.content.strip() or reply.message.tool_calls)
        if reply is None or (empty and reply.finish != "length"):
            raise ModelError("The model gave no answer.", code="model_empty")
        self._count(reply)
        return reply

    def _heard(self, piece: Delta) -> bool:
        """Take a piece of the answer; whether it was told at once. A burst is no flood of events."""
        said, loop = self._said, asyncio.get_running_loop()
        between = "\n\n" if not said.now and said.texts else ""
        said.now.append(piece.text)
        self._untold.append(between + piece.text)
        if loop.time() - self._told_at >= PAUSE:
            self._tell_now()
            return True
        if self._timer is None:
            self._timer = loop.call_later(PAUSE, self._tell_now)
        return False

    def _tell_now(self) -> None:
        """Tell what was said since the last time."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._told_at = asyncio.get_running_loop().time()
        if self._untold:
            self._turn.talk.tell(ContentDelta("".join(self._untold)))
            self._untold = []

    def _count(self, reply: Reply) -> None:
        spent, usage = self._said.spent, reply.usage
        unknown = usage.cost is None or (spent.cost is None and bool(spent.prompt_tokens))
        self._said.spent = Spent(
            prompt_tokens=spent.prompt_tokens + usage.prompt_tokens,
            completion_tokens=spent.completion_tokens + usage.completion_tokens,
            cost=None if unknown else (spent.cost or 0.0) + (usage.cost or 0.0),
        )
        self._said.model = reply.model


def fitting(messages: Sequence[ModelMessage], most: int) -> list[ModelMessage]:
    """The conversation without its oldest part, where it has more characters than may be sent.

    Rules and state stay, and what is said now; results of tools are shortened before what they belong to is lost.
    """
    kept = list(messages)
    size = sum(map(_size, kept))
    now = max((place for place, one in enumerate(kept) if one.role == "user"), default=0)
    while size > most and now > 1:
        size -= _size(kept.pop(1))
        now -= 1
    while now > 1 and kept[1].role != "user":
        size -= _size(kept.pop(1))
        now -= 1
    for place in range(now + 1, len(kept) - 1):
        if size <= most:
            break
        one = kept[place]
        if one.role == "tool" and len(one.content) > 1_000:
            short = replace(one, content=one.content[:400] + "\n… [left out]\n</data>")
            size -= _size(one) - _size(short)
            kept[place] = short
    return kept


def _size(message: ModelMessage) -> int:
    return len(message.content) + sum(len(call.arguments) + len(call.name) for call in message.tool_calls)
