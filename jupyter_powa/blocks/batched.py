"""Ask a model for many rows, some requests at a time: a busy server or a cut answer loses no row and doubles none.

Rows keep their order, whichever answer comes first. An answer is checked, and asked for again where it does not fit;
where it still does not, its batch is halved, until one row is left alone with the reason.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from hashlib import sha256
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from jupyter_powa.blocks.base import BlockContext
from jupyter_powa.blocks.pace import Pace
from jupyter_powa.blocks.paid import Paid
from jupyter_powa.errors import BlockError, ModelError
from jupyter_powa.limits import Limit
from jupyter_powa.llm.answer import messages_as_json
from jupyter_powa.llm.base import Ask, ModelMessage, Reply
from jupyter_powa.llm.structured import REPAIRS, read
from jupyter_powa.llm.trouble import PASSING, wait_before

Item_contra = TypeVar("Item_contra", contravariant=True)
Item = TypeVar("Item")

ATTEMPTS: Limit[int] = 8
"""Attempts at one answer of many before the step gives up, with about a minute of waiting. Source: ours."""
HOPELESS: Limit[int] = 20
"""Rows without a fitting answer, none having come that fits, after which a step gives up. Source: ours."""
GRACE: Limit[float] = 10.0
"""Seconds that requests under way have to end once a step has failed: they are paid for. Source: ours."""
AGAIN = PASSING | {"model_cut", "model_timeout", "model_empty", "model_failed"}
"""Codes of failures after which the same is asked again."""
CUT = "the answer is cut off by the limit of tokens"
REFUSED = "the model's server refuses the request"
UNFIT = "the answer does not fit"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no answer for a row: in few words, and in full."""

    reason: str
    detail: str = ""


@dataclass
class Cost:
    """What the requests of one step took."""

    model: str
    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float | None = 0.0
    """None where a price is not known."""

    def add(self, reply: Reply) -> None:
        """Count one answer."""
        self.requests += 1
        self.prompt_tokens += reply.usage.prompt_tokens
        self.completion_tokens += reply.usage.completion_tokens
        known = self.usd is not None and reply.usage.cost is not None
        self.usd = (self.usd or 0.0) + (reply.usage.cost or 0.0) if known else None

    def told(self) -> dict[str, Any]:
        """As blocks tell it."""
        counts = {"prompt_tokens": self.prompt_tokens, "completion_tokens": self.completion_tokens}
        total = self.prompt_tokens + self.completion_tokens
        return {"model": self.model, "requests": self.requests, **counts, "total_tokens": total, "usd": self.usd}


class Asking(Protocol[Item_contra]):
    """What is asked for some rows at once, and how the answer is read."""

    def ask(self, items: Sequence[Item_contra]) -> Ask:
        """The request for these rows; it has a schema."""

    def read(self, items: Sequence[Item_contra], value: Any) -> list[Any] | str:
        """The answer to each row, in order, of a value that fits the schema; or what is wrong with it."""


