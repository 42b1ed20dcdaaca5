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


@pytest.mark.server
@pytest.mark.kernel
def test_a_block_does_not_reach_the_server_that_runs_it_though_its_address_is_listed(start_server):
    with socket.socket() as found, socket.create_server(("127.0.0.1", 0)) as other:
        found.bind(("127.0.0.1", 0))
        port, listed = found.getsockname()[1], other.getsockname()[1]
        found.close()
        allowed = [f"{host}:{port}" for host in ("127.0.0.1", "localhost")] + [f"127.0.0.1:{listed}"]
        server = start_server(
            f"c.ServerApp.port = {port}", f"c.PowaApp.allowed_addresses = {allowed!r}", extension="jupyter_powa"
        )
        assert f":{port}/" in server.address
        for place, code in (
            (f"127.0.0.1:{port}", "address_not_allowed"),
            (f"localhost:{port}", "address_not_allowed"),
            (f"127.0.0.1:{listed}", "timeout"),  # reached: it only never answers
        ):
            config = {"url": f"http://{place}/a%40b/api/status?token={server.token}", "timeout": 300}
            graph = {"blocks": [{"id": "ask", "type": "general_api", "config": config}], "edges": []}
            workflow = server("POST", "/api/workflows", {"name": "w", **graph}).json()
            ended = server("POST", f"/api/workflows/{workflow['id']}/execute").json()
            assert (ended["status"], ended["code"]) == ("failed", code), ended
