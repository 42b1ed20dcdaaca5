"""The addresses that are the server's own: no request of a block may reach them, whatever is allowed besides."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]

EVERYWHERE = ("", "*", "0.0.0.0", "::")
"""What a server is bound to that listens on every address of its machine."""
LOOPBACK = "127.0.0.1"


def own_addresses(ip: str, port: int, environment: Mapping[str, str] = os.environ) -> list[str]:
    """`host:port` of a server that is bound to `ip`, and of the hub that started it (guarantees.md 2e, recipe 5)."""
    hosts = {LOOPBACK, *(_interfaces() if ip in EVERYWHERE else [ip])}
    found = [_written(host, port) for host in sorted(hosts)] if port else []
    hub = urlsplit(environment.get("JUPYTERHUB_API_URL", ""))
    if hub.hostname:
        found.append(_written(hub.hostname, hub.port or (443 if hub.scheme == "https" else 80)))
    return found


def _interfaces() -> Iterable[str]:
    """Every address of this machine; one of a link is not told: it is never public, and needs the link's name."""
    for addresses in psutil.net_if_addrs().values():
        for address in addresses:
            if address.family in (socket.AF_INET, socket.AF_INET6) and not ip_address(address.address).is_link_local:
                yield address.address


def _written(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
