"""The gate that every connection passes: the only way in which names become addresses, and each one is looked at.

What was checked is what is connected to: the client asks this resolver at the moment when it connects and keeps no
cache of its own, so a name that answers differently the second time gains nothing (DNS rebinding, guarantees.md 2e).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from jupyter_powa.errors import WebError
from jupyter_powa.model.plan import WebRules
from jupyter_powa.web.address import Address, Place, is_disguised, is_public_name, literal, places, unwrapped

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def system_names(host: str, port: int) -> list[str]:
    """The addresses that the system knows for a name; raises OSError where it knows none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Gate(AbstractResolver):
    """Judges hosts and addresses by the rules; raises WebError (`address_not_allowed`)."""

    def __init__(self, rules: WebRules, resolve: Resolve, public: Callable[[Address], bool]) -> None:
        """`public`: which addresses anybody may reach; raises WebError where the rules cannot be read."""
        self._allowed = places(rules.allowed_addresses, "allowed_addresses")
        self._refused = places(rules.refused_addresses, "refused_addresses")
        self._ports = frozenset(rules.ports)
        self._find, self._public = resolve, public

    def lists(self, url: URL) -> bool:
        """Whether an administrator has listed this very host and port."""
        return _place(url) in self._allowed

    async def admit(self, url: URL) -> None:
        """Look at a URL before anything is sent; a name's addresses are looked at when it is connected to."""
        host, port = _place(url).host, _place(url).port
        if (address := literal(host)) is not None:
            await self._judge(host, port, [address])
        elif is_disguised(host) or not (self._may_be_public(host, port) or self._near(port)):
            raise _not_allowed(host, port)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name, after each was looked at."""
        addresses = [address for text in await self._find(host, port) if (address := literal(text))]
        if not addresses:
            raise OSError(f"{host} has no address")
        await self._judge(host, port, addresses)
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""

    async def _judge(self, host: str, port: int, addresses: Sequence[Address]) -> None:
        """All of the addresses must be allowed: which of them is connected to is not ours to choose."""
        own = await self._own(port)
        inner = [unwrapped(address) for address in addresses]
        if any(_same(one, other) for one in inner for other in own):
            raise _not_allowed(host, port)
        if Place(host, port) in self._allowed:
            return
        open_to_all = self._may_be_public(host, port)
        for outer, address in zip(addresses, inner, strict=True):
            if Place(str(address), port) not in self._allowed and not (open_to_all and self._public(outer)):
                raise _not_allowed(host, port)

    def _may_be_public(self, host: str, port: int) -> bool:
        return port in self._ports and (literal(host) is not None or is_public_name(host))

    def _near(self, port: int) -> bool:
        """Whether anything that is not public is listed at this port."""
        return any(place.port == port for place in self._allowed)

    async def _own(self, port: int) -> list[Address]:
        """The addresses that are refused at this port."""
        found: list[Address] = []
        for place in self._refused:
            if place.port != port:
                continue
            if place.literal is not None:
                found.append(unwrapped(place.literal))
                continue
            try:
                texts = await self._find(place.host, port)
            except OSError:
                continue  # a name that leads nowhere cannot be reached either
            found += [unwrapped(address) for text in texts if (address := literal(text))]
        return found


def _place(url: URL) -> Place:
    return Place((url.raw_host or "").lower(), url.port or 0)


def _same(one: Address, other: Address) -> bool:
    """Whether two addresses are one place: whatever a machine calls itself by is itself."""
    return one == other or (_is_here(one) and _is_here(other))


def _is_here(address: Address) -> bool:
    return address.is_loopback or address.is_unspecified


def _not_allowed(host: str, port: int) -> WebError:
    words = (
        f"The address {host}:{port} is not allowed: requests go to public addresses on their usual ports, and to what "
        "the server's setting allowed_addresses lists."
    )
    return WebError(words, code="address_not_allowed")
