"""Rounds of tool calls: side by side, counted together, bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from jupyter_powa.blocks.asking import answered, conversed, counted
from jupyter_powa.blocks.base import BlockContext
from jupyter_powa.blocks.refs import Values
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.errors import BlockError, ModelError
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.llm.base import Ask, Llm, ModelMessage, ToolCall, ToolSpec, Usage
from jupyter_powa.llm.scripted import ScriptedLlm
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Graph

TOOL = ToolSpec("look", "Look.", {"type": "object"})


class Plays(Outside):
    def __init__(self, *lines: Any) -> None:
        super().__init__(Plan(workflow_id="w", graph=Graph()))
        self.model = ScriptedLlm(lines)

    def llm(self, word: str) -> Llm:
        return self.model


def context(*lines: Any) -> tuple[BlockContext, list[str]]:
    told: list[str] = []
    nothing: Mapping[str, Any] = {}
    sockets = Sockets(LocalDatabases(":memory:"), Plays(*lines))
    return (
        BlockContext("b", "b", Values({}, nothing), {}, sockets, lambda text, _: told.append(text), lambda *_: None),
        told,
    )


def ask(*said: str) -> Ask:
    return Ask([ModelMessage("user", text) for text in said], (TOOL,))


def calls(*arguments: str) -> dict[str, Any]:
    return {"calls": [{"name": "look", "arguments": one} for one in arguments]}


async def test_calls_of_one_round_are_made_side_by_side_and_their_results_told_in_order() -> None:
    ctx, told = context(calls("1", "2"), {"when": "result 2", "say": "Done."})
    together = asyncio.Barrier(2)

    async def call(one: ToolCall) -> str:
        await asyncio.wait_for(together.wait(), 5)
        return f"result {one.arguments}"

    reply, itself = await conversed(ctx, "m", ask("Go"), call, 3)
    assert (reply.message.content, itself, "".join(told)) == ("Done.", True, "Done.")
    assert reply.usage.prompt_tokens > 2


async def test_after_the_last_round_the_model_must_answer() -> None:
    ctx, _ = context({"when": "final answer now", "say": "Enough."}, {**calls("1"), "always": True})
    made: list[str] = []

    async def call(one: ToolCall) -> str:
        made.append(one.id)
        return "more"

    reply, itself = await conversed(ctx, "m", ask("Go"), call, 2)
    assert (reply.message.content, itself, len(made)) == ("Enough.", False, 2)


async def test_one_that_never_answers_fails_in_words() -> None:
    ctx, _ = context({**calls("1"), "always": True})

    async def call(one: ToolCall) -> str:
        return "more"

    with pytest.raises(BlockError, match="within 2 rounds") as told:
        await conversed(ctx, "m", ask("Go"), call, 2)
    assert told.value.code == "max_rounds"


async def test_an_answer_is_told_while_it_comes_unless_it_is_not_to_be() -> None:
    ctx, told = context("Hello there.", "Hello again.")
    assert (await answered(ctx, "m", ask("x")))[0] == "Hello there."
    assert "".join(told) == "Hello there."
    assert (await answered(ctx, "m", ask("x"), tell=False))[0] == "Hello again."
    assert "".join(told) == "Hello there."


async def test_what_was_told_before_a_failure_stays() -> None:
    ctx, told = context({"say": "So far", "error": "It broke."})
    with pytest.raises(ModelError, match="It broke"):
        await answered(ctx, "m", ask("x"))
    assert "".join(told) == "So far"


def test_usage_is_summed_and_a_cost_that_is_not_known_makes_none_of_the_sum() -> None:
    assert counted(Usage(1, 2, 0.5) + Usage(3, 4, 0.25)) == {
        "prompt_tokens": 4,
        "completion_tokens": 6,
        "total_tokens": 10,
        "cost": 0.75,
    }
    assert (Usage(1, 2, 0.5) + Usage(3, 4)).cost is None
