"""The workflow of a `*.powa.json` file, and a workflow as the text of one."""

import asyncio
import json

import pytest

CONTENT = {
    "name": "Sales",
    "blocks": [
        {"id": "b", "type": "output", "name": "Report", "config": {"output": "<Start.output>"}},
        {"id": "a", "type": "input", "name": "Start", "config": {}},
    ],
    "edges": [{"source": "a", "target": "b"}],
    "positions": {"a": [10, 20], "b": [310, 20]},
}


async def opened(call, content=CONTENT, path="team/sales.powa.json") -> str:
    reply = await call("POST", "/api/powa/files", {"path": path, "content": content})
    assert reply.status == 200, reply.body
    return reply.body["workflow_id"]


async def text(call, workflow: str) -> str:
    return (await call("GET", f"/api/powa/workflows/{workflow}/file")).body["text"]


async def test_a_file_is_one_workflow_however_often_it_is_opened(call):
    first = await opened(call)
    assert await opened(call) == first
    workflow = (await call("GET", f"/api/workflows/{first}")).body
    assert (workflow["name"], workflow["version"]) == ("Sales", 1)
    assert {block["id"]: block["position"]["x"] for block in workflow["blocks"]} == {"a": 10, "b": 310}
    assert await opened(call, path="other.powa.json") != first


async def test_the_same_workflow_gives_the_same_text_with_positions_at_the_end(call):
    workflow = await opened(call)
    before = await text(call, workflow)
    assert list(json.loads(before))[-1] == "positions" and "position" not in json.loads(before)["blocks"][0]
    assert [block["id"] for block in json.loads(before)["blocks"]] == ["a", "b"]
    assert await text(call, await opened(call, json.loads(before))) == before


async def test_a_block_that_is_moved_changes_one_line(call):
    workflow = await opened(call)
    before = (await text(call, workflow)).splitlines()
    moved = {**CONTENT, "positions": {**CONTENT["positions"], "b": [400, 25]}}
    after = (await text(call, await opened(call, moved))).splitlines()
    assert [line for line in after if line not in before] == ['    "b": [400, 25]']
    assert len(before) == len(after)


async def test_what_was_changed_in_the_file_is_the_next_version_and_who_watches_is_told(call, powa):
    workflow = await opened(call)
    watched = powa.executions.watch(workflow)
    task = asyncio.ensure_future(anext(watched))
    await asyncio.sleep(0)
    await opened(call, {**CONTENT, "name": "Sales 2", "blocks": CONTENT["blocks"][1:], "edges": []})
    assert (await task)["version"] == 2
    await watched.aclose()
    stored = (await call("GET", f"/api/workflows/{workflow}")).body
    assert (stored["name"], [block["id"] for block in stored["blocks"]]) == ("Sales 2", ["a"])


async def test_a_new_file_is_an_empty_workflow_of_the_files_name(call):
    workflow = await opened(call, {}, "team/Nightly load.powa.json")
    stored = (await call("GET", f"/api/workflows/{workflow}")).body
    assert (stored["name"], stored["blocks"]) == ("Nightly load", [])
    assert json.loads(await text(call, workflow))["positions"] == {}


async def test_an_exported_file_is_imported_with_its_positions(call):
    exported = json.loads(await text(call, await opened(call)))
    made = (await call("POST", "/api/workflows", exported)).body
    assert {block["id"]: block["position"]["x"] for block in made["blocks"]} == {"a": 10, "b": 310}


@pytest.mark.parametrize("content", [[], {"blocks": 3}, {"blocks": [{"id": ""}]}, {"blocks": [], "edges": {}}])
async def test_a_file_that_holds_no_workflow_is_refused_with_the_place(call, content):
    reply = await call("POST", "/api/powa/files", {"path": "a.powa.json", "content": content})
    assert reply.status == 400 and "content" in reply.body["error"]


async def test_the_secret_of_a_webhook_is_in_no_file(call):
    blocks = [{"id": "w", "type": "webhook", "name": "Hook", "config": {"webhook_secret": "open sesame"}}]
    workflow = await opened(call, {"blocks": blocks})
    assert "open sesame" not in await text(call, workflow)
