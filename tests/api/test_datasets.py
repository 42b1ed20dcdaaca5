"""/api/powa/datasets: what runs have written, how it came to be, and its rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jupyter_powa.pipeline.datasets import MOST_NAMED

GRAPH = {
    "blocks": [
        {"id": "r", "type": "read", "name": "Orders", "config": {"query": "select range as n from range(10)"}},
        {"id": "f", "type": "filter", "name": "Large", "config": {"where": "n > 3"}},
        {"id": "s", "type": "sample", "name": "Some", "config": {"size": 4, "seed": 5}},
        {"id": "w", "type": "write", "name": "Keep", "config": {"name": "large_orders"}},
    ],
    "edges": [{"source": "r", "target": "f"}, {"source": "f", "target": "s"}, {"source": "s", "target": "w"}],
}


async def made(call: Any, **body: Any) -> dict[str, Any]:
    """Run the pipeline, and give the newest record."""
    workflow = (await call("POST", "/api/workflows", {"name": "Pipeline", **GRAPH})).body
    done = (await call("POST", f"/api/workflows/{workflow['id']}/execute", body)).body
    assert done["status"] == "completed", done
    listed = (await call("GET", "/api/powa/datasets")).body["datasets"]
    return listed[0] if listed else {}


async def test_a_run_leaves_a_record_of_how_its_dataset_came_to_be(call):
    record = await made(call)
    assert (record["name"], record["rows"], record["replaced_by"]) == ("large_orders", 4, None)
    assert record["relation"]["table"] == ["main", "large_orders"]
    assert [(step["name"], step["rows_in"], step["rows_out"]) for step in record["steps"]] == [
        ("Orders", 10, 10),
        ("Large", 10, 6),
        ("Some", 6, 4),
        ("Keep", 4, 4),
    ]
    assert record["steps"][1]["rejects"]["reasons"] == {"not: n > 3": 4}
    assert record["steps"][0]["fingerprint"][0]["rows"] == 10
    assert (record["steps"][2]["seed"], len(record["config_hash"])) == (5, 64)


async def test_the_same_pipeline_gives_the_same_rows_and_the_same_hash(call):
    first = await made(call)
    rows = (await call("GET", f"/api/powa/datasets/{first['id']}/rows")).body
    again = await made(call)
    assert again["id"] != first["id"]
    assert again["config_hash"] == first["config_hash"]
    assert again["steps"][0]["fingerprint"] == first["steps"][0]["fingerprint"]
    assert (await call("GET", f"/api/powa/datasets/{again['id']}/rows")).body["rows"] == rows["rows"]


async def test_one_that_is_written_again_says_what_replaced_it(call):
    first, second = await made(call), await made(call)
    assert (await call("GET", f"/api/powa/datasets/{first['id']}")).body["replaced_by"] == second["id"]
    assert (await call("GET", "/api/powa/datasets/large_orders")).body["id"] == second["id"]


async def test_its_rows_come_in_pages(call):
    record = await made(call)
    page = (await call("GET", f"/api/powa/datasets/{record['id']}/rows", limit=3, offset=1)).body
    assert len(page["rows"]) == 3


async def test_all_its_rows_are_downloaded_as_a_file(call):
    record = await made(call)
    reply = await call("GET", f"/api/powa/datasets/{record['id']}/export", format="json")
    rows = json.loads(b"".join([piece async for piece in reply.pieces]))
    assert (len(rows), set(rows[0]), reply.media) == (4, {"n"}, "application/json")
    assert 'filename="large_orders.json"' in reply.headers["Content-Disposition"]
    assert (await call("GET", "/api/powa/datasets/none/export")).status == 404


async def test_a_list_is_paged_and_searched(call):
    await made(call)
    await made(call)
    page = (await call("GET", "/api/powa/datasets", limit=1, q="LARGE")).body
    assert (len(page["datasets"]), page["total"]) == (1, 2)
    assert (await call("GET", "/api/powa/datasets", q="none")).body["total"] == 0
    assert (await call("GET", "/api/powa/datasets", workflow_id="none")).body["total"] == 0
    assert MOST_NAMED >= 100


async def test_a_trial_leaves_no_record(call):
    assert await made(call, trial=3) == {}


async def test_a_record_is_forgotten_and_its_rows_stay(call):
    record = await made(call)
    assert (await call("DELETE", f"/api/powa/datasets/{record['id']}")).body == {"ok": True}
    assert (await call("GET", f"/api/powa/datasets/{record['id']}")).status == 404
    assert (await call("DELETE", f"/api/powa/datasets/{record['id']}")).status == 404
    again = await made(call)
    assert again["rows"] == 4


@pytest.mark.parametrize("arguments", [{"limit": 0}, {"offset": -1}, {"limit": "x"}])
async def test_pages_that_are_none_are_refused(call, arguments):
    record = await made(call)
    assert (await call("GET", f"/api/powa/datasets/{record['id']}/rows", **arguments)).status == 400
