"""Talking to a model: our client against raw httpx, our use of litellm against litellm alone."""

from __future__ import annotations

import asyncio
import json

import httpx

from jupyter_powa.llm.base import Ask, ModelMessage, Reply
from jupyter_powa.llm.compatible import CompatibleLlm
from jupyter_powa.llm.provider import LitellmLlm, litellm
from jupyter_powa.model.plan import ModelAccess
from tests.benchmarks.beside import beside
from tests.benchmarks.figures import Figure, in_turn
from tests.benchmarks.model_server import PIECES

ASK = Ask([ModelMessage("user", "Tell me.")], temperature=0.7)
MESSAGES = [{"role": "user", "content": "Tell me."}]


async def measure() -> list[Figure]:
    """The figures of a whole answer of 400 pieces that come at once."""
    async with beside("model_server") as url, httpx.AsyncClient(trust_env=False) as client:
        ours = CompatibleLlm(ModelAccess(provider="compatible", model="m", url=url))
        theirs = LitellmLlm(ModelAccess(provider="litellm", model="openai/m", url=url, key="k"))
        library = await asyncio.to_thread(litellm)

        async def raw() -> None:
            body = {"model": "m", "messages": MESSAGES, "stream": True}
            async with client.stream("POST", f"{url}/chat/completions", json=body) as response:
                count = 0
                async for line in response.aiter_lines():
                    if line.startswith("data: {") and json.loads(line[6:]).get("choices"):
                        count += 1
            assert count == PIECES + 1

        async def alone() -> None:
            pieces = await library.acompletion(
                model="openai/m",
                messages=MESSAGES,
                stream=True,
                api_base=url,
                api_key="k",
                max_retries=0,
                stream_options={"include_usage": True},
            )
            assert len([piece async for piece in pieces]) > PIECES

        compatible, took, floor = await in_turn(30, lambda: _whole(ours), raw)
        provider, slow, _ = await in_turn(30, lambda: _whole(theirs), alone)
        await ours.close()
    note = f"{took * 1e3:.1f} ms against {floor * 1e3:.1f} ms for {PIECES} pieces"
    return [
        Figure("a streamed answer, OpenAI-compatible / raw httpx", compatible, 1.5, note=note),
        Figure("a streamed answer through litellm / litellm alone", provider, 1.2, note=f"{slow * 1e3:.0f} ms"),
    ]


async def _whole(llm: CompatibleLlm | LitellmLlm) -> None:
    pieces = [piece async for piece in llm.stream(ASK)]
    assert len(pieces) == PIECES + 1 and isinstance(pieces[-1], Reply)
