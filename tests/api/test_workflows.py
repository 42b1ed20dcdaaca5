"""/api/workflows: make, list, change, delete, and save graphs."""

import pytest

from jupyter_powa.model.workflow import Workflow

GRAPH = {
    "blocks": [{"id": "input", "type": "input", "config": {}, "position": {"x": 0, "y": 0}}],
    "edges": [{"source": "input", "target": "output"}],
}
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def workflow(call) -> str:
    return (await call("POST", "/api/workflows", {"name": "My Workflow"})).body["id"]


def code(reply) -> tuple[int, str]:
    return reply.status, reply.body["code"]


class TestCreate:
    async def test_a_name_is_enough_and_the_whole_resource_comes_back(self, call):
        reply = await call("POST", "/api/workflows", {"name": "  My Workflow "})
        assert reply.status == 201
        made = reply.body
        assert (made["name"], made["version"], made["state"], made["blocks"]) == ("My Workflow", 1, "internal", [])
        assert made["created_at"].endswith(("Z", "+00:00"))
        assert (await call("GET", f"/api/workflows/{made['id']}")).body == {
            key: value for key, value in made.items() if key != "warnings"
        }

    @pytest.mark.parametrize(
        "body",
        [None, {}, {"name": ""}, {"name": "  "}, {"name": None}, {"name": 3}, {"name": "a\x00b"}, {"name": "x" * 201}],
    )
    async def test_without_a_usable_name_it_is_refused(self, call, body):
        reply = await call("POST", "/api/workflows", body)
        assert code(reply) == (400, "validation_error")
        assert "name" in reply.body["error"] and reply.body["error_code"] == "VALIDATION_ERROR"

    async def test_an_exported_file_is_imported_with_its_graph(self, call):
        file = {"name": "Imported", "description": "d", "version": 7, "variables": {"n": 1}, **GRAPH}
        made = (await call("POST", "/api/workflows", file)).body
        assert [block["id"] for block in made["blocks"]] == ["input", "output"]
        assert (made["version"], made["variables"], made["description"]) == (1, {"n": 1}, "d")
        assert [warning["code"] for warning in made["warnings"]] == ["block_added"]

    async def test_a_file_whose_graph_is_no_graph_makes_nothing(self, call):
        file = {"name": "Broken", "blocks": [{"id": "a", "type": "nonsense"}], "edges": []}
        assert code(await call("POST", "/api/workflows", file)) == (400, "invalid_graph")
        assert (await call("GET", "/api/workflows")).body["total"] == 0

    async def test_ids_and_times_are_ours_whatever_is_sent(self, call):
        made = (await call("POST", "/api/workflows", {"name": "w", "id": "mine", "state": "deployed"})).body
        assert made["id"] != "mine" and made["state"] == "internal"


class TestList:
    @pytest.fixture(autouse=True)
    async def three(self, call):
        for name in ("one", "two", "three"):
            await call("POST", "/api/workflows", {"name": name})

    async def names(self, call, **query) -> list[str]:
        return [row["name"] for row in (await call("GET", "/api/workflows", **query)).body["workflows"]]

    async def test_the_newest_comes_first_with_the_total(self, call):
        page = (await call("GET", "/api/workflows")).body
        assert [row["name"] for row in page["workflows"]] == ["three", "two", "one"]
        assert (page["total"], page["limit"], page["offset"]) == (3, 50, 0)
        assert page["workflows"][0]["execution_count"] == 0 and page["workflows"][0]["last_execution_at"] is None
        assert "blocks" not in page["workflows"][0]

    async def test_pages_searches_and_sorts(self, call):
        assert await self.names(call, limit=1, offset=1) == ["two"]
        assert await self.names(call, q="T") == ["three", "two"]
        assert await self.names(call, sort="name", order="asc") == ["one", "three", "two"]
        assert await self.names(call, q="\x00", limit=1) == ["three"]

    @pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (100, 100), (10**30, 100)])
    async def test_a_limit_is_kept_between_1_and_100(self, call, asked, given):
        assert (await call("GET", "/api/workflows", limit=asked)).body["limit"] == given

    @pytest.mark.parametrize(
        "query",
        [{"limit": "many"}, {"limit": ""}, {"offset": -1}, {"offset": 10**30}, {"sort": "color"}, {"order": "up"}],
    )
    async def test_a_parameter_that_cannot_be_meant_is_refused_by_its_name(self, call, query):
        reply = await call("GET", "/api/workflows", **query)
        assert code(reply) == (400, "validation_error")
        assert next(iter(query)) in reply.body["error"]

    async def test_parameters_of_others_are_ignored(self, call):
        assert (await call("GET", "/api/workflows", token="t", _="1")).status == 200


