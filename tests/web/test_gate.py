"""What is inside stays inside: 127.0.0.2 plays the internet, and a counter on 127.0.0.1 stays at nothing."""

from __future__ import annotations

import pytest
from aiohttp import web

from jupyter_powa.errors import WebError
from jupyter_powa.web.base import Request
from tests.web.conftest import PUBLIC
from tests.web.peer import peer, twins


async def refused(client, url, code="address_not_allowed", tell_tale="127.0.0.1", **more) -> WebError:
    with pytest.raises(WebError) as told:
        await client.send(Request("GET", url, **more))
    assert told.value.code == code
    assert "\n" not in told.value.message and tell_tale not in told.value.message
    return told.value


@pytest.mark.parametrize(
    "host",
    ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "localhost", "localhost.", "[::1]", "[::ffff:7f00:1]"],
)
async def test_an_address_inside_is_not_asked_however_it_is_written(client, inside, host):
    error = await refused(client([inside.port]), f"http://{host}:{inside.port}/")
    assert inside.came == [] and "allowed_addresses" in error.message


async def test_an_address_inside_as_it_is_usually_written_is_not_asked(client, inside):
    error = await refused(client([inside.port]), inside.url, tell_tale="\n")
    assert inside.came == [] and inside.place in error.message


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "127.0.0.1"], ["127.0.0.1", PUBLIC], ["::1"]])
async def test_a_name_that_leads_inside_by_any_of_its_addresses_is_not_asked(client, names, inside, outside, addresses):
    names.answers["app.example.com"] = [addresses]
    error = await refused(client([inside.port]), f"http://app.example.com:{inside.port}/")
    assert "app.example.com" in error.message
    assert inside.came == [] and outside.came == []


async def test_a_name_that_changes_its_mind_gains_nothing(client, names, inside, outside):
    names.answers["app.example.com"] = [[PUBLIC], ["127.0.0.1"]]
    one, url = client([inside.port]), f"http://app.example.com:{inside.port}/"
    assert (await one.send(Request("GET", url))).status == 200
    assert names.asked == ["app.example.com"]  # asked once: what was looked at is what was connected to
    await one.close()
    await refused(one, url)
    assert len(outside.came) == 1 and inside.came == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "where",
    ["http://127.0.0.1:{port}/", "http://inside.example.com:{port}/", "http://2130706433:{port}/", "//[::1]:{port}"],
)
async def test_a_redirect_inside_is_not_followed(client, names, status, where):
    async def leads(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": where.format(port=request.url.port)})

    names.answers["inside.example.com"] = [["127.0.0.1"]]
    async with twins(PUBLIC, "127.0.0.1", leads) as (here, inside):
        await refused(client([here.port]), here.url, tell_tale="\n", headers={"X-Api-Key": "k"})
        assert inside.came == []


async def test_only_the_listed_ports_of_the_internet_are_asked(client, names, outside):
    names.answers["app.example.com"] = [[PUBLIC]]
    one = client([outside.port + 1])
    for host in (PUBLIC, "app.example.com"):
        await refused(one, f"http://{host}:{outside.port}")
    assert outside.came == []


async def test_what_is_listed_is_asked_by_its_name_or_by_its_address(client, names, inside):
    names.answers["localhost"] = names.answers["db.internal"] = [["127.0.0.1"]]
    by_address = client(allowed=[inside.place])
    for host in ("127.0.0.1", "localhost", "db.internal"):
        assert (await by_address.send(Request("GET", f"http://{host}:{inside.port}"))).status == 200
    by_name = client(allowed=[f"db.internal:{inside.port}"])
    assert (await by_name.send(Request("GET", f"http://DB.internal:{inside.port}"))).status == 200
    await refused(by_name, f"http://localhost:{inside.port}")
    await refused(by_name, inside.url, tell_tale="\n")


async def test_what_is_listed_is_listed_at_its_port_alone(client, names, inside):
    names.answers["localhost"] = [["127.0.0.1"]]
    async with peer() as other:
        one = client([other.port], allowed=[inside.place])
        await refused(one, other.url, tell_tale="\n")
        await refused(one, f"http://localhost:{other.port}")
        assert other.came == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.9.9", "0.0.0.0", "[::1]", "own.example.com"])
async def test_the_server_itself_is_not_asked_even_where_loopback_is_listed(client, names, inside, host):
    names.answers["localhost"] = names.answers["own.example.com"] = [["127.0.0.1"]]
    port = inside.port
    one = client([port], allowed=[f"{host}:{port}", inside.place], refused=[inside.place])
    await refused(one, f"http://{host}:{port}/api/kernels", tell_tale="\n")
    assert inside.came == []


async def test_an_address_of_the_server_that_is_told_by_name_is_refused_by_address_too(client, names, inside):
    names.answers["hub"] = [["127.0.0.1"]]
    one = client(allowed=[inside.place, f"hub:{inside.port}"], refused=[f"hub:{inside.port}", f"lost:{inside.port}"])
    await refused(one, inside.url, tell_tale="\n")
    await refused(one, f"http://hub:{inside.port}")
    assert inside.came == []


async def test_a_name_without_an_address_cannot_be_reached(client, names):
    names.answers["app.example.com"] = [[]]
    await refused(client([80]), "http://app.example.com", code="unreachable")
