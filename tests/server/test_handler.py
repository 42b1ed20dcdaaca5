"""The door: sign-in, authorisation, XSRF, errors, streams."""

import json

import pytest
import requests

from jupyter_powa.api.route import TABLE

pytestmark = pytest.mark.server
GRAPH = {
    "blocks": [{"id": "input", "type": "input"}, {"id": "say", "type": "code", "config": {"code": "print('here')"}}],
    "edges": [{"source": "input", "target": "say"}],
}
SIGNED_IN = [route for route in TABLE if not route.public]
ADDRESSES = [(route.method, route.path.replace("{", "").replace("}", "")) for route in SIGNED_IN]


@pytest.fixture(scope="module")
def workflow(server) -> str:
    return server("POST", "/api/workflows", {"name": "w", **GRAPH}).json()["id"]


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}])
def test_every_route_needs_a_sign_in_and_says_so(server, method, path, headers):
    reply = server(method, path, {}, headers=headers)
    told = reply.json()
    assert (reply.status_code, told["code"], "Sign in" in told["error"]) == (401, "unauthorized", True)


def test_an_invented_xsrf_pair_opens_nothing(server):
    reply = server("POST", "/api/workflows", {"name": "w"}, headers={"Cookie": "_xsrf=abc", "X-XSRFToken": "abc"})
    assert reply.status_code == 401


def test_a_token_is_taken_in_each_of_its_forms(server):
    for headers in (server.headers, {"Authorization": f"token {server.token}", "apikey": "any"}):
        assert server("GET", "/api/workflows", headers=headers).status_code == 200
    assert server("GET", f"/api/workflows?token={server.token}", headers={}).status_code == 200


def test_a_server_that_forbids_unmarked_handlers_has_nothing_to_warn_of(server):
    log = server.log.read_text()
    assert "jupyter_powa" in log or "tests.server.local" in log
    assert "SignedInHandler registered" not in log and "PublicHandler registered" not in log


def test_every_route_is_authorised_by_its_resource_and_action(start_server):
    closed = start_server(
        "from jupyter_server.auth import Authorizer",
        "class Closed(Authorizer):",
        "    def is_authorized(self, handler, user, action, resource): return False",
        "c.ServerApp.authorizer_class = Closed",
    )
    for route, (method, path) in zip(SIGNED_IN, ADDRESSES, strict=True):
        reply = closed(method, path, {})
        told = reply.json()
        assert (reply.status_code, told["code"]) == (403, "forbidden")
        assert told["error"] == f"You may not {route.action} {route.resource}."


def test_a_browsers_change_needs_the_xsrf_token_of_its_page(server):
    browser = requests.Session()
    browser.get(f"{server.address}/login?token={server.token}", timeout=60)
    address, xsrf = f"{server.address}/api/workflows", browser.cookies["_xsrf"]
    assert browser.get(address, headers={"Referer": server.address}, timeout=60).status_code == 200
    forged = browser.post(address, json={"name": "w"}, timeout=60)
    assert (forged.status_code, forged.json()["code"]) == (403, "forbidden")
    assert browser.post(address, json={"name": "w"}, headers={"X-XSRFToken": xsrf}, timeout=60).status_code == 201
    foreign = {"X-XSRFToken": xsrf, "Origin": "http://evil.example"}
    assert browser.post(address, json={"name": "w"}, headers=foreign, timeout=60).status_code == 404


def test_a_foreign_host_is_not_answered(server):
    reply = server("GET", "/api/workflows", headers={**server.headers, "Host": "evil.example"})
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")


def test_replies_carry_the_servers_security_headers(server):
    for path in ("/api/workflows", "/api/workflows/unknown"):
        headers = server("GET", path).headers
        assert headers["Content-Type"] == "application/json"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


def test_a_slash_at_the_end_changes_nothing(server, workflow):
    assert server("GET", "/api/workflows/").json()["total"] == server("GET", "/api/workflows").json()["total"]
    assert server("POST", "/api/workflows/", {}).status_code == 400
    assert server("GET", f"/api/workflows/{workflow}/").json()["id"] == workflow


@pytest.mark.parametrize(
    ("method", "path", "data", "status", "code"),
    [
        ("GET", "?sort=x", None, 400, "validation_error"),
        ("GET", "?q=%ff", None, 400, "validation_error"),
        ("POST", "", b"{", 400, "validation_error"),
        ("POST", "", b'{"name": "\xff"}', 400, "validation_error"),
        ("POST", "", b"[1]", 400, "validation_error"),
        ("POST", "", b"x" * 5_000_001, 413, "body_too_large"),
        ("GET", "/..%2f..%2fetc%2fpasswd", None, 404, "workflow_not_found"),
        ("GET", "/a%00b%0d%0a", None, 404, "workflow_not_found"),
        ("PUT", "", b"{}", 405, "method_not_allowed"),
    ],
)
def test_each_way_to_fail_has_one_shape(server, method, path, data, status, code):
    reply = server(method, f"/api/workflows{path}", data=data)
    told = reply.json()
    assert (reply.status_code, told["code"], isinstance(told["error"], str)) == (status, code, True)
    assert "Traceback" not in reply.text
    if status == 405:
        assert reply.headers["Allow"] == "GET, POST"


def test_a_caller_with_a_shared_token_is_counted(start_server):
    limited = start_server("c.LocalApp.execute_rate = 3")
    workflow = limited("POST", "/api/workflows", {"name": "w", **GRAPH}).json()["id"]
    replies = [limited("POST", f"/api/workflows/{workflow}/execute") for _ in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert replies[-1].json()["code"] == "rate_limited" and int(replies[-1].headers["Retry-After"]) > 0


def test_events_come_as_lines_of_data_that_nothing_in_between_collects(server, workflow):
    reply = server("POST", f"/api/workflows/{workflow}/execute/stream", {}, stream=True)
    assert reply.headers["Content-Type"].startswith("text/event-stream")
    assert (reply.headers["Cache-Control"], reply.headers["X-Accel-Buffering"]) == ("no-cache", "no")
    frames = reply.text.split("\n\n")
    assert frames.pop() == "" and all(frame.startswith("data: {") for frame in frames)
    events = [json.loads(frame.removeprefix("data: ")) for frame in frames]
    assert [event["type"] for event in events][:2] == ["execution_start", "block_start"]
    assert (events[-1]["type"], events[-1]["status"]) == ("done", "completed")


def test_what_is_wrong_before_a_stream_is_told_by_its_status(server):
    reply = server("POST", "/api/workflows/unknown/execute/stream", {})
    assert (reply.status_code, reply.json()["code"]) == (404, "workflow_not_found")
    assert reply.headers["Content-Type"] == "application/json"


def test_a_watcher_sees_a_run_that_another_request_starts(server, workflow):
    with server("GET", f"/api/powa/workflows/{workflow}/events", stream=True) as watched:
        started = server("POST", f"/api/workflows/{workflow}/executions", {}).json()["execution_id"]
        lines = (line for line in watched.iter_lines() if line)
        events = []
        while not events or events[-1]["type"] != "done":
            events.append(json.loads(next(lines).removeprefix(b"data: ")))
    assert {event["execution_id"] for event in events} == {started}
    rows = server("GET", f"/api/workflows/{workflow}/executions").json()["executions"]
    assert rows[0]["id"] == started and rows[0]["status"] == "completed"