class TestChange:
    async def test_what_is_given_changes_and_the_rest_stays(self, call, workflow):
        reply = await call("PATCH", f"/api/workflows/{workflow}", {"name": "Renamed", "color": "#fff"})
        assert (reply.status, reply.body["ok"], reply.body["name"]) == (200, True, "Renamed")
        reply = await call("PATCH", f"/api/workflows/{workflow}", {"color": None})
        assert (reply.body["name"], reply.body["color"], reply.body["version"]) == ("Renamed", None, 1)

    @pytest.mark.parametrize("body", [{}, {"name": None}, {"name": ""}, {"state": "deployed"}, {"id": "x"}])
    async def test_nothing_usable_to_change_is_refused(self, call, workflow, body):
        assert code(await call("PATCH", f"/api/workflows/{workflow}", body)) == (400, "validation_error")

    async def test_a_deployed_workflow_can_be_renamed_but_keeps_its_graph(self, call, powa):
        workflow = powa.store.workflows.put(Workflow(name="w", state="deployed")).id
        assert (await call("PATCH", f"/api/workflows/{workflow}", {"name": "n"})).status == 200
        assert code(await call("PUT", f"/api/workflows/{workflow}/graph", GRAPH)) == (409, "already_deployed")


class TestGraph:
    async def test_the_seeds_graph_is_saved_and_its_missing_end_is_made(self, call, workflow):
        reply = await call("PUT", f"/api/workflows/{workflow}/graph", GRAPH)
        assert (reply.status, reply.body["ok"], reply.body["version"]) == (200, True, 2)
        assert (reply.body["blocks"], reply.body["edges"]) == (2, 1)
        assert [warning["code"] for warning in reply.body["warnings"]] == ["block_added"]
        stored = (await call("GET", f"/api/workflows/{workflow}")).body
        assert [block["type"] for block in stored["blocks"]] == ["input", "output"]
        assert stored["edges"][0]["sourceHandle"] == "output"

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            ({"blocks": [{"id": "a", "type": "nonsense"}]}, "unknown_type"),
            ({"blocks": [{"id": "a", "type": "code"}] * 2}, "duplicate_block"),
            ({"blocks": [{"id": "a", "type": "input"}], "edges": [{"source": "a", "target": "z"}]}, "unknown_block"),
            (
                {
                    "blocks": [{"id": key, "type": "split"} for key in "ab"],
                    "edges": [{"source": "a", "target": "b"}, {"source": "b", "target": "a"}],
                },
                "cycle",
            ),
        ],
    )
    async def test_what_is_no_graph_is_refused_even_as_a_draft_and_changes_nothing(self, call, workflow, body, why):
        for draft in ("false", "true"):
            reply = await call("PUT", f"/api/workflows/{workflow}/graph", body, draft=draft)
            assert code(reply) == (400, "invalid_graph")
            assert why in [problem["code"] for problem in reply.body["details"]]
        assert (await call("GET", f"/api/workflows/{workflow}")).body["version"] == 1

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            ({"blocks": [{"id": "a", "type": "code"}]}, "missing_config"),
            ({"blocks": [{"id": "a", "type": "input"}, {"id": "b", "type": "output"}]}, "disconnected"),
        ],
    )
    async def test_what_cannot_run_yet_is_saved_as_a_draft_with_warnings(self, call, workflow, body, why):
        assert code(await call("PUT", f"/api/workflows/{workflow}/graph", body)) == (400, "invalid_graph")
        reply = await call("PUT", f"/api/workflows/{workflow}/graph", body, draft="true")
        assert reply.status == 200 and why in [warning["code"] for warning in reply.body["warnings"]]

    async def test_an_older_version_does_not_overwrite_a_newer_one(self, call, workflow):
        assert (await call("PUT", f"/api/workflows/{workflow}/graph", GRAPH, version=1)).status == 200
        reply = await call("PUT", f"/api/workflows/{workflow}/graph", GRAPH, version=1)
        assert code(reply) == (409, "version_conflict") and reply.body["details"] == {"version": 2}

    @pytest.mark.parametrize(
        "body",
        [
            {"blocks": {}},
            {"blocks": [3]},
            {"blocks": [{"type": "input"}]},
            {"blocks": [{"id": "", "type": "input"}]},
            {"blocks": [{"id": "a\x00", "type": "input"}]},
            {"blocks": [{"id": "a", "type": "input", "config": []}]},
            {"blocks": [{"id": "a", "type": "input", "name": "x" * 101}]},
            {"blocks": [], "edges": [{"source": "a"}]},
        ],
    )
    async def test_blocks_and_edges_of_another_shape_are_refused_with_their_place(self, call, workflow, body):
        reply = await call("PUT", f"/api/workflows/{workflow}/graph", body)
        assert code(reply) == (400, "validation_error") and reply.body["details"][0]["field"]


