"""The records that are made of a run's blocks."""

from __future__ import annotations

from jupyter_powa.datasets import hashed
from jupyter_powa.model.workflow import Graph

GRAPH = {
    "blocks": [{"id": "a", "type": "read", "config": {"path": "x.csv"}}, {"id": "b", "type": "write", "config": {}}],
    "edges": [{"source": "a", "target": "b"}],
}


def test_a_pipelines_hash_is_that_of_what_it_does_not_of_where_it_stands() -> None:
    first = hashed(Graph.model_validate(GRAPH))
    moved = [{**block, "position": {"x": 9, "y": 9}} for block in reversed(GRAPH["blocks"])]
    assert hashed(Graph.model_validate({**GRAPH, "blocks": moved})) == first
    other = [{**GRAPH["blocks"][0], "config": {"path": "y.csv"}}, GRAPH["blocks"][1]]
    assert hashed(Graph.model_validate({**GRAPH, "blocks": other})) != first
