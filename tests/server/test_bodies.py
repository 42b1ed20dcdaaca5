"""Bodies are taken as they come, and a too large one is never held."""

import asyncio
import http.client
import json
import os
import time
from urllib.parse import urlsplit

import psutil
import pytest
import requests
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from jupyter_powa.server.bodies import DISCARD, LINGER, PATIENCE, Bodies

pytestmark = pytest.mark.server
MAX = 5_000_000


def pieces(total: int):
    for _ in range(total // 1_000_000):
        yield b"x" * 1_000_000


def test_a_body_of_many_pieces_is_one(server):
    text = "y" * 3_000_000
    raw = json.dumps({"name": "w", "variables": {"text": text}}).encode()
    chunked = (raw[start : start + 65_536] for start in range(0, len(raw), 65_536))
    made = requests.post(f"{server.address}/api/workflows", data=chunked, headers=server.headers, timeout=60)
    assert (made.status_code, made.json()["variables"]["text"]) == (201, text)


@pytest.mark.parametrize("said", [True, False], ids=["with its length", "in chunks"])
def test_a_body_that_is_too_large_is_refused_and_not_kept(server, said: bool):
    before = _memory(server)
    data = b"x" * 60_000_000 if said else pieces(60_000_000)
    reply = requests.post(f"{server.address}/api/workflows", data=data, headers=server.headers, timeout=60)
    assert (reply.status_code, reply.json()["code"]) == (413, "body_too_large")
    assert "5,000,000" in reply.json()["error"]
    assert _memory(server) - before < 30_000_000


def test_a_length_beyond_all_limits_is_refused_before_anything_is_sent(server):
    url = urlsplit(server.address)
    connection = http.client.HTTPConnection(url.hostname or "", url.port or 0, timeout=30)
    connection.putrequest("POST", f"{url.path}/api/workflows")
    connection.putheader("Authorization", f"Bearer {server.token}")
    connection.putheader("Content-Length", str(MAX + DISCARD + 1))
    connection.endheaders()
    began = time.monotonic()
    reply = connection.getresponse()
    assert (reply.status, json.load(reply)["code"]) == (413, "body_too_large")
    assert reply.getheader("Connection") == "close" and time.monotonic() - began < LINGER / 2
    connection.close()


@pytest.mark.parametrize("said", [True, False], ids=["with its length", "in chunks"])
def test_whoever_sends_more_than_is_ever_taken_is_told_too(server, said: bool):
    before, size = _memory(server), MAX + DISCARD + 50_000_000
    headers = {**server.headers, **({"Content-Length": str(size)} if said else {})}
    reply = requests.post(f"{server.address}/api/workflows", data=pieces(size), headers=headers, timeout=60)
    assert (reply.status_code, reply.json()["code"]) == (413, "body_too_large")
    assert _memory(server) - before < 30_000_000
    assert server("GET", "/api/workflows").status_code == 200


def test_whoever_sends_without_end_is_hung_up_on_at_last(server):
    def endless():
        while True:
            yield b"x" * 1_000_000

    began = time.monotonic()
    try:
        reply = requests.post(f"{server.address}/api/workflows", data=endless(), headers=server.headers, timeout=60)
        assert reply.status_code == 413
    except requests.ConnectionError:
        pass  # it did not look up from its sending before the connection was gone
    assert LINGER * 0.9 < time.monotonic() - began < LINGER + 10


async def test_a_stranger_has_its_time_for_a_body():
    class Quick(Bodies):
        patience = 0.3

        def prepare(self) -> None:
            self.begin_body(1_000)
            self.hurry()

    assert Bodies.patience == PATIENCE
    server = HTTPServer(Application([("/", Quick)]))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    reader, writer = await asyncio.open_connection("127.0.0.1", sockets[0].getsockname()[1])
    writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    server.stop()


def test_whoever_is_not_signed_in_need_not_send_a_body_to_be_told(server):
    url = urlsplit(server.address)
    connection = http.client.HTTPConnection(url.hostname or "", url.port or 0, timeout=30)
    connection.putrequest("POST", f"{url.path}/api/workflows")
    connection.putheader("Content-Length", str(MAX))
    connection.endheaders()
    reply = connection.getresponse()
    assert (reply.status, json.load(reply)["code"]) == (401, "unauthorized")
    connection.close()


def _memory(server) -> int:
    """Bytes that the server's process holds."""
    port = urlsplit(server.address).port
    for process in psutil.Process(os.getpid()).children(recursive=True):
        if any(one.laddr.port == port for one in process.net_connections(kind="inet") if one.status == "LISTEN"):
            return process.memory_info().rss
    raise AssertionError("the server's process was not found")
