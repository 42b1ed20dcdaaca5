"""A pipeline's document becomes a graph and comes back as it went."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.copilot.diff import canonical
from jupyter_powa.engine.check import check
from jupyter_powa.errors import BadRequest, InvalidGraph
from jupyter_powa.model.pipeline import PipelineConfig
from jupyter_powa.model.workflow import Block, Graph, Workflow
from jupyter_powa.pipeline.convert import config_of, graph_of, state_of
from tests.graphs import valid_graphs


def workflow(graph: Graph, **more: Any) -> Workflow:
    return Workflow(name="P", blocks=graph.blocks, edges=graph.edges, **more)


@settings(max_examples=300, deadline=None)
@given(valid_graphs())
def test_a_graph_comes_back_from_its_document_as_it_was(graph: Graph) -> None:
    config = config_of(workflow(graph, description="Goal", variables={"n": 1}))
    travelled = PipelineConfig.model_validate_json(config.model_dump_json(by_alias=True))
    assert travelled == config
    if not any(problem.stops for problem in check(graph)):
        assert canonical(graph_of(travelled)) == canonical(graph)


@settings(max_examples=200, deadline=None)
@given(valid_graphs(), st.randoms())
def test_a_document_comes_back_from_its_graph_in_whatever_order_it_was_written(graph: Graph, random: Any) -> None:
    if any(problem.stops for problem in check(graph)):
        return
    config = config_of(workflow(graph))
    again = config_of(workflow(graph_of(config)))
    assert again == config
    mixed = config.model_copy(update={"steps": random.sample(config.steps, len(config.steps)), "outputs": []})
    by_id = {step.id: step for step in config_of(workflow(graph_of(mixed))).steps}
    assert by_id == {step.id: step for step in config.steps}


def plain(**steps: Any) -> PipelineConfig:
    return PipelineConfig.model_validate({"name": "P", "steps": [{"id": key, **value} for key, value in steps.items()]})


def test_a_document_says_only_what_matters():
    config = plain(
        load={"type": "code", "config": {"code": "output = 1"}},
        check={
            "type": "condition",
            "config": {"branches": [{"expression": "load.output > 0"}]},
            "depends_on": ["load"],
        },
        out={
            "type": "output",
            "config": {"output": "<load.output>"},
            "depends_on": [{"step": "check", "handle": "if"}],
        },
    )
    told = config_of(workflow(graph_of(config))).model_dump(mode="json", by_alias=True)
    assert told == {
        "version": 1,
        "name": "P",
        "description": None,
        "inputs": {},
        "steps": [
            {"id": "load", "type": "code", "config": {"code": "output = 1"}, "depends_on": []},
            {
                "id": "check",
                "type": "condition",
                "config": {"branches": [{"expression": "load.output > 0"}]},
                "depends_on": ["load"],
            },
            {
                "id": "out",
                "type": "output",
                "config": {"output": "<load.output>"},
                "depends_on": [{"step": "check", "handle": "if"}],
            },
        ],
        "outputs": [{"step": "out"}],
    }


@pytest.mark.parametrize(
    ("steps", "error", "words"),
    [
        ({"a": {"type": "nothing"}}, InvalidGraph, "no block type 'nothing'"),
        ({"a": {"type": "code"}}, InvalidGraph, "code: "),
        ({"a": {"type": "code", "config": {"code": "1"}, "depends_on": ["b"]}}, BadRequest, "no step 'b'"),
        ({"a": {"type": "code", "config": {"code": "1"}, "depends_on": ["a"]}}, InvalidGraph, "circle"),
    ],
)
def test_a_document_that_cannot_run_is_refused_in_words(steps: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        graph_of(plain(**steps))


def test_outputs_that_the_steps_do_not_give_are_refused():
    config = plain(a={"type": "code", "config": {"code": "1"}})
    with pytest.raises(BadRequest, match="last steps of this pipeline are a"):
        graph_of(
            config.model_copy(update={"outputs": [{"step": "b"}]}).model_validate(
                {**config.model_dump(), "outputs": [{"step": "b"}]}
            )
        )


def test_a_draft_that_cannot_run_has_no_document_but_says_why():
    broken = Graph(blocks=[Block(id="a", type="code")])
    state = state_of(workflow(broken))
    assert state.current_config is None and [one.code for one in state.problems] == ["missing_config"]
    assert state_of(workflow(Graph())).current_config is None
