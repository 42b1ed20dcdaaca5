"""Where a request may go: the form of a URL, which addresses are public, and what an administrator lists.

Source: guarantees.md 2e. A name is judged by every address that it has, at the moment when it is connected to; what is
written here only reads and decides, `web/client.py` asks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from jupyter_powa.errors import WebError
from jupyter_powa.limits import Limit

if TYPE_CHECKING:
    from yarl import URL

Address = IPv4Address | IPv6Address

LONGEST: Limit[int] = 8_000
"""Characters of a URL. Source: RFC 9110 4.1, which asks for at least as many."""

# No user, no escapes and no backslash where the host stands: what two readers could understand in two ways.
_URL = re.compile(r"https?://(?P<host>\[[0-9a-f:.]+\]|[^\s/?#\\@%\[\]:]+)(?::(?P<port>[0-9]{1,5}))?(?:[/?#].*)?", re.I)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_PORT = re.compile(r"[0-9]{1,5}")
_HOST = re.compile(r"[a-z0-9_.-]+")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?")
_PUBLIC_NAME = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])")

_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carriers' own; 100.100.100.200 tells a cloud machine's secrets
        "168.63.129.16/32",  # Azure's
        "192.0.0.0/24",  # 192.0.0.192 is Oracle's
        "192.88.99.0/24",
        "198.18.0.0/15",
        "64:ff9b:1::/48",
        "2001::/23",  # Teredo and its neighbours
        "2001:db8::/32",
        "3fff::/20",
        "fec0::/10",
    )
)
_UNICAST = ip_network("2000::/3")
_MAPPED, _COMPATIBLE, _NAT64 = ip_network("::ffff:0:0/96"), ip_network("::/96"), ip_network("64:ff9b::/96")


def unwrapped(address: Address) -> Address:
    """The address that a packet to this one ends at: IPv6 forms that hold an IPv4 address give that."""
    if isinstance(address, IPv4Address):
        return address
    if address in _MAPPED or address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour or (address.teredo[1] if address.teredo else address)


def is_public(address: Address) -> bool:
    """Whether an address is one of the internet's, for anybody to reach: not of this machine or of its network."""
    if isinstance(address, IPv6Address) and address.teredo:
        return False
    inner = unwrapped(address)
    if any(inner in network for network in _NOT_PUBLIC if network.version == inner.version):
        return False
    if isinstance(inner, IPv6Address) and inner not in _UNICAST:
        return False
    return inner.is_global and not (inner.is_multicast or inner.is_reserved or inner.is_private)


@dataclass(frozen=True, slots=True)
class Place:
    """A host, as it is written, and a port."""

    host: str
    port: int

    @property
    def literal(self) -> Address | None:
        """The host as an address, where it is one."""
        return literal(self.host)


def literal(host: str) -> Address | None:
    """The address that a host is, in the one usual spelling; None for names, and for `127.1`, `0x7f000001`."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def places(entries: Iterable[str], setting: str) -> frozenset[Place]:
    """A setting's `host:port` lines, read; raises WebError where one is something else."""
    found = set()
    for entry in entries:
        host, colon, port = entry.strip().lower().rpartition(":")
        if not (
            colon and _PORT.fullmatch(port) and (literal(host) or _NAME.fullmatch(host)) and 0 < int(port) < 65_536
        ):
            words = f"The setting {setting} holds {entry!r}: write host:port, as in 127.0.0.1:5000."
            raise WebError(words, code="bad_setting")
        found.add(Place(host.strip("[]"), int(port)))
    return frozenset(found)


def read_url(text: str) -> URL:
    """The URL that a text is; raises WebError (`bad_url`) for what is none, or could be read in two ways."""
    from yarl import URL  # late: it is what sends requests that needs it, not what reads settings

    text = text.strip(" ")
    match = _URL.fullmatch(text)
    if len(text) > LONGEST or _CONTROL.search(text) or match is None:
        raise bad_url(text)
    try:
        url = URL(text)
        port = url.port  # raises where it is no port
    except ValueError:
        raise bad_url(text) from None
    host = url.raw_host or ""
    if not (literal(host) or _HOST.fullmatch(host)) or url.user is not None or not port or port != _port(match):
        raise bad_url(text)
    return url.with_fragment(None)


def _port(match: re.Match[str]) -> int:
    return int(match["port"]) if match["port"] else 443 if match[0][:5].lower() == "https" else 80


def bad_url(text: str) -> WebError:
    """Why a text is no URL to request; a part of a URL that may hold a secret is not told."""
    if _CONTROL.search(text):
        why = "it holds control characters"
    elif not re.match(r"https?://", text, re.I):
        why = "it must begin with http:// or https://"
    elif "@" in re.split(r"[/?#]", text[8:], maxsplit=1)[0]:
        why = "it holds a user or password; use `auth` with a stored secret"
    else:
        why = f"it is longer than {LONGEST:,} characters" if len(text) > LONGEST else "its host or port is not readable"
    return WebError(f"The URL cannot be requested: {why}.", code="bad_url")


def is_disguised(host: str) -> bool:
    """Whether a host is an address in one of its unusual spellings: `127.1`, `2130706433`, `0x7f000001`."""
    return literal(host) is None and _NUMBER.fullmatch(host) is not None


def is_public_name(host: str) -> bool:
    """Whether a host has the form of a name on the internet: with a dot, and letters behind the last one."""
    return len(host) <= 253 and _PUBLIC_NAME.fullmatch(host) is not None


def host_pattern(text: str) -> str:
    """What a secret is bound to, as it is kept: a host, or `*.` and a domain, with a port or for all of them.

    Raises ValueError for what is none: an address with a path, a `*` that means everything.
    """
    pattern = text.strip().lower()
    host, colon, port = pattern.rpartition(":")
    if not colon or literal(pattern) is not None or not _PORT.fullmatch(port):
        host, port = pattern, "1"
    below = host.removeprefix("*.")
    named = is_public_name(below) if below != host else len(host) <= 253 and _NAME.fullmatch(host)
    address = literal(host) is not None and below == host
    if not 0 < int(port) < 65_536 or not (address or (named and not is_disguised(host))):
        raise ValueError(f"{text[:100]!r} is no host: write it as in api.example.com, *.example.com or 127.0.0.1:5000")
    return pattern


def bound_to(hosts: Iterable[str], host: str, port: int) -> bool:
    """Whether a secret that is bound to these host patterns may be sent to this host."""
    return any(_fits(pattern.strip().lower(), host.lower(), port) for pattern in hosts)


def _fits(pattern: str, host: str, port: int) -> bool:
    name, colon, wanted = pattern.rpartition(":")
    if not colon or not _PORT.fullmatch(wanted) or (":" in name and not name.endswith("]")):
        name, wanted = pattern, ""
    if wanted and int(wanted) != port:
        return False
    name = name.strip("[]")
    if not name:
        return False
    return host.endswith(name[1:]) and len(host) > len(name[1:]) if name.startswith("*.") else host == name
