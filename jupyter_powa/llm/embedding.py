"""Texts into vectors, by any OpenAI-compatible server (`/embeddings`)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
from pydantic_core import from_json, to_json

from jupyter_powa.errors import ModelError
from jupyter_powa.limits import Limit
from jupyter_powa.llm.trouble import is_passing, refused, unreachable, wait_before
from jupyter_powa.model.plan import ModelAccess

ATTEMPTS = 3
"""Times that a request is sent, as for answers."""
TIMEOUT = 60.0
"""Seconds that one request may take."""
LARGEST: Limit[int] = 64_000_000
"""Bytes of a reply with vectors that are read. Source: ours; 64 vectors of 4,096 numbers are a tenth."""


class CompatibleEmbedder:
    """One model of one OpenAI-compatible server."""

    def __init__(self, access: ModelAccess) -> None:
        """Must be made on a running loop, and is used on that one."""
        self._access = access
        self._key = access.key.get_secret_value() if access.key is not None else ""
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self._session = aiohttp.ClientSession(headers=headers, trust_env=False, cookie_jar=aiohttp.DummyCookieJar())

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text; raises ModelError."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return vectors(await self._once(texts), len(texts), self._access.model)
            except ModelError as error:
                if attempt == ATTEMPTS or not is_passing(error):
                    raise
                await asyncio.sleep(wait_before(attempt, error))
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Let go of connections."""
        await self._session.close()

    async def _once(self, texts: Sequence[str]) -> Any:
        body = to_json({"model": self._access.model, "input": list(texts), "encoding_format": "float"})
        try:
            async with self._session.post(
                self._access.url.rstrip("/") + "/embeddings",
                data=body,
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                allow_redirects=False,  # a key is sent to the address that was configured, and nowhere else
            ) as response:
                told = await _read(response)
                if response.status != 200:
                    text = told[:65_536].decode(errors="replace")
                    raise refused(self._access.model, response.status, text, response.headers, self._key)
                return from_json(told)
        except TimeoutError:
            raise ModelError(f"The model {self._access.model} did not answer in time.", code="model_timeout") from None
        except (aiohttp.ClientError, OSError) as error:
            raise unreachable(self._access.model, error) from None
        except ValueError:
            raise _odd(self._access.model) from None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    told = bytearray()
    async for part in response.content.iter_any():
        told += part
        if len(told) > LARGEST:
            raise ValueError("too large")
    return bytes(told)


def vectors(reply: Any, count: int, model: str) -> list[list[float]]:
    """The vectors of a reply in the OpenAI form, in the order of the texts; raises ModelError where it is none."""
    try:
        rows: list[Mapping[str, Any]] = sorted(reply["data"], key=lambda row: row["index"])
        made = [[float(number) for number in row["embedding"]] for row in rows]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _odd(model) from None
    if len(made) != count or len({len(one) for one in made}) != 1 or not made[0]:
        raise _odd(model)
    return made


def _odd(model: str) -> ModelError:
    return ModelError(f"The model {model} sent something that is no list of vectors.", code="model_failed")
