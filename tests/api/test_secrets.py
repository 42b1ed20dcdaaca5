"""Stored secrets over the API: values go in, and never come out."""

from __future__ import annotations

import logging

import pytest

from jupyter_powa.api.route import TABLE
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings

KEY = "marker-5b20"
ADDRESS = "/api/powa/secrets"
GOOD = {"value": KEY, "hosts": ["api.example.com"]}


@pytest.fixture
async def powa(tmp_path):
    """One with a data directory of its own: secrets are kept in a file."""
    settings = Settings(database=":memory:", data_dir=tmp_path, root_dir=tmp_path)
    made = Powa.memory(settings, kernels=LocalKernels({}))
    yield made
    await made.close()


async def test_a_secret_is_stored_listed_replaced_and_forgotten(call, powa):
    assert (await call("GET", ADDRESS)).body == {"secrets": []}
    row = {"name": "github", "hosts": ["api.example.com"], "source": "file"}
    stored = await call("PUT", f"{ADDRESS}/github", GOOD)
    assert (stored.status, stored.body) == (200, row)
    assert powa.vault.get("github").value.get_secret_value() == KEY
    await call("PUT", f"{ADDRESS}/github", {"value": "env:TOKEN", "hosts": ["*.example.com:8443"]})
    row = {"name": "github", "hosts": ["*.example.com:8443"], "source": "env:TOKEN"}
    assert (await call("GET", ADDRESS)).body == {"secrets": [row]}
    assert (await call("DELETE", f"{ADDRESS}/github")).status == 204
    gone = await call("DELETE", f"{ADDRESS}/github")
    assert (gone.status, gone.body["code"]) == (404, "secret_not_found")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a", {}),
        ("a", {"value": KEY}),
        ("a", {"value": KEY, "hosts": []}),
        ("a", {"value": KEY, "hosts": ["*"]}),
        ("a", {"value": KEY, "hosts": ["https://api.example.com"]}),
        ("a", {"value": KEY, "hosts": "api.example.com"}),
        ("a", {"value": KEY, "hosts": [KEY + "!"]}),
        ("a", {"value": "", "hosts": ["a.com"]}),
        ("a", {"value": " ", "hosts": ["a.com"]}),
        ("a", {"value": [KEY], "hosts": ["a.com"]}),
        ("a", {"value": KEY * 5_000, "hosts": ["a.com"]}),
        ("a", {**GOOD, "source": "file"}),
        ("a b", GOOD),
        ("a%2fb", GOOD),
        ("x" * 101, GOOD),
    ],
)
async def test_what_is_no_secret_is_refused_and_its_value_is_told_to_nobody(call, caplog, name, body):
    caplog.set_level(logging.DEBUG)
    reply = await call("PUT", f"{ADDRESS}/{name}", body)
    assert reply.status == 400 and reply.body["code"] == "validation_error"
    shown = str(reply.body) + caplog.text
    assert KEY not in shown.replace(repr(KEY + "!"), "")
    assert (await call("GET", ADDRESS)).body == {"secrets": []}


async def test_no_reply_and_no_log_has_a_value(call, caplog):
    caplog.set_level(logging.DEBUG)
    replies = [
        await call("PUT", f"{ADDRESS}/a", GOOD),
        await call("GET", ADDRESS),
        await call("PUT", f"{ADDRESS}/a", GOOD),
        await call("DELETE", f"{ADDRESS}/a"),
    ]
    assert all(KEY.encode() not in reply.json for reply in replies) and KEY not in caplog.text


async def test_a_damaged_file_is_told_with_what_to_do(call, tmp_path):
    (tmp_path / "secrets.json").write_text(f'{{"secrets": "{KEY}"}}')
    reply = await call("GET", ADDRESS)
    assert (reply.status, reply.body["code"]) == (503, "store_unavailable")
    assert "move it away" in reply.body["error"] and KEY not in str(reply.body)


async def test_a_workflow_whose_secret_is_not_stored_does_not_start(call):
    block = {"id": "ask", "type": "general_api", "config": {"url": "https://api.example.com", "auth": {"secret": "no"}}}
    made = await call("POST", "/api/workflows", {"name": "w", "blocks": [block], "edges": []})
    reply = await call("POST", f"/api/workflows/{made.body['id']}/execute", {})
    assert (reply.status, reply.body["code"]) == (400, "invalid_graph")
    assert "'no'" in reply.body["error"] + str(reply.body["details"])


def test_they_are_a_resource_of_their_own_for_the_authorizer():
    rows = [(route.method, route.action) for route in TABLE if route.resource == "secrets"]
    assert rows == [("GET", "read"), ("PUT", "write"), ("DELETE", "write")]
