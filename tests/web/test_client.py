"""What the client sends and brings back, and what it never does, against real peers on loopback."""

from __future__ import annotations

import asyncio
import json
import ssl

import pytest
from aiohttp import web

from jupyter_powa.errors import WebError
from jupyter_powa.model.plan import WebRules
from jupyter_powa.web.base import Request
from jupyter_powa.web.client import MOST_REDIRECTS, HttpClient
from tests.web.conftest import PUBLIC
from tests.web.peer import peer, raw


async def refused(client, url, **more) -> WebError:
    with pytest.raises(WebError) as told:
        await client.send(Request("GET", url, **more))
    assert "\n" not in told.value.message and len(told.value.message) < 250
    return told.value


async def test_a_request_arrives_as_it_was_sent_and_its_answer_comes_back(client, outside):
    sent = Request("POST", f"{outside.url}/a b?x=1", {"X-Own": "ä"}, {"n": [1, 2], "b": True, "none": None}, b"body")
    response = await client([outside.port]).send(sent)
    (came,) = outside.came
    assert (came.method, came.target, came.body) == ("POST", "/a%20b?x=1&n=1&n=2&b=true", b"body")
    assert came.headers["x-own"] == "ä" and "content-type" not in came.headers
    assert (response.status, response.url) == (200, f"{outside.url}/a%20b?x=1&n=1&n=2&b=true")
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(response.body)["target"] == came.target


async def test_any_status_is_an_answer(client):
    async def teapot(request: web.Request) -> web.Response:
        return web.Response(status=418, text="short and stout")

    async with peer(teapot, PUBLIC) as here:
        response = await client([here.port]).send(Request("GET", here.url))
    assert (response.status, response.body) == (418, b"short and stout")


async def test_a_large_body_is_sent_whole(client, outside):
    await client([outside.port]).send(Request("PUT", outside.url, body=b"x" * 3_000_000))
    assert len(outside.came[0].body) == 3_000_000


async def test_what_comes_packed_is_unpacked(client):
    async def packed(request: web.Request) -> web.Response:
        answer = web.Response(text="hello " * 1_000)
        answer.enable_compression(web.ContentCoding(request.path[1:]))
        return answer

    async with peer(packed, PUBLIC) as here:
        for coding in ("gzip", "deflate", "identity"):
            response = await client([here.port]).send(Request("GET", f"{here.url}/{coding}"))
            assert response.body == b"hello " * 1_000


