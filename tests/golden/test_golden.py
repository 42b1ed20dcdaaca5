"""Graphs and the events that they must give: Python produces them, the browser side folds the same files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.engine.check import normalised
from jupyter_powa.model.execution import BlockProgress
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.wired import to_wire
from jupyter_powa.model.workflow import Graph
from tests.engine.running import ran

MARKS = re.compile(r"^[ ~^]+\n", re.MULTILINE)
"""The marks under the part of a line that failed."""
HERE = Path(__file__).parent
GRAPHS = sorted(file.stem for file in HERE.glob("*.json"))


def path(name: str) -> Path:
    return HERE / f"{name}.events.jsonl"


async def events(name: str) -> str:
    """The events of a graph as lines of JSON, without what differs from run to run and from Python to Python."""
    sent = json.loads((HERE / f"{name}.json").read_text())
    graph, _ = normalised(Graph.model_validate(sent))
    it = await ran(graph, sent["variables"])
    plan = Plan(execution_id="golden", workflow_id=name, graph=graph)
    told = [event for event in it.events if not (isinstance(event, BlockProgress) and not event.message)]
    lines: list[dict[str, Any]] = [to_wire(event, plan, place) for place, event in enumerate(told, 1)]
    for line in lines:
        line.pop("duration_ms", None)
        if line.get("trace"):
            line["trace"] = MARKS.sub("", line["trace"])
    return "".join(json.dumps(line, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n" for line in lines)


@pytest.mark.parametrize("name", GRAPHS)
async def test_a_graph_gives_the_events_that_it_always_gave(name: str) -> None:
    got, wanted = (await events(name)).splitlines(), path(name).read_text().splitlines()
    assert [json.loads(line) for line in got] == [json.loads(line) for line in wanted]


def test_every_file_of_events_has_its_graph() -> None:
    assert sorted(file.name.partition(".")[0] for file in HERE.glob("*.events.jsonl")) == GRAPHS
