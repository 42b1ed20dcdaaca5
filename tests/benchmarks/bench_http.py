"""The door: requests a second against Jupyter Server's own trivial handler, and 200 streams against bare Tornado's."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psutil

from tests.benchmarks.figures import Figure, in_turn
from tests.server.running import Server, begin

CONNECTIONS, REQUESTS, ROUNDS = 8, 40, 15
STREAMS, SECONDS, TURNS = 200, 2.0, 3
GRAPH = {
    "blocks": [{"id": "a", "type": "input"}, {"id": "b", "type": "code", "config": {"code": "output = 1"}}],
    "edges": [{"source": "a", "target": "b"}],
}
TELLS = "import time\ntime.sleep(0.1)\noutput = time.time()"
BLOCKS = 30


@asynccontextmanager
async def servers() -> AsyncIterator[tuple[Server, int]]:
    """A Jupyter server with ours and the trivial handler in it, and the port of a bare Tornado."""
    command = [sys.executable, "-m", "tests.benchmarks.door"]
    bare = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True)  # noqa: ASYNC220
    assert bare.stdout is not None
    with TemporaryDirectory() as folder:
        server = await asyncio.to_thread(begin, Path(folder), extension="tests.benchmarks.door")
        try:
            yield server, int(bare.stdout.readline())
        finally:
            for process in (server.process, bare):
                process.kill()
                process.wait()
            bare.stdout.close()


async def measure() -> list[Figure]:
    """The figures of both."""
    async with servers() as (server, port):
        return [*await _requests(server, port), *await _streams(server, port)]


async def _requests(server: Server, port: int) -> list[Figure]:
    workflow = await asyncio.to_thread(lambda: server("POST", "/api/workflows", {"name": "w", **GRAPH}).json()["id"])
    mine, path = urlsplit(server.address).port or 0, urlsplit(server.address).path
    get = _request("GET", f"{path}/api/workflows/{workflow}", server.token)
    post = _request("POST", f"{path}/api/workflows", server.token, json.dumps({"name": "w"}).encode())
    trivial, bare = _request("GET", f"{path}/api/powa-trivial", server.token), _request("GET", "/", "")
    figures = []
    for name, request in (("GET one workflow", get), ("POST one workflow", post)):
        ratio, took, floor = await in_turn(ROUNDS, lambda r=request: _load(mine, r), lambda: _load(mine, trivial))
        note = f"{_rate(took)} against {_rate(floor)} a second"
        words = f"{name}, requests a second / jupyter_server's trivial JSON"
        figures.append(Figure(words, 1 / ratio, 0.5, at_least=True, note=note))
        ratio, _, floor = await in_turn(ROUNDS, lambda r=request: _load(mine, r), lambda: _load(port, bare))
        note = f"{_rate(floor)} a second there; an aim, not a goal"
        figures.append(Figure(f"{name}, requests a second / bare Tornado's", 1 / ratio, 0.8, at_least=True, note=note))
    return figures


def _rate(seconds: float) -> str:
    return f"{CONNECTIONS * REQUESTS / seconds:,.0f}"


def _request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _load(port: int, request: bytes) -> None:
    """Send a request again and again over some connections that are kept."""

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(REQUESTS):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head[9:12] in (b"200", b"201"), head
            length = re.search(rb"(?i)content-length: (\d+)", head)
            assert length is not None
            await reader.readexactly(int(length.group(1)))
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))


async def _streams(server: Server, port: int) -> list[Figure]:
    blocks = [{"id": f"b{n}", "type": "code", "config": {"code": TELLS}} for n in range(BLOCKS)]
    graph = {"blocks": blocks, "edges": [{"source": f"b{n}", "target": f"b{n + 1}"} for n in range(BLOCKS - 1)]}
    made = await asyncio.to_thread(lambda: server("POST", "/api/workflows", {"name": "w", **graph}).json()["id"])
    mine, path = urlsplit(server.address).port or 0, urlsplit(server.address).path
    watch = _request("GET", f"{path}/api/powa/workflows/{made}/events", server.token)
    before = psutil.Process(server.process.pid).memory_info().rss
    first = [await _open(mine, watch) for _ in range(STREAMS)]
    held = (psutil.Process(server.process.pid).memory_info().rss - before) / STREAMS / 1_000
    ratios, notes = [], []
    for _ in range(TURNS):
        # Opened before the run: who comes later is told its past first, and old events would be counted.
        readers = first or [await _open(mine, watch) for _ in range(STREAMS)]
        run = asyncio.create_task(asyncio.to_thread(server, "POST", f"/api/workflows/{made}/execute", {}))
        ours = await _ages(readers)
        await run
        bare = await _ages([await _open(port, _request("GET", "/events", "")) for _ in range(STREAMS)])
        p99, floor = quantiles(ours, n=100)[98], quantiles(bare, n=100)[98]
        ratios.append(p99 / floor)
        notes.append(f"{p99 * 1e3:.0f}/{floor * 1e3:.0f}")
        first = []
    note = f"p99 in ms, ours/theirs: {', '.join(notes)}"
    return [
        Figure(f"{STREAMS} event streams, memory of each", held, 20, "kB"),
        Figure(f"{STREAMS} event streams, p99 age of an event / bare Tornado's", median(ratios), 1.5, note=note),
    ]


async def _open(port: int, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    assert b"200" in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def _ages(readers: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]) -> list[float]:
    """How old events are when they are seen, over some seconds; the streams are closed then."""
    ages: list[float] = []
    until = time.time() + SECONDS

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while time.time() < until:
            line = await asyncio.wait_for(reader.readline(), 30)
            if found := re.search(rb'"data":{"output": ?([0-9.]{10,})', line):
                ages.append(time.time() - float(found.group(1)))
        writer.close()

    await asyncio.gather(*(one(*pair) for pair in readers))
    return ages
