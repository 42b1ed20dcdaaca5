"""A file over HTTP: whole, with its name and length, or an error instead of it."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.server
GRAPH = {
    "blocks": [
        {"id": "r", "type": "read", "config": {"query": "select range as n, '=x' as text from range(30000)"}},
        {"id": "w", "type": "write", "config": {"name": "größe"}},
    ],
    "edges": [{"source": "r", "target": "w"}],
}


def test_a_dataset_is_downloaded_whole_under_its_name(server):
    workflow = server("POST", "/api/workflows", {"name": "Downloaded", **GRAPH}).json()
    assert server("POST", f"/api/workflows/{workflow['id']}/execute", {}).json()["status"] == "completed"
    (record,) = server("GET", f"/api/powa/datasets?workflow_id={workflow['id']}").json()["datasets"]
    place = f"/api/powa/datasets/{record['id']}/export"
    reply = server("GET", f"{place}?format=json")
    assert (reply.status_code, len(json.loads(reply.content))) == (200, 30_000)
    assert reply.headers["Content-Length"] == str(len(reply.content))
    reply = server("GET", place)
    told = "attachment; filename=\"gr__e.csv\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv"
    assert (reply.headers["Content-Type"], reply.headers["Content-Disposition"]) == ("text/csv; charset=utf-8", told)
    assert reply.content.count(b"'=x") == 30_000
    reply = server("GET", f"{place}?format=xls")
    assert (reply.status_code, "Content-Disposition" in reply.headers) == (400, False)
