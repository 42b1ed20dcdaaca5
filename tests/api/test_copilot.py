"""/api/copilot: conversations, turns, and what becomes of a proposed change."""

import json

import pytest

UNKNOWN = "00000000-0000-4000-8000-000000000000"
GRAPH = {"blocks": [{"id": "a", "type": "input", "name": "Start"}], "edges": []}
ADD = {
    "add_blocks": [
        {"id": "o", "type": "output", "name": "Out"},
        {"id": "c", "type": "code", "name": "Py", "config": {"code": "1"}},
    ],
    "add_edges": [{"source": "Start", "target": "c"}, {"source": "c", "target": "o"}],
}
RENAME = {"update_blocks": [{"id": "Start", "name": "First"}]}
REPLIES = [
    {"when": "add", "calls": [{"name": "modify_workflow", "arguments": ADD}]},
    {"when": "Added.", "say": "Never said."},
    {"when": "rename", "calls": [{"name": "modify_workflow", "arguments": RENAME}]},
    {"when": "renamed", "say": "Renamed."},
    {"when": "applied", "say": "Added."},
    {"say": "Hello.", "always": True},
]


@pytest.fixture
async def workflow_id(call, powa, tmp_path) -> str:
    powa.settings.root_dir = tmp_path
    (tmp_path / "replies.json").write_text(json.dumps(REPLIES))
    assert (await call("PUT", "/api/copilot/settings/model", {"model": "scripted/replies.json"})).status == 200
    made = (await call("POST", "/api/workflows", {"name": "w"})).body["id"]
    assert (await call("PUT", f"/api/workflows/{made}/graph", GRAPH)).status == 200
    return made


@pytest.fixture
async def session(call, workflow_id) -> str:
    reply = await call("POST", "/api/copilot/sessions", {"workflow_id": workflow_id})
    assert reply.status == 201 and reply.body["workflow_id"] == workflow_id
    return f"/api/copilot/sessions/{reply.body['id']}"


async def turn(call, session: str, text: str = "hi", **more) -> list[dict]:
    reply = await call("POST", f"{session}/chat", {"message": text, **more})
    assert reply.status == 200, reply.body
    return [dict(told) async for told in reply.stream]


@pytest.fixture
async def proposal(call, session) -> str:
    events = await turn(call, session, "add two blocks")
    assert events[-1]["content"] == "Added."
    return f"{session}/messages/{events[-1]['message_id']}"


async def test_the_newest_session_of_a_workflow_is_found_or_none(call, workflow_id):
    nothing = await call("GET", "/api/copilot/sessions", workflow_id=workflow_id)
    assert (nothing.status, nothing.body["session"], nothing.body["id"]) == (200, None, None)
    made = (await call("POST", "/api/copilot/sessions", {"workflow_id": workflow_id})).body
    found = (await call("GET", "/api/copilot/sessions", workflow_id=workflow_id)).body
    assert found["session"] == made and found["id"] == made["id"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/api/copilot/sessions", {}, 400, "validation_error"),
        ("POST", "/api/copilot/sessions", {"workflow_id": UNKNOWN}, 404, "workflow_not_found"),
        ("GET", "/api/copilot/sessions", None, 400, "validation_error"),
        ("DELETE", f"/api/copilot/sessions/{UNKNOWN}", None, 404, "session_not_found"),
        ("GET", f"/api/copilot/sessions/{UNKNOWN}/messages", None, 404, "session_not_found"),
        ("GET", f"/api/copilot/sessions/{UNKNOWN}/turn", None, 404, "session_not_found"),
        ("POST", f"/api/copilot/sessions/{UNKNOWN}/chat", {"message": "hi"}, 404, "session_not_found"),
        ("POST", f"/api/copilot/sessions/{UNKNOWN}/stop", None, 404, "session_not_found"),
        ("PUT", "/api/copilot/settings/model", {}, 400, "validation_error"),
        ("PUT", "/api/copilot/settings/model", {"model": "text-davinci-003"}, 400, "model_not_allowed"),
        ("PUT", "/api/copilot/settings/model", {"model": "scripted/../secret.json"}, 400, "unknown_model"),
    ],
)
async def test_what_is_refused_is_told_with_one_string_and_a_code(call, workflow_id, method, path, body, status, code):
    reply = await call(method, path, body)
    assert (reply.status, reply.body["code"]) == (status, code) and isinstance(reply.body["error"], str)


@pytest.mark.parametrize(
    "body", [{}, {"message": ""}, {"message": "  \n"}, {"message": 3}, {"message": "x", "workflow_state": 1}]
)
async def test_a_message_must_say_something(call, session, body):
    assert (await call("POST", f"{session}/chat", body)).status == 400


async def test_what_was_said_is_listed_oldest_first(call, session):
    await turn(call, session)
    messages = (await call("GET", f"{session}/messages")).body["messages"]
    assert [(one["role"], one["content"], one["pre_snapshot"]) for one in messages] == [
        ("user", "hi", None),
        ("assistant", "Hello.", None),
    ]
    assert {"id", "session_id", "workflow_diff", "created_at"} <= messages[0].keys()


async def test_the_editors_nodes_are_taken_in_either_shape(call, session):
    nested = {"nodes": [{"id": "n", "data": {"type": "sql", "label": "Q"}, "position": {"x": 1, "y": 2}}], "edges": []}
    assert (await turn(call, session, workflow_state=nested))[-1]["event"] == "complete"


