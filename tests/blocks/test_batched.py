"""Ask a model for many rows: in order, some at a time, and again where something goes wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from jupyter_powa.blocks.base import BlockContext, BlockType
from jupyter_powa.blocks.batched import ATTEMPTS, CUT, GRACE, HOPELESS, REFUSED, Batched, Refused
from jupyter_powa.blocks.desk import desk
from jupyter_powa.blocks.pace import Pace
from jupyter_powa.blocks.paid import Paid
from jupyter_powa.errors import ModelError
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.llm.base import Ask, Delta, Llm, ModelMessage, Reply, Usage
from tests.engine.running import graph_of, ran

NUMBERS = {"type": "array", "items": {"type": "integer"}}


class Doubles(Llm):
    """A model that doubles numbers. The first number of a request says what goes wrong with it."""

    def __init__(self, busy: int = 0) -> None:
        """`busy`: how often it says so before it answers."""
        self.asked: list[list[int]] = []
        self.done: list[list[int]] = []
        self.at_once = self.most = 0
        self.busy = busy

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        numbers = json.loads(next(one for one in ask.messages if one.role == "user").content)
        self.asked.append(numbers)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        try:
            await asyncio.sleep(0.001 * (numbers[0] % 5))
            if numbers[0] == 13:
                raise ModelError("It is too long.", code="model_refused_request")
            if numbers[0] == 666:
                raise ModelError("No.", code="model_refused_key")
            if numbers[0] == 1_000:
                await asyncio.sleep(0.3)
            if self.busy > 0:
                self.busy -= 1
                error = ModelError("Slow down.", code="model_rate_limited")
                error.retry_after = 0.0
                raise error
            finish: Any = "length" if 26 in numbers else "stop"
            text = json.dumps([2 * number for number in numbers])
            self.done.append(numbers)
            yield Reply(ModelMessage("assistant", text), finish, "m", Usage(1, 1, 0.001))
        finally:
            self.at_once -= 1

    async def window(self) -> int | None:
        """It takes whatever it is asked."""
        return None

    async def close(self) -> None:
        """Nothing is held."""


class Asks:
    """Asks for the double of numbers."""

    def ask(self, items: Sequence[int]) -> Ask:
        return Ask([ModelMessage("user", json.dumps(list(items)))], schema=NUMBERS)

    def read(self, items: Sequence[int], value: Any) -> list[Any] | str:
        return list(value) if len(value) == len(items) else "there are too few"


async def doubled(model: Doubles, batches: list[list[int]], concurrency: int = 16) -> tuple[list[Any], dict[str, Any]]:
    """What a step gives that asks for the double of these numbers, and what it cost."""
    found: list[Any] = []

    class With(Outside):
        def llm(self, word: str) -> Llm:
            return model

    class Step(BlockType, type="doubles_for_a_test", title="Doubles"):
        """Double numbers."""

        async def run(self, ctx: BlockContext) -> Any:
            async with desk(ctx) as at:
                asked = Batched(ctx, "m", Asks(), concurrency, await Paid.of(at), Pace(ctx.progress, 1))
                found.append(await asked.all(batches))
                return asked.cost.told()

    from jupyter_powa.blocks import _written, catalog, register

    register(Step)
    try:
        it = await ran(graph_of({"it": "doubles_for_a_test"}), outside=With)
    finally:
        del _written["doubles_for_a_test"]
        catalog.cache_clear()
    if it.failed:
        raise ModelError(it.failed["it"].error, code=it.failed["it"].code)
    return found[0], it.output


async def test_answers_keep_the_order_of_the_rows_and_no_more_are_asked_at_once_than_may_be() -> None:
    model = Doubles()
    answers, cost = await doubled(model, [[n] for n in range(100, 200)], concurrency=5)
    assert answers == [2 * n for n in range(100, 200)]
    assert model.most == 5
    assert cost["requests"] == 100 and cost["usd"] == pytest.approx(0.1)


async def test_a_cut_answer_is_asked_for_in_halves_until_one_row_is_left_with_the_reason() -> None:
    model = Doubles()
    answers, _ = await doubled(model, [[24, 25, 26, 27]])
    assert [answer.reason if isinstance(answer, Refused) else answer for answer in answers] == [48, 50, CUT, 54]
    assert model.asked[:3] == [[24, 25, 26, 27], [24, 25], [26, 27]]


async def test_a_row_that_the_server_refuses_takes_no_other_with_it() -> None:
    answers, _ = await doubled(Doubles(), [[13, 14]])
    assert [answer.reason if isinstance(answer, Refused) else answer for answer in answers] == [REFUSED, 28]


async def test_a_busy_server_is_asked_again_and_given_up_in_the_end() -> None:
    assert (await doubled(Doubles(busy=ATTEMPTS - 1), [[3]]))[0] == [6]
    model = Doubles(busy=1_000)
    with pytest.raises(ModelError, match=r"Slow down\. 0 of 1 rows had an answer") as error:
        await doubled(model, [[3]])
    assert error.value.code == "model_rate_limited" and len(model.asked) == ATTEMPTS


async def test_a_model_of_which_no_answer_fits_is_given_up() -> None:
    model = Doubles()
    with pytest.raises(ModelError, match=f"to the first {HOPELESS} rows: It is too long"):
        await doubled(model, [[13]] * 100, concurrency=1)
    assert len(model.asked) == HOPELESS


async def test_once_something_fails_nothing_begins_and_what_is_under_way_is_waited_for() -> None:
    assert GRACE > 0.3
    model = Doubles()
    with pytest.raises(ModelError, match=r"No\. 1 of 1 rows had an answer"):
        await doubled(model, [[1_000], [666], *([n] for n in range(100))], concurrency=2)
    assert model.asked == [[1_000], [666]] and model.done == [[1_000]]


async def test_nothing_to_ask_asks_nothing() -> None:
    model = Doubles()
    assert (await doubled(model, []))[0] == [] and model.asked == []
