"""Readers of events come and go by the hundred, and one that does not read hurts nobody (guarantees.md 2c, §4.9)."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psutil

from jupyter_powa.watching import RECENT
from tests.server.running import Server, begin

READERS = 200
WITHIN = 1.0
"""Seconds in which another request must be answered (guarantees.md §4, promise 9)."""
FREED = 5.0
"""Seconds after which nothing of a reader that has left may be held."""
STALL = 3.0
"""Seconds that a reader may keep the server waiting, here."""
RUNS = 30
"""Executions of a megabyte each: more than sockets hold for a reader that does not read."""
SLACK = 30_000_000
"""Bytes that the server may have gained when all have left; Python gives little back."""


def prove() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        server = begin(Path(folder), f"c.PowaApp.stream_stall = {STALL}", extension="jupyter_powa")
        try:
            small, large = (_made(server, f"output = 'x' * {size}") for size in (10_000, 950_000))
            for _ in range(RECENT):  # its kernel is there then, and whatever is kept of executions that have ended
                _run(server, large)
            for how in ("close", "reset"):
                yield _come_and_go(server, small, how)
            yield _slow(server, large)
            held = _memory(server)
            yield _slow(server, large)
            gained = _memory(server) - held  # what the first one took may stay, and is used again
            assert gained < SLACK, f"{gained / 1e6:.0f} MB are held for each that does not read"
        finally:
            server.process.terminate()
            server.process.wait(60)


def _come_and_go(server: Server, workflow: str, how: str) -> str:
    before, held = _files(server), _memory(server)
    with _probed(server) as ages:
        readers = [_reader(server, workflow) for _ in range(READERS)]
        opened = _files(server) - before
        assert opened >= READERS - 2, f"{opened} files for {READERS} readers"
        running = threading.Thread(target=_run, args=(server, workflow))
        running.start()
        for _, response in readers[: READERS // 2]:  # the others leave in the middle of it
            _until_done(response)
        for connection, _ in readers:
            _leave(connection, how)
        left = time.perf_counter()
        running.join()
        freed = _freed(server, before)
    took = time.perf_counter() - left
    gained = _memory(server) - held
    assert gained < SLACK, f"{gained / 1e6:.0f} MB are still held"
    assert freed, f"{_files(server) - before} files are still open {took:.1f} s after {READERS} readers have left"
    return f"{READERS} readers {how}: all freed after {took:.1f} s; {_told(ages)}"


def _slow(server: Server, workflow: str) -> str:
    before = _files(server)
    slow, _ = _reader(server, workflow, room=4_096)
    quick, heard = _reader(server, workflow)
    with _probed(server) as ages:
        began = time.perf_counter()
        running = threading.Thread(target=lambda: [_run(server, workflow) for _ in range(RUNS)])
        running.start()
        for _ in range(RUNS):
            _until_done(heard)
        took = time.perf_counter() - began
        running.join()
        time.sleep(STALL)
        quick.close()
        assert _freed(server, before), "whoever does not read is never let go"
    slow.close()
    log = server.log.read_text()
    assert "did not read for" in log and "StreamClosedError" not in log, log[-2_000:]
    return f"one of two does not read: the other has {RUNS} MB after {took:.1f} s; {_told(ages)}"


def _reader(server: Server, workflow: str, room: int = 0) -> tuple[HTTPConnection, HTTPResponse]:
    """A stream of a workflow's events, open; `room`: bytes of its socket's buffer."""
    url = urlsplit(server.address)
    connection = HTTPConnection(url.hostname or "", url.port, timeout=60)
    connection.connect()
    if room:
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    connection.request("GET", f"{url.path}/api/powa/workflows/{workflow}/events", headers=server.headers)
    connection_socket = connection.sock  # http.client lets go of it where a reply has no length
    response = connection.getresponse()
    assert response.status == 200
    connection.sock = connection_socket
    return connection, response


def _until_done(response: HTTPResponse) -> None:
    while b'"type":"done"' not in (line := response.readline()):
        assert line, "the stream ended"


def _leave(connection: HTTPConnection, how: str) -> None:
    if how == "reset":
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.sock.shutdown(socket.SHUT_RDWR)
    connection.sock.close()


def _freed(server: Server, before: int) -> bool:
    until = time.perf_counter() + FREED
    while _files(server) > before + 2 and time.perf_counter() < until:  # a probe may be under way
        time.sleep(0.05)
    return _files(server) <= before + 2


@contextmanager
def _probed(server: Server) -> Iterator[list[float]]:
    """How long other requests took meanwhile; each within a second."""
    ages: list[float] = []
    stop = threading.Event()

    def probe() -> None:
        while not stop.wait(0.05):
            began = time.perf_counter()
            assert server("GET", "/api/workflows").status_code == 200
            ages.append(time.perf_counter() - began)

    thread = threading.Thread(target=probe)
    thread.start()
    try:
        yield ages
    finally:
        stop.set()
        thread.join()
    assert max(ages) < WITHIN, f"a request waited {max(ages):.2f} s"


def _told(ages: list[float]) -> str:
    ordered = sorted(ages)
    return f"others waited {ordered[len(ages) // 2] * 1_000:.0f} ms, at most {ordered[-1] * 1_000:.0f} ms"


def _made(server: Server, code: str) -> str:
    blocks = [{"id": "a", "type": "code", "config": {"code": code}}]
    made: str = server("POST", "/api/workflows", {"name": "w", "blocks": blocks}).json()["id"]
    return made


def _run(server: Server, workflow: str) -> None:
    assert server("POST", f"/api/workflows/{workflow}/execute", {}).json()["status"] == "completed"


def _files(server: Server) -> int:
    return psutil.Process(server.process.pid).num_fds()


def _memory(server: Server) -> int:
    return psutil.Process(server.process.pid).memory_info().rss
