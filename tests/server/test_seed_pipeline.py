"""The seed's own pages of the pipeline assistant, held against a live server: each address, field and status."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.replies import REPLIES
from tests.server.running import Server

pytestmark = pytest.mark.server
TEXT = (Path(__file__).parents[1] / "seeds" / "004_pipeline_assistant.txt").read_text()
ADDRESSES = re.findall(r"^(post|get|delete)\n(/pipeline-assistant/\S+)$", TEXT, re.MULTILINE)
REQUIRED = re.findall(r"^(\w+?)(?:string · enum|string · date-time|string)Required$", TEXT, re.MULTILINE)
MODEL = "scripted/pipeline.json"


@pytest.fixture(scope="module")
def session(server: Server) -> dict[str, Any]:
    (server.root / "pipeline.json").write_text(json.dumps(REPLIES))
    made = server("POST", "/pipeline-assistant/sessions", {"goal": "Count to three.", "model_name": MODEL})
    assert made.status_code == 201
    return dict(made.json())


def test_the_four_addresses_of_the_seed_are_in_the_description(server: Server) -> None:
    paths = server("GET", "/api/powa/openapi.json").json()["paths"]
    assert len(ADDRESSES) == 4
    assert all(method in paths[path] for method, path in ADDRESSES)
    level = paths["/pipeline-assistant/sessions"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert level["$ref"].endswith("/NewPipeline")


def test_a_session_goes_through_the_pages_of_the_seed(server: Server, session: dict[str, Any]) -> None:
    address = f"/pipeline-assistant/sessions/{session['session_id']}"
    said = server("POST", f"{address}/messages", {"content": "Count to four"})
    assert said.status_code == 200 and said.json()["current_config"]["version"] == 1
    assert "current_config" not in server("POST", f"{address}/messages", {"content": "hello"}).json()
    got = server("GET", address)
    assert got.status_code == 200 and got.json()["current_config"] == said.json()["current_config"]
    assert {"session_id", "goal", "autonomy_level", "created_at"} <= set(REQUIRED) & set(got.json())
    assert got.json()["dataset_ids"] == []
    assert datetime.fromisoformat(got.json()["created_at"]).tzinfo is not None


def test_older_clients_and_mistakes_are_answered_as_the_seed_says(server: Server, session: dict[str, Any]) -> None:
    older = {"goal": "g", "autonomy_level": None, "model_name": None, "start": False}
    made = server("POST", "/pipeline-assistant/sessions/", older)
    assert (made.status_code, made.json()["autonomy_level"]) == (201, "semi_auto")
    address = f"/pipeline-assistant/sessions/{made.json()['session_id']}"
    assert server("POST", f"{address}/messages", {}).json()["detail"][0]["loc"] == ["body", "content"]
    assert server("POST", "/pipeline-assistant/sessions", {}).status_code == 422
    gone = server("DELETE", address)
    assert (gone.status_code, gone.content) == (204, b"")
    assert server("GET", address).status_code == server("DELETE", address).status_code == 404
    assert server("GET", address, headers={}).status_code in (401, 403)
