from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from jupyter_powa.model.execution import EVENTS, BlockComplete, Event
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.wired import from_wire, to_wire
from jupyter_powa.model.workflow import Graph

PLAN = Plan(workflow_id="w", graph=Graph())
SAMPLE: dict[str, Any] = {
    "data": {"output": [1]},
    "duration_ms": 1.5,
    "fraction": 0.5,
    "line": 3,
    "input": {"a": 1},
    "output": 5,
}


def sample(kind: type[Event]) -> Event:
    return kind(**{field.name: SAMPLE.get(field.name, f"a {field.name}") for field in dataclasses.fields(kind)})


@pytest.mark.parametrize("kind", EVENTS.values(), ids=lambda kind: kind.type)
def test_an_event_comes_back_from_the_wire_as_it_was(kind: type[Event]) -> None:
    event = sample(kind)
    wire = json.loads(json.dumps(to_wire(event, PLAN, 7)))
    assert from_wire(wire) == event
    assert {name: wire[name] for name in ("type", "execution_id", "workflow_id", "seq")} == {
        "type": kind.type,
        "execution_id": PLAN.execution_id,
        "workflow_id": "w",
        "seq": 7,
    }


@pytest.mark.parametrize(
    "word", ["block_start", "block_chunk", "block_complete", "block_error", "block_skipped", "done", "error"]
)
def test_the_contracts_events_are_there(word: str) -> None:
    assert EVENTS[word].type == word


def test_every_event_of_a_block_says_which() -> None:
    for word, kind in EVENTS.items():
        if word.startswith("block_"):
            assert {"block_id", "block_type", "block_name"} <= {field.name for field in dataclasses.fields(kind)}


def test_an_event_of_a_newer_version_is_read_as_far_as_it_is_known() -> None:
    wire = {**to_wire(BlockComplete("a", "split", "A", 1, 2.0), PLAN, 1), "new_field": 1}
    del wire["route"]
    assert from_wire(wire) == BlockComplete("a", "split", "A", 1, 2.0)


def test_a_plan_travels_as_json_without_its_secrets() -> None:
    plan = Plan(workflow_id="w", graph=Graph(), secrets={"key": {"value": "hidden", "hosts": ["h"]}})
    assert "hidden" not in plan.model_dump_json()
    assert "hidden" not in repr(plan)
    assert Plan.model_validate_json(plan.model_dump_json(exclude={"secrets"})).execution_id == plan.execution_id
