from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.copilot.diff import canonical
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.file import file_of, gathered, is_file, parsed, written
from jupyter_powa.model.workflow import Block, Edge, Graph, Position
from tests.graphs import valid_graphs

GRAPH = Graph(
    blocks=[
        Block(id="late", type="sql", name="Late", config={"query": "select\n1", "max_rows": 5}, enabled=False),
        Block(id="input", type="input", position=Position(x=-260, y=12.5)),
    ],
    edges=[Edge(source="input", target="late"), Edge(source="input", target="late", source_handle="error")],
)
TEXT = """\
{
  "powa": 1,
  "name": "Größe",
  "blocks": [
    {
      "id": "input",
      "type": "input",
      "config": {}
    },
    {
      "id": "late",
      "type": "sql",
      "name": "Late",
      "enabled": false,
      "config": {
        "max_rows": 5,
        "query": "select\\n1"
      }
    }
  ],
  "edges": [
    {"source": "input", "sourceHandle": "error", "target": "late"},
    {"source": "input", "target": "late"}
  ],
  "positions": {
    "input": [-260, 12.5]
  }
}
"""


def test_a_file_says_only_what_matters_in_stable_order_with_positions_apart():
    assert written(file_of("Größe", GRAPH)) == TEXT
    assert written(parsed(TEXT)) == TEXT


def test_a_file_is_also_one_of_the_vendors_form():
    assert [block.id for block in Graph.model_validate(json.loads(TEXT)).blocks] == ["input", "late"]


@settings(max_examples=100, deadline=None)
@given(valid_graphs(), st.randoms())
def test_any_graph_comes_back_and_the_order_it_was_built_in_leaves_no_mark(graph: Graph, random: Any) -> None:
    text = written(file_of("Any", graph, "For what.", {"b": [1, 2.5, None], "a": {"z": 1, "y": 2}}))
    again = parsed(text)
    assert canonical(again.graph) == canonical(graph)
    assert (again.name, again.description) == ("Any", "For what.")
    assert again.variables == {"b": [1, 2.5, None], "a": {"z": 1, "y": 2}}
    mixed = Graph(
        blocks=random.sample(graph.blocks, len(graph.blocks)), edges=random.sample(graph.edges, len(graph.edges))
    )
    assert written(file_of("Any", mixed, "For what.", again.variables)) == text


def test_moving_a_block_changes_one_line():
    moved = GRAPH.model_copy(deep=True)
    moved.blocks[0].position = Position(x=10, y=20)
    before, after = TEXT.splitlines(), written(file_of("Größe", moved)).splitlines()
    assert [line for line in after if line not in before] == ['    "input": [-260, 12.5],', '    "late": [10, 20]']


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "no workflow file"),
        ("{}", "no workflow file"),
        ('{"powa": 2}', "reads the form 1"),
        ('{"powa": 1}', "name: Field required"),
        ('{"powa": 1, "name": "A", "colour": "red"}', "colour: Extra inputs"),
        ('{"powa": 1, "name": "A", "blocks": [{"id": "a"}]}', r"blocks\.0\.type: Field required"),
        ('{"powa": 1, "name": "A", "positions": {"a": [1]}}', r"positions\.a"),
    ],
)
def test_what_is_no_such_file_is_refused_and_the_place_is_told(text: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        parsed(text)


def test_what_json_cannot_hold_is_refused():
    for value in (float("nan"), object()):
        with pytest.raises(BadRequest, match="what JSON can hold"):
            written(file_of("A", Graph(blocks=[Block(id="a", type="code", config={"code": value})])))


def test_half_a_character_is_kept():
    graph = Graph(blocks=[Block(id="a", type="code", config={"code": "\ud800"})])
    written(file_of("A", graph)).encode("utf-8")
    assert parsed(written(file_of("A", graph))).graph == graph


def test_a_file_is_known_by_its_first_word():
    assert is_file(TEXT)
    assert is_file(TEXT[:-2])
    assert not is_file('{"blocks": []}')
    assert not is_file("[]")


def test_positions_come_back_into_the_blocks_where_a_file_is_read_as_a_graph() -> None:
    read = gathered({"blocks": [{"id": "a"}, {"id": "b"}, 3], "positions": {"a": [1, 2], "b": "x"}})
    assert read["blocks"] == [{"id": "a", "position": {"x": 1, "y": 2}}, {"id": "b"}, 3]
    assert gathered([]) == []
    assert gathered({"blocks": 3, "positions": {}}) == {"blocks": 3, "positions": {}}
