"""/api/powa/graph: what an editor asks while somebody draws."""

GRAPH = {
    "blocks": [
        {"id": "a", "type": "input", "name": "Orders", "config": {"input": {"n": "number"}}},
        {
            "id": "b",
            "type": "condition",
            "name": "Many",
            "config": {"branches": [{"expression": "<Orders.output.n> > 9"}]},
        },
        {"id": "c", "type": "output", "name": "Report", "config": {"output": "<Orders.output>"}},
    ],
    "edges": [{"source": "a", "target": "b"}, {"source": "b", "target": "c", "sourceHandle": "if"}],
}


async def test_a_graph_is_judged_and_stored_nowhere(call, powa):
    reply = await call("POST", "/api/powa/graph", {**GRAPH, "blocks": [*GRAPH["blocks"], {"id": "d", "type": "sql"}]})
    assert reply.status == 200
    assert ("d", "query") in [(one["block_id"], one["field"]) for one in reply.body["problems"] if one["stops"]]
    assert powa.store.workflows.list()[1] == 0


async def test_each_block_tells_its_ways_out(call):
    handles = (await call("POST", "/api/powa/graph", GRAPH)).body["handles"]
    assert handles == {"a": ["output", "error"], "b": ["if", "else", "error"], "c": ["output"]}


async def test_references_follow_a_block_that_is_renamed(call):
    edits = {"update_blocks": [{"id": "a", "name": "Sales"}]}
    blocks = (await call("POST", "/api/powa/graph", {**GRAPH, "edits": edits})).body["blocks"]
    assert [block["config"] for block in blocks][1:] == [
        {"branches": [{"expression": "<Sales.output.n> > 9"}]},
        {"output": "<Sales.output>"},
    ]


async def test_an_edit_that_does_not_fit_is_told(call):
    body = (
        await call("POST", "/api/powa/graph", {**GRAPH, "edits": {"update_blocks": [{"id": "a", "name": "Many"}]}})
    ).body
    assert [one["code"] for one in body["skipped"]] == ["duplicate_name"]
    assert body["blocks"][0]["name"] == "Orders"


async def test_a_circle_is_a_problem_and_not_an_error(call):
    edges = [*GRAPH["edges"], {"source": "c", "target": "a"}]
    body = (await call("POST", "/api/powa/graph", {**GRAPH, "edges": edges})).body
    assert [one["code"] for one in body["problems"]] == ["cycle"]


async def test_so_is_a_type_that_nobody_knows(call):
    body = (await call("POST", "/api/powa/graph", {"blocks": [{"id": "x", "type": "odd"}], "edges": []})).body
    assert "unknown_type" in [one["code"] for one in body["problems"]]
    assert body["handles"]["x"] == ["output", "error"]