async def test_a_head_has_no_body_however_large_it_says_that_is(client):
    async def large(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\nContent-Encoding: gzip\r\n\r\n")
        await writer.drain()

    async with raw(large, PUBLIC) as here:
        response = await client([here.port]).send(Request("HEAD", here.url))
    assert (response.body, response.headers["content-length"]) == (b"", "900000000")


async def test_cookies_are_neither_kept_nor_told(client):
    async def sets(request: web.Request) -> web.Response:
        answer = web.Response(text="x")
        answer.set_cookie("session", "1")
        return answer

    async with peer(sets, PUBLIC) as here:
        one = client([here.port])
        responses = [await one.send(Request("GET", here.url)) for _ in range(2)]
    assert all("cookie" not in came.headers for came in here.came)
    assert all("set-cookie" not in response.headers for response in responses)


async def test_a_proxy_of_the_environment_is_not_asked(client, outside, inside, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, inside.url)
    await client([outside.port]).send(Request("GET", outside.url))
    assert len(outside.came) == 1 and inside.came == []


async def test_a_closed_client_lets_go_and_opens_again_when_it_is_asked(client, outside):
    one = client([outside.port])
    await one.send(Request("GET", outside.url))
    await one.close()
    await one.close()
    assert (await one.send(Request("GET", outside.url))).status == 200


@pytest.mark.parametrize(
    ("headers", "method", "code"),
    [
        ({"Host": "other"}, "GET", "bad_header"),
        ({"Content-Length": "3"}, "GET", "bad_header"),
        ({"Transfer-Encoding": "chunked"}, "GET", "bad_header"),
        ({"Proxy-Authorization": "x"}, "GET", "bad_header"),
        ({"X-A": "1\r\nX-B: 2"}, "GET", "bad_header"),
        ({"X-A": "1\x00"}, "GET", "bad_header"),
        ({"X A": "1"}, "GET", "bad_header"),
        ({"X-A\r\nX-B": "1"}, "GET", "bad_header"),
        ({"": "1"}, "GET", "bad_header"),
        ({}, "CONNECT", "bad_method"),
        ({}, "GET / HTTP/1.1\r\nX: y", "bad_method"),
    ],
)
async def test_what_would_change_the_message_itself_is_refused(client, outside, headers, method, code):
    with pytest.raises(WebError) as told:
        await client([outside.port]).send(Request(method, outside.url, headers))
    assert told.value.code == code and outside.came == []


# What goes wrong on the way: one sentence each, with the host as it was written and nothing of the network.


async def test_who_is_not_there_cannot_be_reached(client, names, outside):
    names.answers["gone.example.com"] = [[PUBLIC]]
    async with peer(host=PUBLIC) as here:
        port = here.port
    for host in ("gone.example.com", "unknown.example.com"):
        error = await refused(client([port]), f"http://{host}:{port}")
        assert (error.code, error.message) == ("unreachable", f"{host} cannot be reached.")


async def test_an_answer_that_never_comes_is_not_waited_for(client):
    async def never(reader, writer):
        await asyncio.sleep(60)

    async with raw(never, PUBLIC) as here:
        error = await refused(client([here.port]), here.url, timeout=0.3)
    assert error.code == "timeout" and "0.3 s" in error.message


async def test_an_answer_that_drips_is_cut_off(client):
    async def drips(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(300):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.2)

    async with raw(drips, PUBLIC) as here:
        assert (await refused(client([here.port]), here.url, timeout=1.0)).code == "timeout"


async def test_redirects_all_together_have_the_one_timeout(client):
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.5)
        return web.Response(status=302, headers={"Location": "/again"})

    async with peer(slow, PUBLIC) as here:
        assert (await refused(client([here.port]), here.url, timeout=1.2)).code == "timeout"
    assert len(here.came) <= 3


@pytest.mark.parametrize(
    ("says", "code"),
    [
        (b"hello, is this telnet?\r\n\r\n", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "unreachable"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", "unreachable"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "bad_answer unreachable"),
        (b"", "unreachable"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nnope", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 4\r\n\r\nnope", "bad_answer"),
    ],
)
async def test_a_peer_that_talks_nonsense_fails_in_a_sentence(client, says, code):
    async def talk(reader, writer):
        writer.write(says)
        await writer.drain()

    async with raw(talk, PUBLIC) as here:
        assert (await refused(client([here.port]), here.url, timeout=20)).code in code.split()


async def test_a_certificate_that_nobody_signed_is_not_accepted(client, certificate):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with peer(host=PUBLIC, tls=tls) as here:
        error = await refused(client([here.port]), here.url)
        assert error.code == "tls_failed" and here.came == []
        assert (await refused(client([here.port]), here.url.replace("https", "http"))).code in (
            "unreachable",
            "bad_answer",
        )
        trusting = ssl.create_default_context(cafile=certificate)
        assert (await client([here.port], tls=trusting).send(Request("GET", here.url))).status == 200


async def test_rules_that_cannot_be_read_let_nothing_through():
    with pytest.raises(WebError, match="host:port") as told:
        HttpClient(WebRules(allowed_addresses=["localhost"]))
    assert told.value.code == "bad_setting"


async def test_five_redirects_are_followed_and_six_are_not(client):
    async def further(request: web.Request) -> web.Response:
        left = int(request.path[1:])
        return web.Response(status=302, headers={"Location": f"/{left - 1}"}) if left else web.Response(text="there")

    async with peer(further, PUBLIC) as here:
        response = await client([here.port]).send(Request("GET", f"{here.url}/{MOST_REDIRECTS}"))
        assert (response.body, response.url) == (b"there", f"{here.url}/0")
        assert (await refused(client([here.port]), f"{here.url}/{MOST_REDIRECTS + 1}")).code == "too_many_redirects"
