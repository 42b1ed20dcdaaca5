"""Project assets through a real server, used by a run in the server's own kernel."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.server.running import Server

pytestmark = [pytest.mark.server, pytest.mark.kernel]
BASES = "/api/powa/knowledge-bases"


def test_an_agent_that_is_made_over_http_answers_from_its_documents(start_server: Callable[..., Server]) -> None:
    server = start_server(extension="jupyter_powa")
    (server.root / "replies.json").write_text(json.dumps([{"when": "cost", "say": "Up to 150."}]))
    (server.root / "travel.md").write_text("# Hotels\nA hotel may cost 150 a night.")
    assert server("POST", BASES, {"name": "Our handbook / 2026?"}).status_code == 201
    base = f"{BASES}/Our%20handbook%20%2F%202026%3F"
    assert server("GET", base).json()["name"] == "Our handbook / 2026?"
    assert server("POST", f"{base}/documents", {"path": "travel.md"}).json()["chunks"] == 1
    found = server("GET", f"{base}/search", params={"query": 'hotel "AND" (', "limit": 2}).json()["results"]
    assert [one["heading"] for one in found] == ["Hotels"]
    agent = {"name": "Support", "model": "scripted/replies.json", "knowledge_bases": ["our handbook / 2026?"]}
    assert server("POST", "/api/powa/agents", agent).status_code == 201
    block = {"id": "a", "type": "agent", "config": {"agent_id": "Support", "input": "What may a hotel cost?"}}
    workflow = server("POST", "/api/workflows", {"name": "w", "blocks": [block], "edges": []}).json()
    done = server("POST", f"/api/workflows/{workflow['id']}/execute", {}).json()
    assert (done["status"], done["output"]) == ("completed", "Up to 150."), done
    assert done["block_outputs"]["a"]["sources"][0]["document"] == "travel.md"
    assert server("DELETE", base).status_code == 409
    assert server("DELETE", "/api/powa/agents/Support").json()["details"][0]["name"] == "w"
    assert server("DELETE", "/api/powa/agents/Support", params={"force": "true"}).status_code == 204
    assert server("DELETE", base).status_code == 204
    assert server("GET", "/api/powa/agents", headers={}).status_code == 401
