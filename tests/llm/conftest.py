"""Models that speak to a server on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from pydantic import SecretStr

from jupyter_powa.llm.base import Ask, Delta, Llm, ModelMessage, Reply
from jupyter_powa.llm.open import open_llm
from jupyter_powa.model.plan import ModelAccess
from tests.llm.server import KEY, ModelServer, model_server

ASK = Ask([ModelMessage("user", "What is the capital of Norway?")], temperature=0.7, timeout=20)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server() as running:
        yield running


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[Callable[..., Llm]]:
    """A model of the server by its behaviour: `model("well")`, by litellm where `provider` says so."""
    opened: list[Llm] = []

    def make(behaviour: str, provider: str = "compatible") -> Llm:
        name = behaviour if provider == "compatible" else f"openai/{behaviour}"
        access = ModelAccess(provider=provider, model=name, url=server.url, key=SecretStr(KEY))
        opened.append(open_llm(access))
        return opened[-1]

    yield make
    for one in opened:
        await one.close()


async def told(llm: Llm, ask: Ask = ASK) -> tuple[str, Reply]:
    """All text that was streamed, and the reply."""
    text, replies = "", []
    async for piece in llm.stream(ask):
        if isinstance(piece, Delta):
            text += piece.text
        else:
            replies.append(piece)
    (reply,) = replies
    return text, reply
