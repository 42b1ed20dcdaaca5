"""The workflow of a `*.powa.json` file, and a workflow as the text of one."""

import asyncio
import json

import pytest

from jupyter_powa.model.file import file_of, written
from jupyter_powa.model.workflow import Graph

GRAPH = {
    "blocks": [
        {"id": "a", "type": "input", "name": "Start", "position": {"x": 10, "y": 20}},
        {"id": "b", "type": "output", "name": "Report", "config": {"output": "<Start.output>"}},
    ],
    "edges": [{"source": "a", "target": "b"}],
}


def content(name: str = "Sales", graph: dict = GRAPH) -> str:
    return written(file_of(name, Graph.model_validate(graph)))


async def opened(call, text=None, path="team/sales.powa.json") -> str:
    reply = await call("POST", "/api/powa/files", {"path": path, "text": content() if text is None else text})
    assert reply.status == 200, reply.body
    return reply.body["workflow_id"]


async def stored(call, workflow: str) -> dict:
    return (await call("GET", f"/api/workflows/{workflow}")).body


async def file(call, workflow: str) -> dict:
    return (await call("GET", f"/api/powa/workflows/{workflow}/file")).body


async def test_a_file_is_one_workflow_however_often_it_is_opened(call):
    first = await opened(call)
    assert await opened(call) == first
    workflow = await stored(call, first)
    assert (workflow["name"], workflow["version"]) == ("Sales", 1)
    assert workflow["blocks"][0]["position"] == {"x": 10, "y": 20}
    assert await file(call, first) == {"name": "Sales.powa.json", "text": content()}
    assert await opened(call, path="other.powa.json") != first


async def test_what_was_changed_in_the_file_is_the_next_version_and_who_watches_is_told(call, powa):
    workflow = await opened(call)
    watched = powa.executions.watch(workflow)
    told = asyncio.ensure_future(anext(watched))
    await asyncio.sleep(0)
    await opened(call, content("Sales 2", {"blocks": GRAPH["blocks"][:1]}))
    assert (await told)["version"] == 2
    await watched.aclose()
    now = await stored(call, workflow)
    assert (now["name"], [block["id"] for block in now["blocks"]]) == ("Sales 2", ["a"])


async def test_a_new_file_is_an_empty_workflow_of_the_files_name(call):
    workflow = await stored(call, await opened(call, "", "team/Nightly load.powa.json"))
    assert (workflow["name"], workflow["blocks"]) == ("Nightly load", [])


@pytest.mark.parametrize("text", [content(), json.dumps({"name": "Sales", **GRAPH})])
async def test_a_file_of_either_form_is_imported_as_a_workflow_of_its_own(call, text):
    ids = [(await call("POST", "/api/powa/files", {"text": text})).body["workflow_id"] for _ in range(2)]
    assert ids[0] != ids[1]
    assert (await file(call, ids[0]))["text"] == content()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "The file is not JSON"),
        ("[]", "The file must be a JSON object"),
        ('{"blocks": 3}', "blocks"),
        ('{"powa": 2}', "reads the form 1"),
        ('{"powa": 1, "name": "A", "blocks": [{"id": "a"}]}', "blocks.0.type"),
        ("[" * 100_000, "The file is nested deeper"),
    ],
)
async def test_a_file_that_holds_no_workflow_is_refused_in_words(call, text, words):
    reply = await call("POST", "/api/powa/files", {"path": "a.powa.json", "text": text})
    assert reply.status == 400 and words in reply.body["error"]


async def test_the_secret_of_a_webhook_is_in_no_file(call):
    blocks = [{"id": "w", "type": "webhook", "name": "Hook", "config": {"webhook_secret": "open sesame"}}]
    assert "open sesame" not in (await file(call, await opened(call, json.dumps({"blocks": blocks}))))["text"]


async def test_a_file_that_is_refused_changes_nothing_of_its_workflow(call):
    workflow = await opened(call)
    assert (await call("POST", f"/api/workflows/{workflow}/deploy")).status == 200
    other = content("Renamed", {**GRAPH, "edges": []})
    reply = await call("POST", "/api/powa/files", {"path": "team/sales.powa.json", "text": other})
    assert reply.status == 409
    assert (await stored(call, workflow))["name"] == "Sales"


async def test_the_name_in_a_file_is_held_to_what_names_are(call):
    reply = await call("POST", "/api/powa/files", {"path": "a.powa.json", "text": content("x" * 201)})
    assert (reply.status, reply.body["details"][0]["field"]) == (400, "name")
    nameless = await opened(call, content(" "), path="team/nameless.powa.json")
    assert (await stored(call, nameless))["name"] == "nameless"
