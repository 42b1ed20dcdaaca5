"""/api/powa/workflows/{id}/versions and …/diff: what was saved before, what differs, and put it back."""

import pytest


def graph(code: str, **more) -> dict:
    blocks = [{"id": "input", "type": "input"}, {"id": "work", "type": "code", "config": {"code": code}}]
    blocks.append({"id": "output", "type": "output", "config": {"output": "<work.output>"}})
    ends = [("input", "work"), ("work", "output")]
    return {"blocks": blocks, "edges": [{"source": a, "target": b} for a, b in ends], **more}


@pytest.fixture
async def workflow(call) -> str:
    return (await call("POST", "/api/workflows", {"name": "w", **graph("output = 1")})).body["id"]


@pytest.fixture
def versions(workflow) -> str:
    return f"/api/powa/workflows/{workflow}/versions"


async def test_what_was_saved_is_listed_compared_and_put_back(call, workflow: str, versions: str):
    await call("PUT", f"/api/workflows/{workflow}/graph", graph("output = 2"))
    listed = (await call("GET", versions)).body["versions"]
    assert [(row["number"], row["origin"], row["blocks"]) for row in listed] == [(2, "api", 3), (1, "import", 3)]
    diff = (await call("GET", f"/api/powa/workflows/{workflow}/diff")).body
    assert diff["summary"]["text"] == "It changes work." and diff["base_version"] == 1
    assert diff["update_blocks"][0]["config"] == {"code": "output = 2"}
    back = await call("POST", f"{versions}/1/restore")
    assert (back.status, back.body["version"]) == (200, 3)
    newest = (await call("GET", versions)).body["versions"][0]
    assert (newest["number"], newest["origin"], newest["restored"]) == (3, "restore", 1)
    same = (await call("GET", f"/api/powa/workflows/{workflow}/diff", **{"from": 1, "to": 3})).body
    assert same["summary"]["text"] == "It changes nothing."
    assert (await call("GET", f"{versions}/2")).body["graph"]["blocks"][1]["config"] == {"code": "output = 2"}


async def test_drafts_of_the_editor_are_one_version(call, workflow: str, versions: str):
    for code in "abc":
        body = graph(f"output = '{code}'")
        await call("PUT", f"/api/workflows/{workflow}/graph", body, draft="true", origin="editor")
    listed = (await call("GET", versions)).body["versions"]
    assert [(row["number"], row["draft"]) for row in listed] == [(4, True), (1, False)]


async def test_it_is_put_back_over_the_version_that_was_seen_or_not_at_all(call, workflow: str, versions: str):
    await call("PUT", f"/api/workflows/{workflow}/graph", graph("output = 2"))
    refused = await call("POST", f"{versions}/1/restore", version=1)
    assert (refused.status, refused.body["code"]) == (409, "version_conflict")
    assert (await call("POST", f"{versions}/1/restore", version=2)).body["version"] == 3


async def test_a_deployed_workflow_and_a_version_that_is_not_kept_are_refused(call, workflow: str, versions: str):
    unknown = await call("POST", f"{versions}/9/restore")
    assert (unknown.status, unknown.body["code"]) == (404, "version_not_found")
    await call("POST", f"/api/workflows/{workflow}/deploy")
    refused = await call("POST", f"{versions}/1/restore")
    assert (refused.status, refused.body["code"]) == (409, "already_deployed")
