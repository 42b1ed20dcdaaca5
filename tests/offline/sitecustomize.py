"""Where this is on a Python's path, it reaches this machine and nothing else: the rest is refused, in words."""

import ipaddress
import sys
from typing import Any

NEAR = ("localhost", "localhost.localdomain", "")


def near(host: Any) -> bool:
    """Whether a host is this machine."""
    word = host.decode() if isinstance(host, bytes) else str(host or "")
    try:
        return ipaddress.ip_address(word.partition("%")[0]).is_loopback
    except ValueError:
        return word in NEAR


def refuse(event: str, given: tuple[Any, ...]) -> None:
    """Refuse what leads away from here; names of this machine's own are looked up, others are not."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = given[1]
        if isinstance(address, tuple) and not near(address[0]):
            raise OSError(f"offline: {address[0]}:{address[1]} is not reached from here")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not near(given[0]):
        raise OSError(f"offline: {given[0]} is not looked up from here")


sys.addaudithook(refuse)