class TestDelete:
    async def test_it_is_gone_and_a_second_time_is_not_found(self, call, workflow):
        assert (await call("DELETE", f"/api/workflows/{workflow}")).status == 204
        assert code(await call("DELETE", f"/api/workflows/{workflow}")) == (404, "workflow_not_found")


@pytest.mark.parametrize("workflow_id", [UNKNOWN, "1", "../../etc", "a b", "\x00", "x" * 3_000])
@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("PUT", "/graph"),
        ("POST", "/execute"),
        ("POST", "/execute/stream"),
        ("GET", "/executions"),
        ("POST", "/executions"),
        ("GET", f"/executions/{UNKNOWN}"),
        ("GET", f"/executions/{UNKNOWN}/logs"),
    ],
)
async def test_an_id_that_no_workflow_has_is_not_found(call, workflow_id, method, rest):
    body = {"name": "n", "blocks": [], "edges": []} if method == "PUT" else {"name": "n"} if method == "PATCH" else None
    reply = await call(method, f"/api/workflows/{workflow_id.replace('/', '_')}{rest}", body)
    assert code(reply) == (404, "workflow_not_found")
    assert reply.body["error_code"] == "WORKFLOW_NOT_FOUND"


async def test_a_body_without_blocks_wipes_no_graph(call, powa, graph):
    kept = graph(a=("code", {"code": "1"}))
    workflow = powa.store.workflows.put(Workflow(name="w").with_graph(kept)).id
    for body in ({}, {"bloks": []}, {"blocks": []}):
        assert (await call("PUT", f"/api/workflows/{workflow}/graph", body)).status == 400
    assert len((await call("GET", f"/api/workflows/{workflow}")).body["blocks"]) == 1


async def test_an_editors_nodes_are_taken_for_blocks_when_a_workflow_is_made(call):
    made = await call("POST", "/api/workflows", {"name": "x", "nodes": [{"id": "a", "data": {"type": "split"}}]})
    assert [block["type"] for block in made.body["blocks"]] == ["split"]


async def test_a_graph_that_is_too_large_is_refused_at_once(call, powa):
    workflow = powa.store.workflows.put(Workflow(name="w")).id
    reply = await call("PUT", f"/api/workflows/{workflow}/graph", {"blocks": [{"id": "a", "type": "split"}] * 10_001})
    assert reply.status == 400
    assert "10000" in reply.body["error"]
