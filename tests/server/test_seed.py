"""The seed's own lines, run as they are against a live server."""

import json
from pathlib import Path

import pytest
import requests

pytestmark = pytest.mark.server
LINES = (Path(__file__).parents[1] / "seeds" / "002_workflows.txt").read_text().splitlines()
GRAPH = {
    "blocks": [{"id": "input", "type": "input", "config": {}, "position": {"x": 0, "y": 0}}],
    "edges": [{"source": "input", "target": "output"}],
}


def test_every_line_of_the_seed_works_in_its_order(server, capsys):
    names = {"requests": requests, "BASE_URL": server.address, "headers": server.headers}

    def run(line: str) -> requests.Response | None:
        written = line.replace('{"blocks": [...], "edges": [...]}', json.dumps(GRAPH))  # the page's own example
        if not line.startswith("response = "):
            return eval(written, names)
        exec(written, names)
        return names["response"]

    replies = {}
    for line in LINES:
        verb = line.partition("(")[0].removeprefix("response = ").removeprefix("requests.")
        rest = line.partition("{BASE_URL}")[2].partition('"')[0]
        if (reply := run(line)) is None:
            assert line.startswith("print(")
            continue
        replies[verb, rest] = reply
        if (verb, rest) == ("post", "/api/workflows"):
            names["wf_id"] = reply.json()["id"]
        if rest.endswith("/execute"):
            names["exec_id"] = reply.json()["execution_id"]
    assert [reply.status_code for reply in replies.values()] == [200, 201] + [200] * 10 + [204]
    assert "'webhook_id': '" in (printed := capsys.readouterr().out) and "'secret': '" in printed
    ran = replies["post", "/api/workflows/{wf_id}/execute"].json()
    assert (ran["status"], ran["output"]) == ("completed", {"text": "..."})
    stream = replies["post", "/api/workflows/{wf_id}/execute/stream"]
    last = [json.loads(line[6:]) for line in stream.text.splitlines() if line.startswith("data: ")][-1]
    assert (last["type"], last["output"]) == ("done", {"text": "..."})
    assert len(replies["get", "/api/workflows/{wf_id}/executions"].json()["executions"]) == 2
    logs = replies["get", "/api/workflows/{wf_id}/executions/{exec_id}/logs"].json()["block_logs"]
    assert [log["block_id"] for log in logs] == ["input", "output"]
    assert run(LINES[2]).json()["code"] == "workflow_not_found"
