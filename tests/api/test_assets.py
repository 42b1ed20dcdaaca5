"""Agents and orchestrations over the API."""

from __future__ import annotations

import pytest

from jupyter_powa.api.route import TABLE

AGENTS, ORCHESTRATIONS = "/api/powa/agents", "/api/powa/orchestrations"


async def test_an_agent_is_created_listed_changed_and_deleted(call):
    made = await call("POST", AGENTS, {"name": "Support", "system_prompt": "Be kind.", "model": "gpt-4o"})
    assert (made.status, made.body["version"], made.body["temperature"]) == (201, 1, 0.7)
    assert (await call("GET", AGENTS)).body == {"agents": [made.body]}
    assert (await call("GET", f"{AGENTS}/{made.body['id']}")).body == made.body
    changed = await call("PATCH", f"{AGENTS}/support", {"temperature": None})
    assert (changed.status, changed.body["temperature"], changed.body["version"]) == (200, None, 2)
    assert (await call("DELETE", f"{AGENTS}/{made.body['id']}")).status == 204
    assert (await call("GET", AGENTS)).body == {"agents": []}


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_one_that_is_not_there_is_a_404_in_words(call, method):
    reply = await call(method, f"{AGENTS}/nobody", {"name": "x"} if method == "PATCH" else None)
    assert (reply.status, reply.body["code"]) == (404, "agent_not_found") and "'nobody'" in reply.body["error"]


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "a", "colour": "red"}, {"name": "a", "temperature": 9}, {"name": "x" * 101}]
)
async def test_what_is_no_agent_is_a_400_that_names_the_field(call, body):
    reply = await call("POST", AGENTS, body)
    assert (reply.status, reply.body["code"]) == (400, "validation_error") and reply.body["details"][0]["field"]
    assert (await call("GET", AGENTS)).body == {"agents": []}


async def test_a_name_that_is_taken_is_a_409(call):
    await call("POST", AGENTS, {"name": "Support"})
    reply = await call("POST", AGENTS, {"name": "SUPPORT"})
    assert (reply.status, reply.body["code"]) == (409, "name_taken")


async def test_an_orchestration_names_its_agents_and_keeps_them_from_being_deleted(call):
    for name in ("Writer", "Editor"):
        await call("POST", AGENTS, {"name": name})
    made = await call("POST", ORCHESTRATIONS, {"name": "Desk", "agents": ["Writer", "Editor"]})
    ids = {agent["id"]: agent["name"] for agent in (await call("GET", AGENTS)).body["agents"]}
    assert made.status == 201 and [ids[agent] for agent in made.body["agents"]] == ["Writer", "Editor"]
    changed = await call("PATCH", f"{ORCHESTRATIONS}/Desk", {"strategy": "parallel"})
    assert (changed.body["strategy"], changed.body["agents"]) == ("parallel", made.body["agents"])
    reply = await call("DELETE", f"{AGENTS}/Writer")
    assert (reply.status, reply.body["code"]) == (409, "in_use")
    assert reply.body["details"] == [{"kind": "orchestration", "id": made.body["id"], "name": "Desk"}]
    assert (await call("DELETE", f"{AGENTS}/Writer", force=True)).status == 204
    assert (await call("DELETE", f"{ORCHESTRATIONS}/Desk")).status == 204
    assert (await call("GET", ORCHESTRATIONS)).body == {"orchestrations": []}


def test_they_are_resources_of_their_own_for_the_authorizer():
    found = {(route.resource, route.method, route.action) for route in TABLE if route.path.startswith(AGENTS)}
    assert {row[0] for row in found} == {"agents"}
    assert {(row[1], row[2]) for row in found} == {
        ("GET", "read"),
        ("POST", "write"),
        ("PATCH", "write"),
        ("DELETE", "write"),
    }
    assert {route.resource for route in TABLE if route.path.startswith(ORCHESTRATIONS)} == {"orchestrations"}