async def test_a_review_tells_what_a_change_would_do_and_a_part_of_it(call, proposal):
    whole = (await call("POST", f"{proposal}/review")).body
    assert [block["name"] for block in whole["graph"]["blocks"]] == ["Start", "Out", "Py"]
    assert whole["current"] and not whole["applied"] and set(whole["stale"]) == {"Out", "Py"}
    assert whole["writes"] == ["Py runs Python, which may do anything that you may."]
    part = (await call("POST", f"{proposal}/review", {"only": ["c"]})).body
    assert [block["name"] for block in part["graph"]["blocks"]] == ["Start", "Py"]
    assert [edge["target"] for edge in part["graph"]["edges"]] == ["c"]
    assert (await call("POST", f"{proposal}/review", {"only": ["nobody"]})).status == 409


class TestSnapshot:
    async def test_it_applies_the_change_and_keeps_the_graph_before(self, call, workflow_id, proposal):
        reply = await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})
        assert (reply.status, reply.body["ok"], reply.body["applied"], reply.body["version"]) == (200, True, True, 3)
        stored = (await call("GET", f"/api/workflows/{workflow_id}")).body
        assert [block["name"] for block in stored["blocks"]] == ["Start", "Out", "Py"]
        again = (await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})).body
        assert (again["applied"], again["version"]) == (False, 3)

    @pytest.mark.parametrize(
        "body",
        [
            None,
            {},
            {"pre_snapshot": {}},
            {"pre_snapshot": None},
            {"pre_snapshot": [1]},
            {"pre_snapshot": {"blocks": 1}},
        ],
    )
    async def test_without_the_graph_before_it_is_refused(self, call, proposal, body):
        reply = await call("POST", f"{proposal}/snapshot", body)
        assert reply.status == 400 and "pre_snapshot" in reply.body["error"]

    async def test_a_part_is_applied_and_the_rest_is_not(self, call, workflow_id, proposal):
        await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH, "only": ["c"]})
        stored = (await call("GET", f"/api/workflows/{workflow_id}")).body
        assert [block["name"] for block in stored["blocks"]] == ["Start", "Py"]

    async def test_it_is_only_kept_where_it_is_not_to_be_applied(self, call, proposal):
        reply = await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH, "apply": False})
        assert (reply.body["applied"], reply.body["version"]) == (False, 2)

    async def test_a_workflow_that_was_saved_meanwhile_is_left_alone(self, call, workflow_id, proposal):
        other = {"blocks": [{"id": "z", "type": "input"}], "edges": []}
        await call("PUT", f"/api/workflows/{workflow_id}/graph", other)
        reply = await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})
        assert (reply.status, reply.body["code"]) == (409, "version_conflict")
        assert len((await call("GET", f"/api/workflows/{workflow_id}")).body["blocks"]) == 1

    async def test_a_change_that_the_editor_has_saved_itself_is_not_applied_twice(self, call, workflow_id, proposal):
        after = (await call("POST", f"{proposal}/review")).body["graph"]
        await call("PUT", f"/api/workflows/{workflow_id}/graph", after)
        reply = await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})
        assert (reply.status, reply.body["applied"], reply.body["version"]) == (200, False, 3)

    async def test_a_deployed_workflow_is_not_changed(self, call, workflow_id, proposal):
        assert (await call("POST", f"/api/workflows/{workflow_id}/deploy")).status == 200
        reply = await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})
        assert (reply.status, reply.body["code"]) == (409, "already_deployed")

    async def test_an_unknown_message_is_told(self, call, session):
        reply = await call("POST", f"{session}/messages/{UNKNOWN}/snapshot", {"pre_snapshot": GRAPH})
        assert (reply.status, reply.body["code"]) == (404, "message_not_found")


class TestRestore:
    async def test_it_puts_the_graph_back_and_the_change_can_be_applied_again(self, call, workflow_id, proposal):
        await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})
        reply = await call("POST", f"{proposal}/restore")
        assert (reply.status, reply.body["version"]) == (200, 4)
        assert [block["name"] for block in reply.body["workflow"]["blocks"]] == ["Start"]
        again = (await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})).body
        assert (again["applied"], again["version"]) == (True, 5)

    async def test_what_others_saved_since_is_not_lost_unless_it_is_forced(self, call, workflow_id, proposal):
        await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})
        await call(
            "PUT", f"/api/workflows/{workflow_id}/graph", {"blocks": [{"id": "z", "type": "input"}], "edges": []}
        )
        reply = await call("POST", f"{proposal}/restore")
        assert (reply.status, reply.body["code"]) == (409, "version_conflict")
        forced = await call("POST", f"{proposal}/restore", {"force": True})
        assert [block["id"] for block in forced.body["workflow"]["blocks"]] == ["a"]

    async def test_undone_twice_it_leaves_the_changes_before_it_applied(self, call, session, workflow_id, proposal):
        await call("POST", f"{proposal}/snapshot", {"pre_snapshot": GRAPH})
        graph = (await call("GET", f"/api/workflows/{workflow_id}")).body
        before = {"blocks": graph["blocks"], "edges": graph["edges"]}
        events = await turn(call, session, "rename it")
        second = f"{session}/messages/{events[-1]['message_id']}"
        await call("POST", f"{second}/snapshot", {"pre_snapshot": before})
        assert (await call("POST", f"{second}/restore")).body["version"] == 5
        again = await call("POST", f"{second}/restore")
        assert (again.status, again.body["code"]) == (409, "not_applied")
        messages = (await call("GET", f"{session}/messages")).body["messages"]
        assert [one["applied_version"] for one in messages] == [None, 3, None, None]

    async def test_a_change_that_was_never_applied_cannot_be_undone(self, call, proposal):
        reply = await call("POST", f"{proposal}/restore")
        assert (reply.status, reply.body["code"]) == (409, "not_applied")


async def test_deleting_a_session_stops_its_turn_and_takes_its_messages(call, session, powa):
    await turn(call, session)
    assert (await call("DELETE", session)).status == 204
    assert (await call("GET", f"{session}/messages")).status == 404
