"""A model whose calls are spans, with the attributes of OpenTelemetry's conventions for generative AI."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit

from jupyter_powa import tracing
from jupyter_powa.llm.base import Ask, Delta, Embedder, Llm, Reply
from jupyter_powa.model.plan import ModelAccess


class TracedLlm:
    """Asks the model behind it; each answer is a span, without a word of it."""

    def __init__(self, tracer: Any, access: ModelAccess, behind: Llm) -> None:
        self._tracer, self._access, self._behind = tracer, access, behind

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The answer of the model behind."""
        asked = {"temperature": ask.temperature, "max_tokens": ask.max_tokens}
        more = {f"gen_ai.request.{name}": value for name, value in asked.items() if value is not None}
        span = _begun(self._tracer, self._access, "chat", more)
        try:
            pieces: Any = self._behind.stream(ask)
            async with aclosing(pieces):
                async for piece in pieces:
                    if isinstance(piece, Reply):
                        span.set_attributes(_told(piece))
                    yield piece
        except Exception as error:
            tracing.failed(span, getattr(error, "code", None) or type(error).__name__)
            raise
        finally:
            span.end()

    async def window(self) -> int | None:
        """What the model behind takes."""
        return await self._behind.window()

    async def close(self) -> None:
        """Let go of the model behind."""
        await self._behind.close()


class TracedEmbedder:
    """Asks the embedder behind it; each call is a span."""

    def __init__(self, tracer: Any, access: ModelAccess, behind: Embedder) -> None:
        self._tracer, self._access, self._behind = tracer, access, behind

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """The vectors of the embedder behind."""
        about = _about(self._access, "embeddings")
        with tracing.within(self._tracer, f"embeddings {self._access.model}", about, client=True):
            return await self._behind.embed(texts)

    async def close(self) -> None:
        """Let go of the embedder behind."""
        await self._behind.close()


def traced(access: ModelAccess, llm: Llm) -> Llm:
    """The model, with spans where somebody traces."""
    tracer = tracing.tracer()
    return llm if tracer is None else TracedLlm(tracer, access, llm)


def traced_embedder(access: ModelAccess, embedder: Embedder) -> Embedder:
    """The embedder, with spans where somebody traces."""
    tracer = tracing.tracer()
    return embedder if tracer is None else TracedEmbedder(tracer, access, embedder)


def _begun(tracer: Any, access: ModelAccess, operation: str, more: dict[str, Any]) -> Any:
    return tracing.started(tracer, f"{operation} {access.model}", {**_about(access, operation), **more}, client=True)


def _about(access: ModelAccess, operation: str) -> dict[str, Any]:
    """What is known of a call before it is made."""
    about: dict[str, Any] = {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": _provider(access),
        "gen_ai.request.model": access.model,
    }
    address = urlsplit(access.url)
    if address.hostname:
        about["server.address"] = address.hostname
        about["server.port"] = address.port or {"http": 80}.get(address.scheme, 443)
    return about


def _provider(access: ModelAccess) -> str:
    """The provider as the conventions call it: the first part of litellm's name, or what speaks to it."""
    if access.provider == "litellm":
        head, slash, _ = access.model.partition("/")
        return head if slash else "openai"
    return "openai" if access.provider == "compatible" else f"jupyter_powa.{access.provider}"


def _told(reply: Reply) -> dict[str, Any]:
    return {
        "gen_ai.response.model": reply.model,
        "gen_ai.response.finish_reasons": (reply.finish,),
        "gen_ai.usage.input_tokens": reply.usage.prompt_tokens,
        "gen_ai.usage.output_tokens": reply.usage.completion_tokens,
    }
