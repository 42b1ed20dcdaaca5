"""How a workflow stands in a `*.powa.json` file."""

import json

from jupyter_powa.model.file import gathered, written
from jupyter_powa.model.workflow import Graph

GRAPH = {
    "blocks": [
        {
            "id": "b",
            "type": "code",
            "name": "Ä",
            "config": {"z": 1, "code": "output = 1"},
            "position": {"x": 9.6, "y": 0},
        },
        {"id": "a", "type": "input", "position": {"x": 1, "y": -2}},
    ],
    "edges": [{"source": "a", "target": "b"}],
}


def text(graph: dict) -> str:
    return written("W", None, {"second": 1, "first": 2}, Graph.model_validate(graph))


def test_blocks_stand_by_id_fields_by_name_positions_apart_at_the_end():
    value = json.loads(text(GRAPH))
    assert list(value) == ["name", "description", "version", "variables", "blocks", "edges", "positions"]
    assert [block["id"] for block in value["blocks"]] == ["a", "b"]
    assert list(value["blocks"][1]["config"]) == ["code", "z"] and list(value["variables"]) == ["second", "first"]
    assert value["positions"] == {"a": {"x": 1, "y": -2}, "b": {"x": 10, "y": 0}}
    assert text(GRAPH).endswith("}\n") and "Ä" in text(GRAPH)


def test_the_order_in_which_a_graph_was_drawn_is_not_in_the_text():
    assert text({**GRAPH, "blocks": GRAPH["blocks"][::-1]}) == text(GRAPH)


def test_what_is_read_back_gives_the_same_text():
    assert text(gathered(json.loads(text(GRAPH)))) == text(GRAPH)
    assert json.loads(written("Empty", None, {}, Graph()))["positions"] == {}


def test_what_is_no_such_file_stays_as_it_is():
    for value in (None, [], {"blocks": 3, "positions": {}}, {"blocks": [3], "positions": {"a": 1}}):
        assert gathered(value) == value
