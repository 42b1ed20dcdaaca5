"""Texts into vectors, by an OpenAI-compatible server and by litellm, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.open import open_embedder
from jupyter_powa.model.plan import ModelAccess
from tests.llm.server import KEY, ModelServer, model_server


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server() as running:
        yield running


async def embedded(server: ModelServer, provider: str, model: str, texts: list[str]) -> list[list[float]]:
    name = f"openai/{model}" if provider == "litellm" else model
    access = ModelAccess(provider=provider, model=name, url=server.url, key=SecretStr(KEY))  # type: ignore[arg-type]
    embedder = open_embedder(access)
    try:
        return await embedder.embed(texts)
    finally:
        await embedder.close()


@pytest.mark.parametrize("provider", ["compatible", "litellm"])
async def test_each_text_has_its_vector_in_the_order_of_the_texts(server: ModelServer, provider: str) -> None:
    made = await embedded(server, provider, "meaning", ["a car", "a dog and a puppy"])
    assert made == [[1.0, 0.0, 0.0, 0.1], [0.0, 2.0, 0.0, 0.1]]
    assert server.embedded[0]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("provider", ["compatible", "litellm"])
@pytest.mark.parametrize(
    ("model", "code"),
    [("echoes the key", "model_refused_key"), ("one too few", "model_failed"), ("no numbers", "model_failed")],
)
async def test_what_is_no_answer_is_told_without_the_key(
    server: ModelServer, provider: str, model: str, code: str
) -> None:
    with pytest.raises(ModelError) as told:
        await embedded(server, provider, model, ["a", "b"])
    assert told.value.code in (code, "model_overloaded") and "marker" not in str(told.value)


async def test_a_server_that_sends_a_page_or_is_not_there_is_told(server: ModelServer) -> None:
    for odd in ("html", "too large"):
        with pytest.raises(ModelError, match="no list of vectors"):
            await embedded(server, "compatible", odd, ["a"])
    gone = ModelAccess(provider="compatible", model="m", url="http://127.0.0.1:9/v1")
    embedder = open_embedder(gone)
    with pytest.raises(ModelError) as told:
        await embedder.embed(["a"])
    await embedder.close()
    assert told.value.code == "model_unreachable"


async def test_a_model_that_plays_prepared_answers_gives_no_vectors() -> None:
    with pytest.raises(ModelError, match="vectors"):
        open_embedder(ModelAccess(provider="scripted", model="scripted/a.json"))
