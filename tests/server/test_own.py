"""Which addresses are the server's own."""

from __future__ import annotations

import socket

import pytest

from jupyter_powa.server.own import own_addresses
from jupyter_powa.web.address import places


@pytest.mark.parametrize("ip", ["127.0.0.1", "localhost"])
def test_a_server_that_listens_to_itself_is_loopback(ip):
    assert set(own_addresses(ip, 8888, {})) == {"127.0.0.1:8888", f"{ip}:8888"}


@pytest.mark.parametrize("ip", ["", "*", "0.0.0.0", "::"])
def test_a_server_that_listens_everywhere_is_every_address_of_its_machine(ip):
    found = own_addresses(ip, 8888, {})
    assert "127.0.0.1:8888" in found and places(found, "refused_addresses")
    own = {item[4][0] for item in socket.getaddrinfo(socket.gethostname(), 8888, socket.AF_INET)}
    assert {f"{address}:8888" for address in own if not address.startswith("127.")} <= set(found)


def test_the_hub_is_among_them():
    for url, place in (("http://hub:8081/hub/api", "hub:8081"), ("https://[fd00::1]/hub/api", "[fd00::1]:443")):
        found = own_addresses("10.0.0.5", 8888, {"JUPYTERHUB_API_URL": url})
        assert {"127.0.0.1:8888", "10.0.0.5:8888", place} == set(found) and places(found, "refused_addresses")


def test_a_server_at_a_socket_has_no_port():
    assert own_addresses("", 0, {}) == []
