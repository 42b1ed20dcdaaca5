"""What signs in and where it goes, and what a redirect takes along."""

from __future__ import annotations

import json
import ssl
from base64 import b64encode

import pytest
from aiohttp import web

from jupyter_powa.errors import WebError
from jupyter_powa.model.plan import Secret
from jupyter_powa.web.base import Auth, Request
from tests.web.conftest import PUBLIC
from tests.web.peer import peer

KEY = "marker-7f3a"
HERE = Secret(value=KEY, hosts=[PUBLIC])


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        (Auth(HERE), "authorization", f"Bearer {KEY}"),
        (Auth(HERE, "basic", "ada"), "authorization", "Basic " + b64encode(f"ada:{KEY}".encode()).decode()),
        (Auth(HERE, "header", "X-Api-Key"), "x-api-key", KEY),
        (Auth(Secret(value=f" {KEY}\n", hosts=[PUBLIC])), "authorization", f"Bearer {KEY}"),
    ],
)
async def test_a_secret_signs_in_by_a_header(client, outside, auth, header, value):
    one = client(allowed=[outside.place])
    await one.send(Request("GET", outside.url, {"Authorization": "old", "X-Api-Key": "old"}, auth=auth))
    assert outside.came[0].headers[header] == value


async def test_a_secret_in_the_query_is_sent_and_not_told(client, outside):
    response = await client(allowed=[outside.place]).send(
        Request("GET", f"{outside.url}/a?key=old&x=1", auth=Auth(HERE, "query", "key"))
    )
    assert outside.came[0].target == f"/a?key={KEY}&x=1" or f"key={KEY}" in outside.came[0].target
    assert "old" not in outside.came[0].target and KEY not in response.url and response.url.startswith(outside.url)


@pytest.mark.parametrize(
    ("hosts", "allowed", "value", "auth", "code"),
    [
        (["api.example.com"], True, KEY, {}, "secret_not_bound"),
        ([], True, KEY, {}, "secret_not_bound"),
        ([PUBLIC], False, KEY, {}, "secret_in_clear"),
        ([PUBLIC], True, f"{KEY}\r\nX: y", {}, "bad_secret"),
        ([PUBLIC], True, KEY, {"scheme": "header", "name": "Host"}, "bad_header"),
        ([PUBLIC], True, KEY, {"scheme": "header", "name": ""}, "bad_header"),
    ],
)
async def test_a_secret_that_may_not_be_sent_is_not_and_is_not_told(client, outside, hosts, allowed, value, auth, code):
    one = client([outside.port], allowed=[outside.place] if allowed else [])
    with pytest.raises(WebError) as told:
        await one.send(Request("GET", outside.url, auth=Auth(Secret(value=value, hosts=hosts), **auth)))
    assert told.value.code == code and KEY not in str(told.value) and outside.came == []


async def test_a_redirect_to_the_same_place_keeps_everything(client):
    async def moved(request: web.Request) -> web.Response:
        if request.path == "/new":
            return web.json_response(dict(request.headers))
        return web.Response(status=307, headers={"Location": "new"})

    async with peer(moved, PUBLIC) as here:
        sent = Request("POST", f"{here.url}/old", {"X-Own": "1", "Content-Type": "text/x"}, {}, b"body", Auth(HERE))
        await client(allowed=[here.place]).send(sent)
    first, second = here.came
    assert (second.method, second.target, second.body) == ("POST", "/new", b"body") and first.headers == second.headers


async def test_a_redirect_to_another_place_takes_nothing_along_that_tells_who_asks(client, outside):
    async def moved(request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": f"{outside.url}/elsewhere"})

    own = {"X-Api-Key": KEY, "Cookie": KEY, "Accept": "text/x", "Content-Type": "text/x", "Referer": KEY}
    async with peer(moved, PUBLIC) as here:
        sent = Request("POST", here.url, own, {"q": "1"}, b"body", Auth(HERE))
        await client(allowed=[here.place, outside.place]).send(sent)
        assert here.came[0].headers["authorization"] == f"Bearer {KEY}"
    (came,) = outside.came
    assert KEY not in json.dumps(came.headers) and came.target == "/elsewhere"
    assert (came.headers["accept"], came.headers["content-type"], came.body) == ("text/x", "text/x", b"body")


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (302, "PUT", "PUT"),
        (307, "POST", "POST"),
        (308, "PATCH", "PATCH"),
        (303, "HEAD", "HEAD"),
        (302, "HEAD", "HEAD"),
    ],
)
async def test_a_redirect_changes_the_method_as_browsers_do(client, status, method, then):
    async def moved(request: web.Request) -> web.Response:
        to = {"Location": "/new"} if request.path == "/old" else {}
        return web.Response(status=status if to else 200, headers=to)

    async with peer(moved, PUBLIC) as here:
        headers = {"Content-Type": "text/x"}
        await client([here.port]).send(Request(method, f"{here.url}/old", headers, {}, b"body"))
    second = here.came[1]
    assert second.method == then and (second.body == b"body") == (then not in ("GET", "HEAD") or then == method)
    if then == "GET":
        assert "content-type" not in second.headers and "content-length" not in second.headers


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://example.com/",
        "javascript:alert(1)",
        "http://user:word@127.0.0.2/",
        "http://exa mple.com/",
        "/\\127.0.0.1/",
        "\\\\127.0.0.1\\x",
        "http://[::1",
        "http://a:99999/",
    ],
)
async def test_a_redirect_to_what_is_no_address_is_an_error(client, location):
    async def moved(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": location})

    async with peer(moved, PUBLIC) as here:
        with pytest.raises(WebError) as told:
            await client([here.port]).send(Request("GET", here.url))
    assert told.value.code == "bad_url" and "word" not in told.value.message.split()


async def test_a_redirect_never_leaves_tls(client, outside, certificate):
    async def moved(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": outside.url})

    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with peer(moved, PUBLIC, tls=tls) as here:
        one = client([here.port, outside.port], tls=ssl.create_default_context(cafile=certificate))
        with pytest.raises(WebError) as told:
            await one.send(Request("GET", here.url))
    assert told.value.code == "insecure_redirect" and outside.came == []


async def test_a_redirect_that_does_not_say_where_is_the_answer(client):
    async def lost(request: web.Request) -> web.Response:
        return web.Response(status=302, text="lost")

    async with peer(lost, PUBLIC) as here:
        assert (await client([here.port]).send(Request("GET", here.url))).body == b"lost"
