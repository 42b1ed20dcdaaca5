"""Bodies are taken as they come, and a too large one is never held."""

import http.client
import json
import os
from urllib.parse import urlsplit

import psutil
import pytest
import requests

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
