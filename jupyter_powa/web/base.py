"""What a way to reach out over HTTP must offer, and what goes out and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from jupyter_powa.model.plan import Secret


@dataclass(frozen=True, slots=True)
class Auth:
    """How a request signs in: with a stored secret, only at the hosts that it is bound to."""

    secret: Secret
    scheme: str = "bearer"
    """bearer, basic, header or query."""
    name: str = ""
    """The header's or query parameter's name; for basic, the user."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `params` are added to the URL's query; a list is one parameter several times, None is left out."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    auth: Auth | None = None
    timeout: float = 30.0
    """Seconds that everything, redirects included, may take."""
    max_bytes: int = 5_000_000
    """Most bytes of the answer, as it comes and as it unpacks (guarantees.md 2e, recipe 2)."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `headers` by lower-case name, without cookies; `url`: where from, after redirects, unsigned."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Web(Protocol):
    """A client that only reaches what it may. Everything that goes wrong is a `WebError`."""

    async def send(self, request: Request) -> Response:
        """The response, whatever its status."""

    async def close(self) -> None:
        """Let go of connections."""
