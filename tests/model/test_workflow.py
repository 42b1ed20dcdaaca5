from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jupyter_powa.model.workflow import MAX_BLOCKS, MAX_EDGES, MAX_NAME, Block, Edge, Graph, Workflow


def read(**graph: Any) -> Graph:
    return Graph.model_validate(graph)


def test_a_block_keeps_the_word_of_its_sender_and_is_called_by_its_id() -> None:
    block = Block(id="a" * 150, type="starter")
    assert (block.type, block.name, block.enabled, block.config) == ("starter", "a" * MAX_NAME, True, {})
    assert Block(id="a", type="b", name="").name == "a"


@pytest.mark.parametrize("block_id", ["start", "f8a3", "Blöcke 1", "a/b.c", "1"])
def test_any_text_is_an_id(block_id: str) -> None:
    assert Block(id=block_id, type="input").id == block_id


@pytest.mark.parametrize(
    "block",
    [
        {"type": "input"},
        {"id": "a"},
        {"id": "", "type": "input"},
        {"id": "a\n", "type": "input"},
        {"id": 5, "type": "input"},
        {"id": "a", "type": "input", "config": []},
        {"id": "a", "type": "input", "name": "x" * (MAX_NAME + 1)},
        {"id": "a", "type": "input", "position": {"x": float("nan"), "y": 0}},
        {"id": "a", "type": "input", "position": {"x": "left"}},
        None,
        "a",
    ],
)
def test_what_is_no_block_is_refused(block: Any) -> None:
    with pytest.raises(ValidationError):
        read(blocks=[block])


def test_an_unknown_field_is_refused_in_python_and_left_out_of_what_an_editor_sends() -> None:
    with pytest.raises(ValidationError):
        Block(id="a", type="input", confg={})  # type: ignore[call-arg]
    assert read(blocks=[{"id": "a", "type": "input", "width": 100, "selected": True}]).blocks[0].id == "a"


def test_an_editors_nesting_is_taken_apart() -> None:
    sent = {
        "nodes": [
            {
                "id": "a",
                "type": "workflowNode",
                "position": {"x": 1, "y": 2, "z": 3},
                "data": {"type": "code", "label": "Count", "config": {"code": "1"}, "enabled": False},
            },
            {"id": "b", "type": "split", "config": {"branches": 3}, "data": {"config": {"branches": 2}}},
            {"id": "c", "type": "input", "name": None, "config": None, "enabled": None, "position": None},
        ],
        "edges": [],
        "viewport": {},
    }
    a, b, c = Graph.model_validate(sent).blocks
    assert (a.type, a.name, a.config, a.enabled, a.position.x) == ("code", "Count", {"code": "1"}, False, 1)
    assert b.config == {"branches": 3}
    assert (c.name, c.config, c.enabled) == ("c", {}, True)


def test_what_was_sent_is_not_changed_by_reading_it() -> None:
    sent = {
        "blocks": [{"id": "a", "type": "x", "data": {"type": "code", "label": "L"}}],
        "edges": [{"source": "a", "target": "a", "id": None}],
    }
    before = json.dumps(sent)
    Graph.model_validate(sent)
    assert json.dumps(sent) == before


def test_an_edge_has_the_contracts_defaults_and_an_id_of_its_own() -> None:
    edge = Edge.model_validate({"source": "a", "target": "b", "sourceHandle": None, "targetHandle": None, "id": None})
    assert (edge.source_handle, edge.target_handle, edge.condition) == ("output", "input", None)
    assert edge.id == "a:output->b:input"
    assert Edge(source="a", target="b", source_handle="if").id != edge.id
    assert edge.model_dump(by_alias=True) == {
        "id": "a:output->b:input",
        "source": "a",
        "target": "b",
        "sourceHandle": "output",
        "targetHandle": "input",
        "condition": None,
    }


def test_an_edge_without_an_end_is_refused() -> None:
    for edge in ({"source": "a"}, {"target": "a"}, {"source": "", "target": "b"}, None):
        with pytest.raises(ValidationError):
            read(edges=[edge])


def test_a_saved_graph_is_one_version_on_and_the_old_workflow_is_as_it_was() -> None:
    first = Workflow(name="w")
    graph = read(blocks=[{"id": "a", "type": "input"}])
    second = first.with_graph(graph)
    assert (first.version, second.version, second.id) == (1, 2, first.id)
    assert first.blocks == [] and second.graph == graph
    assert second.updated_at >= first.updated_at


graphs = st.builds(
    Graph,
    blocks=st.lists(
        st.builds(
            Block,
            id=st.from_regex(r"\A\w{1,9}\Z"),
            type=st.sampled_from(["input", "code"]),
            name=st.text(max_size=20),
            config=st.dictionaries(st.text(), st.integers() | st.text()),
        ),
        max_size=4,
    ),
    edges=st.lists(
        st.builds(Edge, source=st.just("a"), target=st.just("b"), source_handle=st.sampled_from(["if", "output"])),
        max_size=3,
    ),
)


@given(graphs)
def test_a_graph_comes_back_from_json_as_it_was(graph: Graph) -> None:
    assert Graph.model_validate_json(graph.model_dump_json(by_alias=True)) == graph
    assert Graph.model_validate(graph.model_dump()) == graph


def test_a_graph_has_its_size() -> None:
    blocks = [{"id": str(number), "type": "input"} for number in range(MAX_BLOCKS + 1)]
    assert len(read(blocks=blocks[:-1]).blocks) == MAX_BLOCKS
    with pytest.raises(ValidationError, match=f"at most {MAX_BLOCKS} items"):
        read(blocks=blocks)
    pairs = [{"source": str(n // 200), "target": str(300 + n % 200)} for n in range(MAX_EDGES + 1)]
    with pytest.raises(ValidationError, match=f"at most {MAX_EDGES} items"):
        read(blocks=blocks[:600], edges=pairs)
