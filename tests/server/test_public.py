"""The door that is open: a webhook's address, for whoever knows its secret, and nothing else."""

import time

import pytest
import requests

pytestmark = pytest.mark.server
GRAPH = {
    "blocks": [
        {"id": "hook", "type": "webhook"},
        {"id": "say", "type": "output", "config": {"output": "<hook.output.n>"}},
    ],
    "edges": [{"source": "hook", "target": "say"}],
}


@pytest.fixture
def armed(server) -> dict[str, str]:
    workflow = server("POST", "/api/workflows", {"name": "w", **GRAPH}).json()["id"]
    return server("POST", f"/api/workflows/{workflow}/arm").json()


def test_a_program_without_a_login_from_anywhere_starts_the_workflow(server, armed):
    assert armed["webhook_url"].startswith(f"{server.address}/api/webhooks/")
    headers = {
        "Authorization": f"Bearer {armed['secret']}",
        "Origin": "https://elsewhere.example",
        "Host": "hooks.example:8080",
    }
    reply = requests.post(armed["webhook_url"], json={"n": 7}, headers=headers, timeout=30)
    assert (reply.status_code, reply.json()["output"]) == (200, 7)
    assert not [name for name in reply.headers if name.lower().startswith("access-control")]
    assert "Set-Cookie" not in reply.headers


def test_the_servers_own_token_opens_no_webhook(server, armed):
    for reply in (
        requests.post(armed["webhook_url"], json={}, headers=server.headers, timeout=30),
        requests.post(armed["webhook_url"], json={}, timeout=30),
        requests.post(f"{armed['webhook_url']}?token={server.token}", json={}, timeout=30),
    ):
        assert (reply.status_code, reply.json()["error"]) == (401, "Unauthorized")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_it_takes_posts_alone(server, armed, method: str):
    reply = requests.request(method, armed["webhook_url"], timeout=30)
    assert (reply.status_code, reply.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"[" * 100_000])
def test_a_hostile_body_is_refused_and_burns_nothing(server, armed, body: bytes):
    headers = {"Authorization": f"Bearer {armed['secret']}"}
    assert requests.post(armed["webhook_url"], data=body, headers=headers, timeout=30).status_code == 400
    assert requests.post(armed["webhook_url"], json={"n": 1}, headers=headers, timeout=30).status_code == 200


@pytest.mark.parametrize("name", ["token", "secret"])
def test_a_secret_in_the_query_is_in_no_log(server, armed, name: str):
    assert requests.post(f"{armed['webhook_url']}?{name}={armed['secret']}", json={}, timeout=30).status_code == 200
    assert requests.post(f"{armed['webhook_url']}?{name}=mistaken-{name}", json={}, timeout=30).status_code == 401
    time.sleep(0.1)
    log = server.log.read_text()
    assert armed["secret"] not in log and f"mistaken-{name}" not in log


def test_an_id_that_is_none_is_refused(server):
    for path in ("..%2f..%2fetc", "%00", "a%0d%0ab", "x" * 500):
        assert requests.post(f"{server.address}/api/webhooks/{path}", json={}, timeout=30).status_code == 400


def test_a_strangers_call_is_no_activity_that_keeps_the_server_up(server, armed):
    before = server("GET", "/api/status?no_track_activity=1").json()["last_activity"]
    assert requests.post(armed["webhook_url"], json={}, timeout=30).status_code == 401
    assert server("GET", "/api/status?no_track_activity=1").json()["last_activity"] == before
