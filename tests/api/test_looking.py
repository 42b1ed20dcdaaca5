"""Looking never runs, a refused change changes nothing, and the same input gives the same stored graph."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa import Workflow
from jupyter_powa.powa import Powa
from tests.conftest import Call


def hostile(mark: Path) -> dict[str, Any]:
    """A graph whose every text would leave a mark if it were run."""
    touch = f"open({str(mark)!r}, 'w').close()"
    shell = f"__import__('os').system('touch {mark}')"
    payload = f"@(lambda f: {touch})\ndef f(x={touch}): pass\nclass C(metaclass=print({touch})): pass"
    return {
        "blocks": [
            {"id": "a", "type": "code", "name": "{{7*7}}", "config": {"code": payload}},
            {
                "id": "b",
                "type": "condition",
                "config": {"branches": [{"expression": shell}]},
            },
            {"id": "c", "type": "sql", "config": {"query": f"copy (select 1) to '{mark}'"}},
            {"id": "d", "type": "output", "config": {"output": "<a.output.__class__.__mro__>{{variables.x}}"}},
        ],
        "edges": [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}, {"source": "c", "target": "d"}],
    }


async def test_saving_importing_checking_and_showing_run_nothing(call: Call, powa: Powa, tmp_path: Path):
    mark = tmp_path / "mark"
    graph = hostile(mark)
    workflow = (await call("POST", "/api/workflows", {"name": "<img src=x>", **graph})).body["id"]
    for path in (f"/api/workflows/{workflow}", "/api/workflows", "/api/powa/blocks"):
        assert (await call("GET", path)).status == 200
    await call("PUT", f"/api/workflows/{workflow}/graph", graph)
    await call("POST", f"/api/workflows/{workflow}/arm")
    await call("POST", f"/api/workflows/{workflow}/deploy")
    assert not mark.exists()


def test_opening_a_file_of_someone_elses_and_looking_at_it_runs_nothing(powa: Powa, tmp_path: Path):
    mark = tmp_path / "mark"
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps({"name": "<script>alert(1)</script>", **hostile(mark)}))
    wf = Workflow.from_json(file, powa=powa)
    bundle = wf._repr_mimebundle_()
    told = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "<script>" not in told["text/html"]
    assert wf.problems is not None and wf.to_json() and repr(wf)
    assert not mark.exists()


REFUSED: list[Any] = [
    {"blocks": []},
    {"edges": []},
    {"blocks": [{"id": "a", "type": "nothing"}]},
    {"blocks": [{"id": "a", "type": "code", "config": {"code": "("}}]},
    {"blocks": [{"id": "a", "type": "code"}, {"id": "a", "type": "code"}]},
    {
        "blocks": [{"id": "a", "type": "split"}, {"id": "b", "type": "split"}],
        "edges": [{"source": "a", "target": "b"}, {"source": "b", "target": "a"}],
    },
    {"blocks": [{"id": "a", "type": "input"}], "edges": [{"source": "a", "target": "gone"}]},
    {"blocks": [{"id": "a", "type": "input", "retry": {"attempts": 0}}]},
    {"blocks": [{"id": "", "type": "input"}]},
    {"blocks": "all"},
]


@pytest.mark.parametrize("graph", REFUSED)
async def test_a_refused_graph_leaves_everything_as_it_was(call: Call, graph: Any):
    good = {"blocks": [{"id": "input", "type": "input"}], "edges": [{"source": "input", "target": "output"}]}
    workflow = (await call("POST", "/api/workflows", {"name": "w", **good})).body["id"]
    before = (await call("GET", f"/api/workflows/{workflow}")).body
    assert (await call("PUT", f"/api/workflows/{workflow}/graph", graph)).status == 400
    assert (await call("GET", f"/api/workflows/{workflow}")).body == before


async def test_of_many_writers_each_is_whole_and_the_same_graph_is_stored_the_same(call: Call):
    workflow = (await call("POST", "/api/workflows", {"name": "w"})).body["id"]

    def graph(writer: int) -> dict[str, Any]:
        blocks = [{"id": f"{writer}-{n}", "type": "split", "position": {"x": n, "y": writer}} for n in range(5)]
        return {
            "blocks": blocks,
            "edges": [{"source": f"{writer}-{n}", "target": f"{writer}-{n + 1}"} for n in range(4)],
        }

    replies = await asyncio.gather(*(call("PUT", f"/api/workflows/{workflow}/graph", graph(n)) for n in range(10)))
    assert sorted(reply.body["version"] for reply in replies) == list(range(2, 12))
    stored = (await call("GET", f"/api/workflows/{workflow}")).body
    writers = {block["id"].partition("-")[0] for block in stored["blocks"]}
    assert len(writers) == 1 and len(stored["blocks"]) == 5 and len(stored["edges"]) == 4
    await call("PUT", f"/api/workflows/{workflow}/graph", graph(int(writers.pop())))
    again = (await call("GET", f"/api/workflows/{workflow}")).body
    assert (again["blocks"], again["edges"]) == (stored["blocks"], stored["edges"])
