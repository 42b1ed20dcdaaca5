"""/api/powa/workflows/{id}/estimate: what a run would take."""

GRAPH = {
    "blocks": [
        {"id": "r", "type": "read", "name": "Read", "config": {"query": "select range as n from range(200)"}},
        {
            "id": "l",
            "type": "label",
            "name": "Label",
            "config": {"model": "nobody/knows", "categories": ["even", "odd"], "batch_size": 10},
        },
    ],
    "edges": [{"source": "r", "target": "l"}],
}


async def test_it_tells_each_step_and_what_is_not_known(call):
    workflow = (await call("POST", "/api/workflows", {"name": "w", **GRAPH})).body
    reply = await call("POST", f"/api/powa/workflows/{workflow['id']}/estimate", {})
    assert reply.status == 200, reply.body
    assert [(step["name"], step["rows_out"], step["requests"]) for step in reply.body["steps"]] == [
        *(("Read", 200, None), ("Label", 200, 20)),
    ]
    assert (reply.body["rows"], reply.body["usd"]) == (200, None)
    assert any("NOBODY_API_KEY" in words for words in reply.body["words"])


async def test_a_graph_that_cannot_run_is_refused(call):
    workflow = (await call("POST", "/api/workflows", {"name": "w"})).body
    reply = await call("POST", f"/api/powa/workflows/{workflow['id']}/estimate", {})
    assert (reply.status, reply.body["code"]) == (400, "invalid_graph")
    assert (await call("POST", "/api/powa/workflows/unknown/estimate", {})).status == 404
