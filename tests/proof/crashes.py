"""What was told is kept, and no execution lies: servers and kernels are killed at any moment."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import requests

from tests.server.running import Server, begin

SAVES, BOUNDARIES = 6, 4
CHAIN = [
    {"id": f"b{n}", "type": "code", "config": {"code": f"import time; time.sleep(0.15); output = {n}"}}
    for n in range(4)
]
EDGES = [{"source": f"b{n}", "target": f"b{n + 1}"} for n in range(3)]
ENDED = {"completed", "failed"}


def prove() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield _saves(Path(folder))
    with TemporaryDirectory() as folder:
        yield _boundaries(Path(folder), of_kernel=False)
    with TemporaryDirectory() as folder:
        yield _boundaries(Path(folder), of_kernel=True)


def _saves(folder: Path) -> str:
    """Kill the server while it acknowledges new workflows; every one that it acknowledged is there afterwards."""
    acknowledged: list[str] = []
    for _ in range(SAVES):
        server = begin(folder)
        stop = threading.Event()
        writers = [threading.Thread(target=_write, args=(server, acknowledged, stop)) for _ in range(3)]
        for writer in writers:
            writer.start()
        time.sleep(random.uniform(0.2, 0.8))
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        stop.set()
        for writer in writers:
            writer.join()
    server = begin(folder)
    try:
        lost = [one for one in acknowledged if server("GET", f"/api/workflows/{one}").status_code != 200]
    finally:
        _end(server)
    assert acknowledged and not lost, f"{len(lost)} of {len(acknowledged)} acknowledged workflows are lost"
    return f"{len(acknowledged):,} acknowledged saves, {SAVES} killed servers: none lost"


def _write(server: Server, acknowledged: list[str], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            reply = server("POST", "/api/workflows", {"name": "w"})
        except requests.RequestException:
            return
        if reply.status_code == 201:
            acknowledged.append(reply.json()["id"])


def _boundaries(folder: Path, *, of_kernel: bool) -> str:
    """Kill server or kernel when a block has started; what had finished is told, and nothing is left running."""
    seen: Counter[str] = Counter()
    server = begin(folder, extension="jupyter_powa")
    workflow = server("POST", "/api/workflows", {"name": "w", "blocks": CHAIN, "edges": EDGES}).json()["id"]
    assert server("POST", f"/api/workflows/{workflow}/execute", {}).json()["status"] == "completed"  # kernel is warm
    for place in range(BOUNDARIES):
        execution = server("POST", f"/api/workflows/{workflow}/executions", {}).json()["execution_id"]
        path = f"/api/workflows/{workflow}/executions/{execution}"
        _until(server, path, place + 1)
        if of_kernel:
            for child in psutil.Process(server.process.pid).children():
                child.kill()
        else:
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
            server = begin(folder, extension="jupyter_powa")
        _until(server, path, 0, ended=True)
        told, logs = server("GET", path).json(), _logs(server, path)
        statuses = [log["status"] for log in logs]
        assert told["status"] == "failed" and told["code"] in ("interrupted", "kernel_died"), told
        assert "running" not in statuses, statuses
        if of_kernel:
            assert statuses[:place] == ["success"] * place, statuses
        seen[told["code"]] += 1
    after = server("POST", f"/api/workflows/{workflow}/execute", {}).json()
    assert after["status"] == "completed", "the next run must be as if nothing had happened"
    _end(server)
    what = "kernels" if of_kernel else "servers"
    return f"{BOUNDARIES} {what} killed at a block's start: {dict(seen)}, none left running, the next run completes"


def _logs(server: Server, path: str) -> list[dict[str, Any]]:
    logs: list[dict[str, Any]] = server("GET", f"{path}/logs").json()["block_logs"]
    return logs


def _until(server: Server, path: str, begun: int, *, ended: bool = False) -> None:
    """Wait until so many blocks of an execution have begun, or until it has ended."""
    until = time.monotonic() + 60
    while len(_logs(server, path)) < begun or (ended and server("GET", path).json()["status"] not in ENDED):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def _end(server: Server) -> None:
    server.process.terminate()
    server.process.wait(60)
