"""The client for requests of blocks: it connects to what was checked, follows redirects itself, and reads with a limit.

aiohttp and not tornado's client, which would do as well: this runs in a kernel, which loads nothing of the server's
(an import contract). aiohttp is there already, litellm needs it; it asks a resolver of ours for every name, and can
hand over a body as it came, so that unpacking has our limit too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import BytesIO
from ssl import SSLContext, SSLError

import aiohttp
from multidict import CIMultiDictProxy

from jupyter_powa.errors import WebError
from jupyter_powa.limits import Limit
from jupyter_powa.model.plan import WebRules
from jupyter_powa.web.address import Address, is_public
from jupyter_powa.web.base import Request, Response
from jupyter_powa.web.body import CODINGS, PIECE, read, too_large
from jupyter_powa.web.gate import Gate, Resolve, system_names
from jupyter_powa.web.hop import REDIRECTS, Hop

MOST_REDIRECTS: Limit[int] = 5
"""Redirects that one request follows. Source: guarantees.md 2e, recipe (3)."""


class HttpClient:
    """Sends requests to where the rules let them go. Keeps no cookies, reads nothing from the environment."""

    def __init__(
        self,
        rules: WebRules,
        *,
        resolve: Resolve = system_names,
        public: Callable[[Address], bool] = is_public,
        tls: SSLContext | None = None,
    ) -> None:
        """Raises WebError (`bad_setting`) where the rules cannot be read. Nothing is opened before the first request.

        `resolve`: how a name becomes addresses; `public`: which of them anybody may reach; `tls`: whom to trust.
        """
        self._gate = Gate(rules, resolve, public)
        self._tls: SSLContext | bool = True if tls is None else tls
        self._session: aiohttp.ClientSession | None = None

    async def send(self, request: Request) -> Response:
        """The response, whatever its status; raises WebError."""
        hop = Hop.first(request)
        try:
            async with asyncio.timeout(request.timeout):
                return await self._follow(hop, request.max_bytes)
        except TimeoutError:
            words = f"{hop.url.host} did not answer in full within {request.timeout:g} s."
            raise WebError(words, code="timeout") from None

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _follow(self, hop: Hop, limit: int) -> Response:
        start = hop.url.host
        for _ in range(MOST_REDIRECTS + 1):
            await self._gate.admit(hop.url)
            found = await self._told(hop, limit)
            if isinstance(found, Response):
                return found
            hop = found
        raise WebError(f"{start} redirects more than {MOST_REDIRECTS} times.", code="too_many_redirects")

    async def _told(self, hop: Hop, limit: int) -> Response | Hop:
        """One step, its errors as sentences: which host, but neither which address nor what of the network."""
        host = hop.url.host or ""
        try:
            return await self._step(hop, limit, host)
        except (aiohttp.ClientSSLError, SSLError):
            words = f"The connection to {host} is not safe: its certificate or its TLS is not accepted."
            raise WebError(words, code="tls_failed") from None
        except aiohttp.InvalidURL:
            raise WebError("The URL cannot be requested: its host is not readable.", code="bad_url") from None
        except aiohttp.ClientPayloadError:
            raise WebError(f"The answer of {host} broke off.", code="unreachable") from None
        except aiohttp.ClientResponseError:
            raise WebError(f"What {host} answers is not HTTP.", code="bad_answer") from None
        except TimeoutError:
            raise
        except (aiohttp.ClientError, OSError, UnicodeError):
            raise WebError(f"{host} cannot be reached.", code="unreachable") from None

    async def _step(self, hop: Hop, limit: int, host: str) -> Response | Hop:
        url, headers = hop.signed(self._gate.lists(hop.url))
        sent = self._open().request(
            hop.method,
            url,
            headers={**headers, "accept-encoding": CODINGS},
            data=None if hop.body is None else BytesIO(hop.body),
            allow_redirects=False,
            ssl=self._tls,
        )
        async with sent as answer:
            location = answer.headers.get("location")
            if answer.status in REDIRECTS and location:
                answer.close()  # what a redirect says besides is not read
                return hop.after(answer.status, location)
            if (answer.content_length or 0) > limit and hop.method != "HEAD":
                answer.close()
                raise too_large(limit, host)
            try:
                coding = answer.headers.get("content-encoding", "")
                body = await read(answer.content.iter_chunked(PIECE), coding, limit, host)
            except BaseException:
                answer.close()  # else the rest of it would be read
                raise
            return Response(answer.status, _joined(answer.headers), body, hop.told())

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=self._gate, use_dns_cache=False),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                skip_auto_headers=("content-type",),
                timeout=aiohttp.ClientTimeout(total=None),
            )
        return self._session


def _joined(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    """The headers by lower-case name, without cookies; one that came several times is joined by commas."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        if key != "set-cookie":
            found[key] = f"{found[key]}, {value}" if key in found else value
    return found
