"""One step of a request: what is sent where, what signs it in, and what the next step is after a redirect."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yarl import URL

from jupyter_powa.errors import WebError
from jupyter_powa.web.address import bad_url, bound_to, read_url
from jupyter_powa.web.base import Auth, Request

REDIRECTS = (301, 302, 303, 307, 308)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""What may be asked; not CONNECT and TRACE, which are about the way there."""
OURS = re.compile(
    r"host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|accept-encoding|proxy-.*",
    re.I,
)
"""Headers that say where and how a message travels: the client's own to write."""
GOES_ALONG = ("accept", "accept-language", "user-agent", "content-type")
"""Headers that a redirect to another place keeps: they tell nothing of who asks."""
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*")


@dataclass(frozen=True, slots=True)
class Hop:
    """What is sent, and where. `url` is without what signs in."""

    method: str
    url: URL
    headers: dict[str, str]
    body: bytes | None
    auth: Auth | None

    @classmethod
    def first(cls, request: Request) -> Hop:
        """The first step of a request; raises WebError for a URL, a method or a header that cannot be sent."""
        method = request.method.upper()
        if method not in METHODS:
            raise WebError(f"The method must be one of {', '.join(METHODS)}.", code="bad_method")
        headers = {"user-agent": "jupyter_powa", "accept": "*/*", **checked(request.headers)}
        url = read_url(request.url).extend_query(_pairs(request.params))
        return cls(method, url, headers, request.body, request.auth)

    def signed(self, listed: bool) -> tuple[URL, dict[str, str]]:
        """Where it goes and its headers, with what signs in; raises WebError where that may not be sent there.

        `listed`: whether an administrator allowed this very place; only there may a secret travel in clear.
        """
        if self.auth is None:
            return self.url, self.headers
        host, port = self.url.host or "", self.url.port or 0
        secret = self.auth.secret
        if not bound_to(secret.hosts, host, port) and not bound_to(secret.hosts, self.url.raw_host or "", port):
            words = f"The secret is bound to {', '.join(secret.hosts) or 'no host'}, and is not sent to {host}."
            raise WebError(words, code="secret_not_bound")
        if self.url.scheme != "https" and not listed:
            words = f"The secret is not sent to {host} without TLS: use https, or have {host}:{port} listed."
            raise WebError(words, code="secret_in_clear")
        return self._with(self.auth.scheme, self.auth.name, secret.value.get_secret_value().strip())

    def _with(self, scheme: str, name: str, value: str) -> tuple[URL, dict[str, str]]:
        if scheme == "query":
            return self.url.update_query({name: value}), self.headers
        if scheme == "basic":
            value = "Basic " + b64encode(f"{name}:{value}".encode()).decode()
        elif scheme == "bearer":
            value = f"Bearer {value}"
        header = name if scheme == "header" else "authorization"
        if not _HEADER_VALUE.fullmatch(value):
            raise WebError("The secret holds characters that a header cannot carry.", code="bad_secret")
        kept = {key: text for key, text in self.headers.items() if key.lower() != header.lower()}
        return self.url, {**kept, **checked({header: value})}

    def after(self, status: int, location: str) -> Hop:
        """The next step, as browsers take it; raises WebError for a place that may not follow.

        To another scheme, host or port, nothing goes along that tells who asks.
        """
        url = self._to(location)
        if self.url.scheme == "https" and url.scheme != "https":
            raise WebError(f"{self.url.host} redirects to an address without TLS.", code="insecure_redirect")
        turns = (status in (301, 302) and self.method == "POST") or (status == 303 and self.method != "HEAD")
        method, body = ("GET", None) if turns else (self.method, self.body)
        headers = {key: value for key, value in self.headers.items() if body is not None or not _about_body(key)}
        if url.origin() == self.url.origin():
            return Hop(method, url, headers, body, self.auth)
        kept = {key: value for key, value in headers.items() if key.lower() in GOES_ALONG}
        return Hop(method, url, kept, body, None)

    def _to(self, location: str) -> URL:
        if "\\" in location:
            raise bad_url(location)
        try:
            return read_url(str(self.url.join(URL(location))))
        except ValueError:
            raise bad_url(location) from None
        except WebError as error:
            words = f"{self.url.host} redirects to what cannot be requested. {error.message}"
            raise WebError(words, code=error.code) from None

    def told(self) -> str:
        """Where it went, without what signs in."""
        if self.auth is not None and self.auth.scheme == "query":
            return str(self.url.without_query_params(self.auth.name))
        return str(self.url)


def checked(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers, by lower-case name; raises WebError for what a message cannot carry or is the client's to write."""
    found = {}
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or OURS.fullmatch(name):
            raise WebError(f"The header {name[:50]!r} cannot be set.", code="bad_header")
        if not _HEADER_VALUE.fullmatch(value):
            raise WebError(f"The header {name!r} holds control characters.", code="bad_header")
        found[name.lower()] = value.strip()
    return found


def _about_body(header: str) -> bool:
    return header.lower().startswith("content-")


def _pairs(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Query parameters: a list is one parameter several times, None is left out."""
    found = []
    for name, value in params.items():
        several: Iterable[Any] = value if isinstance(value, list | tuple) else [value]
        found += [(name, _word(item)) for item in several if item is not None]
    return found


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
