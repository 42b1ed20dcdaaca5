"""Which process runs an execution, and whether it still lives."""

from __future__ import annotations

import os
import socket
from functools import cache

import psutil  # type: ignore[import-untyped]

SAME_START = 2.0
"""Seconds by which two readings of one process's start may differ (the clock is set meanwhile)."""


@cache
def _host() -> str:
    return socket.gethostname().replace("|", "-")[:100]


def this_process() -> str:
    """This process, told apart from a later one of the same number: host, number, start."""
    return f"{_host()}|{os.getpid()}|{psutil.Process().create_time():.2f}"


def lives(owner: str) -> bool:
    """Whether that process still runs. One on another host is taken to live: it cannot be seen from here."""
    host, _, rest = owner.partition("|")
    number, _, start = rest.partition("|")
    if not number.isdecimal():
        return False
    if host != _host():
        return True
    try:
        return bool(abs(psutil.Process(int(number)).create_time() - float(start)) < SAME_START)
    except (psutil.Error, ValueError):
        return False
