"""Talk to any provider through litellm. Imported only here and late: to load it takes seconds."""

from __future__ import annotations

import asyncio
import logging
import os
import warnings
from collections.abc import AsyncIterator, Sequence
from functools import cache
from time import monotonic
from types import ModuleType
from typing import Any

from jupyter_powa.errors import ModelError
from jupyter_powa.limits import Limit
from jupyter_powa.llm.answer import Answer, asked_as_json
from jupyter_powa.llm.base import Ask, Delta, Reply, Usage
from jupyter_powa.llm.embedding import vectors
from jupyter_powa.llm.trouble import is_passing, refused, scrubbed, unreachable, wait_before
from jupyter_powa.model.plan import ModelAccess

log = logging.getLogger(__name__)

ATTEMPTS: Limit[int] = 3
"""Attempts at a request through litellm before its first piece has come. Source: guarantees.md 2g, an own count."""
EMBEDDING_TIMEOUT = 60.0
"""Seconds that one request for vectors may take."""


@cache
def litellm() -> ModuleType:
    """The library, set up: quiet, with the price list that it carries instead of one from the net."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # read while it is imported
    import litellm as library

    warnings.filterwarnings("ignore", message=".*ReadOnly.* qualifier")  # of its own types, told at the first request
    library.suppress_debug_info = True
    library.telemetry = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # its messages quote requests, keys included
    return library


def prices(model: str) -> tuple[float, float] | None:
    """US dollars for a million tokens asked, and answered, by litellm's own list; None where it has no price."""
    try:
        parts = litellm().cost_per_token(model=model, prompt_tokens=1_000_000, completion_tokens=1_000_000)
    except Exception:  # it raises for models that it has no price of
        return None
    return float(parts[0]), float(parts[1])


class LitellmLlm:
    """One model of one provider."""

    def __init__(self, access: ModelAccess) -> None:
        self._access = access
        self._key = access.key.get_secret_value() if access.key is not None else ""

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The answer in pieces, and last the Reply; raises ModelError."""
        library = await asyncio.to_thread(litellm)
        until = monotonic() + ask.timeout
        for attempt in range(1, ATTEMPTS + 1):
            answer = Answer(self._access.model)
            try:
                async for delta in self._once(library, ask, until, answer):
                    yield delta
                yield self._priced(library, answer.reply())
                return
            except ModelError as error:
                wait = wait_before(attempt, error)
                if answer.begun or attempt == ATTEMPTS or not is_passing(error) or monotonic() + wait > until:
                    raise
                await asyncio.sleep(wait)

    async def window(self) -> int | None:
        """What the library's list says of the model; nothing is asked of the provider."""
        library = await asyncio.to_thread(litellm)
        name = self._access.model
        known = library.model_cost.get(name) or library.model_cost.get(name.partition("/")[2]) or {}
        most = known.get("max_input_tokens")
        return most if isinstance(most, int) and most > 0 else None

    async def close(self) -> None:
        """Nothing is held: litellm keeps connections of its own."""

    async def _once(self, library: ModuleType, ask: Ask, until: float, answer: Answer) -> AsyncIterator[Delta]:
        pieces = None
        try:
            async with asyncio.timeout(max(0.1, until - monotonic())):
                pieces = await library.acompletion(**self._arguments(ask, until))
            iterator = aiter(pieces)
            while True:
                left = min(ask.silence, until - monotonic())
                async with asyncio.timeout(max(0.01, left)):
                    piece = await anext(iterator, None)
                if piece is None:
                    break
                if (delta := answer.take(piece.model_dump())) is not None:
                    yield delta
            answer.complete = True
            answer.ended()
        except TimeoutError:
            raise answer.cut("model_timeout", "did not answer in time") from None
        except ModelError:
            raise
        except Exception as error:
            raise self._told(error, answer) from None
        finally:
            if (close := getattr(pieces, "aclose", None)) is not None:
                await close()

    def _arguments(self, ask: Ask, until: float) -> dict[str, Any]:
        given = {
            **asked_as_json(ask, self._access.model),
            "timeout": max(0.1, until - monotonic()),
            "max_retries": 0,
            "num_retries": 0,
            "drop_params": True,  # a temperature that the model refuses is left out
        }
        if self._key:
            given["api_key"] = self._key
        if self._access.url:
            given["api_base"] = self._access.url
        return given

    def _told(self, error: Exception, answer: Answer) -> ModelError:
        if answer.begun:
            return answer.cut("model_cut", f"broke off in mid-answer ({type(error).__name__})")
        if type(error).__name__ == "MidStreamFallbackError":  # it says 500, which nobody has sent
            words = f"The server of {self._access.model} began an answer and gave nothing of it."
            return ModelError(words, code="model_overloaded")
        return _told(error, self._access.model, self._key)

    def _priced(self, library: ModuleType, reply: Reply) -> Reply:
        """The reply with its cost, where the price list knows the model."""
        usage = reply.usage
        try:
            parts = library.cost_per_token(
                model=self._access.model,
                prompt_tokens=usage.prompt_tokens,
                completion_tokens=usage.completion_tokens,
            )
        except Exception:  # it raises for models that it has no price of
            return reply
        counted = Usage(usage.prompt_tokens, usage.completion_tokens, float(sum(parts)))
        return Reply(reply.message, reply.finish, reply.model, counted)


class LitellmEmbedder:
    """One model of one provider that turns texts into vectors."""

    def __init__(self, access: ModelAccess) -> None:
        self._access = access
        self._key = access.key.get_secret_value() if access.key is not None else ""

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text; raises ModelError."""
        library = await asyncio.to_thread(litellm)
        given: dict[str, Any] = {"model": self._access.model, "input": list(texts), "timeout": EMBEDDING_TIMEOUT}
        given |= {"api_key": self._key} if self._key else {}
        given |= {"api_base": self._access.url} if self._access.url else {}
        for attempt in range(1, ATTEMPTS + 1):
            try:
                reply = await library.aembedding(**given, max_retries=0)
                return vectors(reply.model_dump(), len(texts), self._access.model)
            except ModelError:
                raise
            except Exception as error:
                told = _told(error, self._access.model, self._key)
                if attempt == ATTEMPTS or not is_passing(told):
                    raise told from None
                await asyncio.sleep(wait_before(attempt, told))
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Nothing is held: litellm keeps connections of its own."""


def _told(error: Exception, model: str, key: str) -> ModelError:
    """The error in our words: theirs may quote the key (guarantees.md 2g)."""
    status = getattr(error, "status_code", None)
    if type(error).__name__ in ("APIConnectionError", "Timeout") or not isinstance(status, int):
        log.debug("litellm failed: %s", scrubbed(str(error), key))
        return unreachable(model, error)
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    return refused(model, status, str(getattr(error, "message", "")), headers, key)