@dataclass
class Batched(Generic[Item]):
    """One step's requests to a model."""

    ctx: BlockContext
    model: str
    asking: Asking[Item]
    concurrency: int
    paid: Paid
    pace: Pace
    cost: Cost = field(init=False)
    _batches: Iterator[tuple[int, Sequence[Item]]] = field(init=False)
    _answers: dict[int, list[Any]] = field(default_factory=dict)
    _turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _well: bool = False
    _unfit: int = 0
    _failed: bool = False
    _open_at: float = 0.0

    def __post_init__(self) -> None:
        self.cost = Cost(self.model)
        self._llm = self.ctx.sockets.outside.llm(self.model)

    async def all(self, batches: Sequence[Sequence[Item]]) -> list[Any]:
        """The answer for each row in the order of the batches, or Refused; raises BlockError, ModelError.

        Once something fails, or the budget is used up, no new request begins; those under way are waited for, and
        what they give is kept for whoever resumes the run.
        """
        self._batches, self._answers = iter(list(enumerate(batches))), {}
        tasks = [asyncio.create_task(self._work()) for _ in range(min(self.concurrency, len(batches)))]
        if not tasks:
            return []
        try:
            _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            self._failed = True
            if pending:
                await asyncio.wait(pending, timeout=GRACE)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            self._failed = False
            await self.paid.keep()
        if errors := [end for end in ends if isinstance(end, Exception) and not isinstance(end, _Stopped)]:
            raise self._with_rows(errors[0])
        return [answer for place in range(len(batches)) for answer in self._answers[place]]

    async def _work(self) -> None:
        for place, batch in self._batches:
            self._answers[place] = await self._batch(batch)
            await self.paid.keep_some()

    async def _batch(self, items: Sequence[Item]) -> list[Any]:
        ask = self.asking.ask(items)
        key = self._key(ask)
        async with self._turns[key]:  # what is the same is asked for once
            return await self._taken(items, ask, key)

    async def _taken(self, items: Sequence[Item], ask: Ask, key: str) -> list[Any]:
        """The answers that are paid for, else the model's; where none fits, those to each half."""
        if (value := self.paid.get(key)) is not None:
            answers, wrong = self.asking.read(items, value), Refused(UNFIT)
        else:
            answers, value, wrong = await self._answered(ask, items)
        if isinstance(answers, list):
            self.paid.put(key, value)
            self._well = True
            self.pace.add(len(items))
            return answers
        if len(items) > 1:
            half = len(items) // 2
            return [*await self._batch(items[:half]), *await self._batch(items[half:])]
        self._unfit += 1
        if self._unfit >= HOPELESS and not self._well:
            words = (
                f"{self.model} gave no fitting answer to the first {self._unfit} rows: {wrong.detail or wrong.reason}."
            )
            raise ModelError(words, code="schema_mismatch")
        self.pace.add(1)
        return [wrong]

    async def _answered(self, ask: Ask, items: Sequence[Item]) -> tuple[list[Any] | str, Any, Refused]:
        """The answers with the value that held them, or why there are none."""
        schema = ask.schema or {}
        words = f"Answer with JSON alone, fitting this JSON schema: {json.dumps(schema, ensure_ascii=False)}"
        first = [ModelMessage("system", words), *ask.messages]
        messages, wrong = first, Refused(UNFIT)
        for _ in range(REPAIRS + 1):
            try:
                reply = await self._reply(replace(ask, messages=messages))
            except ModelError as error:
                if error.code != "model_refused_request":
                    raise
                return "", None, Refused(REFUSED, error.message)
            if reply.finish == "length":
                messages, wrong = first, Refused(CUT, "raise max_tokens, or ask for fewer rows at once")
                if len(items) > 1:
                    break  # half of the rows give half of the answer
                continue
            value, said = read(reply, schema)
            answers: list[Any] | str = said or self.asking.read(items, value)
            if isinstance(answers, list):
                return answers, value, wrong
            wrong = Refused(UNFIT, answers)
            again = f"That does not fit: {answers}. Answer again, with the corrected JSON alone."
            messages = [*first, reply.message, ModelMessage("user", again)]
        return "", None, wrong

    async def _reply(self, ask: Ask) -> Reply:
        """One whole answer, waited for as long as it makes sense; its cost is counted."""
        for attempt in range(1, ATTEMPTS + 1):
            if (wait := self._open_at - monotonic()) > 0:
                await asyncio.sleep(wait)
            if self._failed:
                raise _Stopped
            self.ctx.afford()
            try:
                reply = await self._once(ask)
            except ModelError as error:
                if attempt == ATTEMPTS or error.code not in AGAIN:
                    raise
                wait = wait_before(attempt, error)
                if error.code == "model_rate_limited":  # the others would only be told the same
                    self._open_at = max(self._open_at, monotonic() + wait)
                else:
                    await asyncio.sleep(wait)
            else:
                usage = reply.usage
                self.cost.add(reply)
                self.ctx.spend(usage.prompt_tokens, usage.completion_tokens, usage.cost)
                return reply
        raise AssertionError("every attempt returns or raises")

    async def _once(self, ask: Ask) -> Reply:
        async with aclosing(self._llm.stream(ask)) as pieces:  # type: ignore[type-var]  # an async generator
            async for piece in pieces:
                if isinstance(piece, Reply):
                    return piece
        raise ModelError("The model gave no answer.", code="model_empty")

    def _key(self, ask: Ask) -> str:
        """What makes two requests the same."""
        told = [self.model, messages_as_json(ask.messages), ask.schema, ask.temperature, ask.max_tokens]
        return sha256(json.dumps(told, sort_keys=True).encode("utf-8", "replace")).hexdigest()

    def _with_rows(self, error: Exception) -> Exception:
        """The error, with how far the step had come."""
        if isinstance(error, BlockError):
            error.message = f"{error.message.rstrip()} {self.pace.done:,} of {self.pace.total:,} rows had an answer."
        return error


class _Stopped(Exception):
    """No new request begins: another one has failed."""
