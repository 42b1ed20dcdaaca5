"""An OpenAI-compatible server, well behaved and not."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import SILENCE, ModelMessage, ToolCall, ToolSpec, Usage
from jupyter_powa.llm.compatible import ATTEMPTS, MAX_ERROR
from jupyter_powa.llm.open import open_llm
from jupyter_powa.llm.trouble import LONGEST_WAIT, wait_before
from jupyter_powa.model.plan import ModelAccess
from tests.llm.conftest import ASK, told
from tests.llm.server import KEY, ODD, WORDS, ModelServer


async def test_an_answer_comes_in_pieces_and_then_whole_with_what_it_took(model: Any, server: ModelServer) -> None:
    text, reply = await told(model("well"))
    assert text == reply.message.content == "".join(WORDS)
    assert (reply.finish, reply.usage) == ("stop", Usage(11, 7, None))
    asked = server.asked[0]
    assert asked["authorization"] == f"Bearer {KEY}"
    assert asked["messages"] == [{"role": "user", "content": "What is the capital of Norway?"}]
    assert (asked["temperature"], asked["stream"]) == (0.7, True)


async def test_pieces_may_be_cut_anywhere_and_lines_end_as_they_like(model: Any) -> None:
    assert (await told(model("in odd pieces")))[0] == "Ærlig talt"


async def test_a_server_that_does_not_stream_is_understood(model: Any) -> None:
    _, reply = await told(model("whole"))
    assert (reply.message.content, reply.usage.completion_tokens) == ("Oslo", 7)


async def test_tool_calls_come_as_text_with_ids_of_their_own(model: Any, server: ModelServer) -> None:
    tool = ToolSpec("look", "Look.", {"type": "object"})
    earlier = [ModelMessage("assistant", "", (ToolCall("a", "look", "{}"),)), ModelMessage("tool", "seen", (), "a")]
    _, reply = await told(model("tools"), replace(ASK, tools=[tool], messages=[*ASK.messages, *earlier]))
    assert reply.finish == "tool_calls"
    assert [(call.name, call.arguments) for call in reply.message.tool_calls] == [
        ("look", '{"blocks": ['),
        ("no", "{}"),
    ]
    assert len({call.id for call in reply.message.tool_calls}) == 2
    assert server.asked[0]["tools"][0]["function"]["name"] == "look"
    assert server.asked[0]["messages"][2] == {"role": "tool", "content": "seen", "tool_call_id": "a"}


async def test_an_answer_that_its_limit_cut_says_so(model: Any) -> None:
    assert (await told(model("cut by length")))[1].finish == "length"


@pytest.mark.parametrize(
    ("behaviour", "code", "partial"),
    [
        ("ends without a word", "model_cut", "The capital of"),
        ("bad json", "model_cut", "The capital of"),
        ("breaks off", "model_cut", "The capital of"),
        ("error in mid-stream", "model_failed", "The capital of"),
        ("empty stream", "model_cut", ""),
        ("says nothing", "model_empty", ""),
        ("no choices", "model_empty", ""),
        ("html", "model_failed", ""),
        ("echoes the key", "model_refused_key", ""),
        ("refuses the request", "model_refused_request", ""),
        ("redirects", "model_failed", ""),
    ],
)
async def test_what_goes_wrong_has_a_word_and_keeps_what_was_said(
    model: Any, behaviour: str, code: str, partial: str
) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model(behaviour))
    assert (failure.value.code, failure.value.partial) == (code, partial)
    assert KEY not in str(failure.value) and "marker" not in str(failure.value)


async def test_neither_key_nor_question_goes_where_a_redirect_leads(model: Any, server: ModelServer) -> None:
    with pytest.raises(ModelError):
        await told(model("redirects"))
    assert server.elsewhere == []


async def test_a_broken_server_is_asked_again_a_few_times(model: Any, server: ModelServer) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model("broken"))
    assert (failure.value.code, len(server.asked)) == ("model_overloaded", ATTEMPTS)
    assert "stack trace" not in failure.value.message


async def test_a_busy_server_is_asked_again_when_it_says(model: Any, server: ModelServer) -> None:
    text, _ = await told(model("busy once"))
    assert (text, len(server.asked)) == ("".join(WORDS), 2)


async def test_what_a_server_does_not_take_is_left_out(model: Any, server: ModelServer) -> None:
    await told(model("knows no temperature"))
    assert "temperature" not in server.asked[-1] and "stream_options" not in server.asked[-1]


@pytest.mark.parametrize(("behaviour", "partial"), [("never answers", ""), ("stalls", "The capital of")])
async def test_a_server_that_falls_silent_is_given_up(model: Any, behaviour: str, partial: str) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model(behaviour), replace(ASK, timeout=0.5))
    assert (failure.value.code, failure.value.partial) == ("model_timeout", partial)


async def test_whoever_leaves_in_mid_answer_ends_the_request(model: Any, server: ModelServer) -> None:
    async with aclosing(model("stalls").stream(ASK)) as stream:
        async for _ in stream:
            break
    await asyncio.wait_for(server.left.wait(), 10)


async def test_a_server_that_is_not_there_is_told(model: Any, server: ModelServer) -> None:
    server.url = "http://127.0.0.1:9/v1"
    with pytest.raises(ModelError) as failure:
        await told(model("well"), replace(ASK, timeout=0.4))
    assert failure.value.code == "model_unreachable"


@pytest.mark.parametrize("behaviour", ODD)
async def test_what_is_shaped_like_no_answer_is_told_as_such(model: Any, server: ModelServer, behaviour: str) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model(behaviour))
    assert (failure.value.code, len(server.asked)) == ("model_failed", 1)


async def test_half_of_a_tool_call_is_never_offered(model: Any) -> None:
    with pytest.raises(ModelError, match="tool call"):
        await told(model("half a call"))
    _, reply = await told(model("half a call cut by length"))
    assert (reply.finish, reply.message.tool_calls) == ("length", ())


async def test_arguments_that_come_as_an_object_are_told_as_json(model: Any) -> None:
    _, reply = await told(model("arguments as an object"))
    assert reply.message.tool_calls[0].arguments == '{"a": 1}'


async def test_who_has_seen_the_model_think_does_not_see_it_begin_again(model: Any, server: ModelServer) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model("thinks and breaks off"))
    assert (failure.value.code, len(server.asked)) == ("model_cut", 1)


async def test_a_pause_in_mid_answer_has_an_end_of_its_own(model: Any) -> None:
    assert ASK.silence == SILENCE
    with pytest.raises(ModelError) as failure:
        await asyncio.wait_for(told(model("stalls"), replace(ASK, timeout=60, silence=0.4)), 10)
    assert (failure.value.code, failure.value.partial) == ("model_timeout", "The capital of")


async def test_an_error_without_end_is_read_to_its_beginning(model: Any, server: ModelServer) -> None:
    with pytest.raises(ModelError) as failure:
        await asyncio.wait_for(told(model("complains for ever")), 10)
    assert failure.value.code == "model_refused_request"
    await asyncio.wait_for(server.left.wait(), 10)
    assert MAX_ERROR < 100_000


def test_no_server_makes_us_wait_as_long_as_it_likes() -> None:
    error = ModelError("Later.", code="model_rate_limited")
    error.retry_after = 99_999.0
    assert wait_before(1, error) == LONGEST_WAIT


async def test_its_window_is_what_the_settings_say(server: ModelServer) -> None:
    for context, window in ((0, None), (8_000, 6_000)):
        llm = open_llm(ModelAccess(provider="compatible", model="well", url=server.url, context=context))
        assert await llm.window() == window
        await llm.close()


async def test_an_answer_is_priced_by_the_settings_and_by_nothing_else(server: ModelServer) -> None:
    for prices, cost in (((1_000.0, 2_000.0), 0.025), (None, None)):
        llm = open_llm(ModelAccess(provider="compatible", model="well", url=server.url, prices=prices))
        try:
            assert (await told(llm))[1].usage.cost == cost
        finally:
            await llm.close()
