"""Talk to any OpenAI-compatible server, without litellm: a tenth of its cost for each piece of an answer.

On aiohttp, which litellm brings: of the clients that were measured it is the nearest to a bare socket
(performance.md §3). The address comes from the settings alone, so it needs no check of where it leads.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

import aiohttp
from pydantic_core import from_json, to_json

from jupyter_powa.errors import ModelError
from jupyter_powa.limits import Limit
from jupyter_powa.llm.answer import Answer, asked_as_json
from jupyter_powa.llm.base import Ask, Delta, Reply
from jupyter_powa.llm.trouble import is_passing, refused, scrubbed, unreachable, wait_before
from jupyter_powa.model.plan import ModelAccess

ATTEMPTS: Limit[int] = 3
"""Attempts at a request of our own client before its first piece has come. Source: guarantees.md 2g, an own count."""
MAX_ERROR: Limit[int] = 65_536
"""Bytes of an error's body that are read. Source: ours."""
OPTIONAL = ("temperature", "stream_options", "response_format", "max_tokens")
"""What a server may not know; it is left out where the server names it in its refusal."""


class CompatibleLlm:
    """One model of one OpenAI-compatible server."""

    def __init__(self, access: ModelAccess) -> None:
        """Must be made on a running loop, and is used on that one."""
        self._access = access
        self._key = access.key.get_secret_value() if access.key is not None else ""
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self._session = aiohttp.ClientSession(headers=headers, trust_env=False, cookie_jar=aiohttp.DummyCookieJar())

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The answer in pieces, and last the Reply; raises ModelError."""
        body, until = asked_as_json(ask, self._access.model), monotonic() + ask.timeout
        for attempt in range(1, ATTEMPTS + len(OPTIONAL) + 1):
            answer = Answer(self._access.model)
            try:
                async for delta in self._once(body, until, ask.silence, answer):
                    yield delta
                yield self._priced(answer.reply())
                return
            except ModelError as error:
                if answer.begun:
                    raise
                if not self._without(body, error):
                    wait = wait_before(attempt, error)
                    if attempt >= ATTEMPTS or not is_passing(error) or monotonic() + wait > until:
                        raise
                    await asyncio.sleep(wait)

    async def window(self) -> int | None:
        """What the settings say of its server; a quarter of it is left to the answer."""
        return self._access.context * 3 // 4 or None

    async def close(self) -> None:
        """Let go of connections."""
        await self._session.close()

    def _priced(self, reply: Reply) -> Reply:
        """The reply with its cost, where the settings know the price."""
        if self._access.prices is None:
            return reply
        asked, answered = self._access.prices
        usage = reply.usage
        cost = (usage.prompt_tokens * asked + usage.completion_tokens * answered) / 1e6
        return replace(reply, usage=replace(usage, cost=cost))

    @staticmethod
    def _without(body: dict[str, Any], error: ModelError) -> bool:
        """Whether something was left out that the server does not take."""
        if error.code != "model_refused_request":
            return False
        named = [name for name in OPTIONAL if name in body and name in error.message]
        for name in named:
            del body[name]
        return bool(named)

    async def _once(
        self, body: Mapping[str, Any], until: float, silence: float, answer: Answer
    ) -> AsyncIterator[Delta]:
        url = self._access.url.rstrip("/") + "/chat/completions"
        left = max(0.1, until - monotonic())
        timeout = aiohttp.ClientTimeout(total=left, sock_read=min(silence, left), sock_connect=min(30, left))
        try:
            async with self._session.post(
                url,
                data=to_json(body),
                headers={"Content-Type": "application/json"},
                timeout=timeout,
                allow_redirects=False,  # a key is sent to the address that was configured, and nowhere else
            ) as response:
                if response.status != 200:
                    text = (await response.content.read(MAX_ERROR)).decode(errors="replace")
                    raise refused(self._access.model, response.status, text, response.headers, self._key)
                if response.content_type == "application/json":
                    answer.take_whole(_parsed(await response.read(), answer, self._key))
                    return
                if response.content_type != "text/event-stream":
                    words = f"The server of {self._access.model} answers with {response.content_type}, not a stream."
                    raise ModelError(words, code="model_failed")
                async for delta in _deltas(response.content, answer, self._key):
                    yield delta
        except TimeoutError:
            raise answer.cut("model_timeout", "did not answer in time") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if answer.begun:
                raise answer.cut("model_cut", "broke off in mid-answer") from None
            raise unreachable(self._access.model, error) from None


async def _deltas(content: aiohttp.StreamReader, answer: Answer, key: str) -> AsyncIterator[Delta]:
    """The pieces of a stream of server-sent events, folded into the answer as they come."""
    rest = b""
    while True:
        chunk = await content.readany()
        if not chunk:
            break
        *lines, rest = (rest + chunk).split(b"\n") if rest else chunk.split(b"\n")
        for line in lines:
            if not line.startswith(b"data:"):
                continue  # a comment, an event's name, the empty line between two
            data = line[5:].strip()
            if data == b"[DONE]":
                answer.complete = True
            elif data and (delta := answer.take(_parsed(data, answer, key))) is not None:
                yield delta
    answer.ended()


def _parsed(data: bytes, answer: Answer, key: str) -> dict[str, Any]:
    try:
        piece = from_json(data)
    except ValueError:
        raise answer.cut("model_cut", "sent something that is not JSON") from None
    if not isinstance(piece, dict):
        raise answer.cut("model_failed", "sent something that is no answer")
    if piece.get("error"):
        said = piece["error"]
        words = said.get("message") if isinstance(said, dict) else said
        raise answer.cut("model_failed", f"reports an error: {scrubbed(str(words), key)[:500]}")
    return piece
