"""A run always ends, and meanwhile others are answered: each kind of endless work against its limit."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.server.running import Server, begin

LIMIT = 2.0
PATIENCE = 30.0
"""Seconds from the limit to the kill of a kernel that ignores interrupts, and some."""
WITHIN = 1.0
"""Seconds in which another request must be answered (guarantees.md §4, promise 9)."""
WORK = {
    "a loop": "while True: pass",
    "a loop that swallows interrupts": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ),
    "one long call in C": "sum(range(10**11))",
    "a sleep": "import time; time.sleep(1000)",
    "code that awaits": "import asyncio\nawait asyncio.sleep(1000)",
    "a flood of output": "while True: print('x' * 10_000)",
    "a process of its own": "import subprocess; subprocess.run(['sleep', '1000'])",
    "a signal to itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "its own death": "import os; os._exit(3)",
}


def prove() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        server = begin(Path(folder), f"c.PowaApp.execution_timeout = {LIMIT}", extension="jupyter_powa")
        try:
            for name, code in WORK.items():
                yield _ended(server, name, code)
            yield _goes_on(server)
        finally:
            server.process.terminate()
            server.process.wait(60)


def _goes_on(server: Server) -> str:
    """The next run is as if nothing had happened; its kernel may take longer to start than this limit allows."""
    workflow = _made(server, "output = 1")
    for attempt in range(1, 6):
        if server("POST", f"/api/workflows/{workflow}/execute", {}).json().get("status") == "completed":
            return f"the next run completes (attempt {attempt})"
    raise AssertionError("no run completes any more")


def _ended(server: Server, name: str, code: str) -> str:
    workflow = _made(server, code)
    ages: list[float] = []
    stop = threading.Event()
    probe = threading.Thread(target=_probe, args=(server, ages, stop))
    probe.start()
    began = time.perf_counter()
    reply = server("POST", f"/api/workflows/{workflow}/execute", {})
    took = time.perf_counter() - began
    stop.set()
    probe.join()
    told = reply.json()
    assert reply.status_code in (500, 504) and told["code"] in ("timeout", "kernel_died"), (
        name,
        reply.status_code,
        told,
    )
    assert took < LIMIT + PATIENCE, f"{name} ended after {took:.1f} s"
    assert max(ages) < WITHIN, f"during {name} a request waited {max(ages):.2f} s"
    waits = f"others waited {statistics.median(ages) * 1_000:.0f} ms, at most {max(ages) * 1_000:.0f} ms"
    return f"{name}: {told['code']} after {took:.1f} s; {waits}"


def _made(server: Server, code: str) -> str:
    blocks = [{"id": "a", "type": "code", "config": {"code": code}}]
    made: str = server("POST", "/api/workflows", {"name": "w", "blocks": blocks}).json()["id"]
    return made


def _probe(server: Server, ages: list[float], stop: threading.Event) -> None:
    while True:
        began = time.perf_counter()
        assert server("GET", "/api/workflows").status_code == 200
        ages.append(time.perf_counter() - began)
        if stop.wait(0.1):
            return
