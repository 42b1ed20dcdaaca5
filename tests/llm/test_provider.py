"""Providers through litellm, against a server that misbehaves."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import SILENCE, ToolSpec
from jupyter_powa.llm.open import open_llm
from jupyter_powa.llm.provider import ATTEMPTS, litellm
from jupyter_powa.model.plan import ModelAccess
from tests.llm.conftest import ASK, told
from tests.llm.server import KEY, ODD, WORDS, ModelServer

pytestmark = pytest.mark.filterwarnings("ignore")  # litellm's own: they would be errors inside of it


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Loading it takes seconds: not on the loop of a test."""
    litellm()


async def test_an_answer_comes_in_pieces_and_then_whole_with_what_it_took(model: Any, server: ModelServer) -> None:
    text, reply = await told(model("well", "litellm"))
    assert text == reply.message.content == "".join(WORDS)
    assert (reply.finish, reply.usage.prompt_tokens, reply.usage.completion_tokens) == ("stop", 11, 7)
    assert server.asked[0]["authorization"] == f"Bearer {KEY}"


async def test_a_model_with_a_price_tells_its_cost(model: Any, server: ModelServer) -> None:
    _, reply = await told(model("gpt-4o", "litellm"))
    assert reply.usage.cost is not None and 0 < reply.usage.cost < 0.01


async def test_tool_calls_come_as_text_with_ids_of_their_own(model: Any) -> None:
    _, reply = await told(
        model("tools", "litellm"), replace(ASK, tools=[ToolSpec("look", "Look.", {"type": "object"})])
    )
    calls = [(call.name, call.arguments) for call in reply.message.tool_calls]
    assert calls == [("look", '{"blocks": ['), ("no", "{}")]
    assert len({call.id for call in reply.message.tool_calls}) == 2


async def test_an_answer_that_its_limit_cut_says_so(model: Any) -> None:
    assert (await told(model("cut by length", "litellm")))[1].finish == "length"


@pytest.mark.parametrize(
    ("behaviour", "codes", "partial"),
    [
        ("ends without a word", {"model_cut"}, "The capital of"),
        ("bad json", {"model_cut"}, "The capital of"),
        ("breaks off", {"model_cut"}, "The capital of"),
        ("error in mid-stream", {"model_cut", "model_failed"}, "The capital of"),
        ("empty stream", {"model_empty", "model_cut"}, ""),
        ("says nothing", {"model_empty"}, ""),
        ("html", {"model_empty"}, ""),
        ("no choices", {"model_overloaded"}, ""),
        ("busy", {"model_rate_limited"}, ""),
        ("echoes the key", {"model_refused_key"}, ""),
        ("refuses the request", {"model_refused_request"}, ""),
    ],
)
async def test_what_goes_wrong_has_a_word_and_keeps_what_was_said(
    model: Any, behaviour: str, codes: set[str], partial: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model(behaviour, "litellm"))
    assert failure.value.code in codes
    assert failure.value.partial == partial
    assert "marker" not in str(failure.value) and "marker" not in caplog.text


async def test_a_broken_server_is_asked_again_a_few_times(model: Any, server: ModelServer) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model("broken", "litellm"))
    assert (failure.value.code, len(server.asked)) == ("model_overloaded", ATTEMPTS)


async def test_a_stream_that_opens_and_gives_nothing_is_not_told_as_a_status(model: Any, server: ModelServer) -> None:
    with pytest.raises(ModelError, match="began an answer and gave nothing of it") as failure:
        await told(model("no choices", "litellm"))
    assert "HTTP" not in failure.value.message and len(server.asked) == 3


async def test_a_busy_server_is_asked_again_when_it_says(model: Any, server: ModelServer) -> None:
    text, _ = await told(model("busy once", "litellm"))
    assert (text, len(server.asked)) == ("".join(WORDS), 2)


async def test_a_server_that_stays_busy_is_asked_three_times_in_all(model: Any, server: ModelServer) -> None:
    began = monotonic()
    with pytest.raises(ModelError):
        await told(model("busy", "litellm"))
    assert len(server.asked) == 3 and 1.4 < monotonic() - began < 5  # half a second, then one


async def test_a_wait_longer_than_the_answer_may_take_is_not_begun(model: Any, server: ModelServer) -> None:
    began = monotonic()
    with pytest.raises(ModelError) as failure:
        await told(model("busy for an hour", "litellm"), replace(ASK, timeout=15))
    assert (failure.value.code, len(server.asked)) == ("model_rate_limited", 1)
    assert monotonic() - began < 5


async def test_a_model_that_says_the_same_for_ever_is_left(model: Any, server: ModelServer) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model("repeats itself", "litellm"))
    assert (failure.value.code, len(server.asked)) == ("model_cut", 1)
    assert failure.value.partial.startswith("again again ") and len(failure.value.partial) < 10_000
    await asyncio.wait_for(server.left.wait(), 10)


async def test_a_key_does_not_go_where_a_redirect_leads(model: Any, server: ModelServer) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model("redirects", "litellm"))
    assert failure.value.code == "model_unknown"  # litellm goes along: it is told what stands there
    assert server.elsewhere == [None]


async def test_half_of_a_tool_call_is_never_offered(model: Any) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model("half a call", "litellm"))
    assert failure.value.code == "model_cut"
    _, reply = await told(model("half a call cut by length", "litellm"))
    assert (reply.finish, reply.message.tool_calls) == ("length", ())


@pytest.mark.parametrize("behaviour", ODD)
async def test_what_is_shaped_like_no_answer_is_told_in_our_words(model: Any, behaviour: str) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model(behaviour, "litellm"))
    assert failure.value.code in ("model_overloaded", "model_empty")


async def test_whoever_leaves_in_mid_answer_ends_the_request(model: Any, server: ModelServer) -> None:
    async with aclosing(model("stalls", "litellm").stream(ASK)) as stream:
        async for _ in stream:
            break
    await asyncio.wait_for(server.left.wait(), 10)


@pytest.mark.parametrize(("behaviour", "partial"), [("never answers", ""), ("stalls", "The capital of")])
async def test_a_server_that_falls_silent_is_given_up(model: Any, behaviour: str, partial: str) -> None:
    with pytest.raises(ModelError) as failure:
        await told(model(behaviour, "litellm"), replace(ASK, timeout=0.8))
    assert (failure.value.code, failure.value.partial) == ("model_timeout", partial)


async def test_a_pause_in_mid_answer_has_an_end_of_its_own(model: Any) -> None:
    assert ASK.silence == SILENCE
    with pytest.raises(ModelError) as failure:
        await asyncio.wait_for(told(model("stalls", "litellm"), replace(ASK, timeout=60, silence=0.4)), 10)
    assert (failure.value.code, failure.value.partial) == ("model_timeout", "The capital of")


@pytest.mark.parametrize(
    ("model", "least"),
    [("gpt-5.2", 200_000), ("anthropic/claude-sonnet-4-6", 200_000), ("gemini/gemini-2.5-pro", 1_000_000)],
)
async def test_its_window_is_what_the_library_knows(model: str, least: int) -> None:
    window = await open_llm(ModelAccess(provider="litellm", model=model)).window()
    assert window is not None and window >= least


async def test_the_window_of_a_model_that_nobody_knows_is_not_guessed() -> None:
    assert await open_llm(ModelAccess(provider="litellm", model="ollama/never-heard-of")).window() is None
