"""The edits of one call of modify_workflow: what is done, and what is skipped and why."""

from itertools import pairwise

import pytest

from jupyter_powa.copilot.asked import Edited
from jupyter_powa.copilot.edits import edit
from jupyter_powa.copilot.shown import MARK
from jupyter_powa.model.workflow import Block, Edge, Graph, Position


@pytest.fixture
def start() -> Graph:
    long = "select 1 -- " + "x" * 3_000
    return Graph(
        blocks=[
            Block(id="a1", type="input", name="Start"),
            Block(id="b2", type="sql", name="Load", config={"query": long, "max_rows": 5}, position=Position(x=260)),
            Block(id="c3", type="condition", name="Check", config={"branches": [{"expression": "1 == 1"}]}),
        ],
        edges=[Edge(source="a1", target="b2"), Edge(source="b2", target="c3")],
    )


def codes(edited: Edited) -> list[str]:
    return [skipped.code for skipped in edited.skipped]


def block(edited: Edited, name: str) -> Block:
    return next(block for block in edited.graph.blocks if block.name == name)


def ends(edited: Edited) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.target, edge.source_handle) for edge in edited.graph.edges}


def test_blocks_and_edges_that_name_each_other_come_in_one_call(start):
    edited = edit(
        start,
        {
            "add_edges": [
                {"source": "Check", "target": "out_1", "sourceHandle": "if"},
                {"source": "sql_1", "target": "out_1"},
            ],
            "add_blocks": [
                {"id": "sql_1", "type": "sql", "name": "Top", "config": {"query": "select <b2.output>"}},
                {"id": "out_1", "type": "output", "name": "Result", "config": {"output": "<sql_1.output>"}},
            ],
        },
    )
    assert not edited.skipped
    assert ("c3", "out_1", "if") in ends(edited) and ("sql_1", "out_1", "output") in ends(edited)
    assert edited.graph.edges[-2].condition == "if"
    assert len(start.blocks) == 3, "the graph that was given stays as it is"


def test_names_find_blocks_in_any_case_and_ids_do_too(start):
    edited = edit(start, {"update_blocks": [{"id": "load", "config": {"max_rows": 7}}, {"id": "a1", "name": "Begin"}]})
    assert block(edited, "Load").config["max_rows"] == 7 and block(edited, "Begin").id == "a1"


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"remove_blocks": ["Nobody"]}, "unknown_block", "The blocks: 'Start', 'Load', 'Check'"),
        ({"add_blocks": [{"type": "magic"}]}, "unknown_type", "Known: "),
        ({"add_blocks": [{"name": "x"}]}, "missing_field", "type"),
        ({"add_blocks": [{"type": "sql", "colour": "red"}]}, "unknown_field", "colour"),
        ({"add_blocks": [{"type": "sql", "config": {"sql": "select 1"}}]}, "unknown_field", "query"),
        ({"add_blocks": [{"type": "sql", "name": "Load"}]}, "duplicate_name", "update_blocks"),
        ({"update_blocks": [{"id": "Load", "name": "Start"}]}, "duplicate_name", "Start"),
        ({"update_blocks": [{"id": "Load", "config": {"max_rows": 5}}]}, "nothing_to_change", "Load"),
        ({"update_blocks": [{"id": "Load", "timeout": -1}]}, "invalid_config", "timeout"),
        ({"add_edges": [{"source": "Check", "target": "Load", "sourceHandle": "maybe"}]}, "bad_handle", "if, else"),
        ({"add_edges": [{"source": "Load", "target": "Check", "sourceHandle": "maybe"}]}, "bad_handle", "output"),
        ({"add_edges": [{"source": "Load", "target": "Start"}]}, "cycle", "circle"),
        ({"add_edges": [{"source": "Start", "target": "Load"}]}, "duplicate_edge", "already"),
        ({"remove_edges": [{"source": "Start", "target": "Check"}]}, "no_such_edge", "no such edge"),
        ({"add_edges": [{"source": "Start"}]}, "missing_field", "target"),
        ({"add_blocks": "nonsense"}, "unknown_field", "add_blocks"),
    ],
)
def test_what_does_not_fit_is_skipped_with_a_reason_that_helps_to_mend_it(start, asked, code, words):
    edited = edit(start, asked)
    (skipped,) = edited.skipped
    assert skipped.code == code and words in skipped.message
    assert ends(edited) == ends(Edited(start))


def test_the_rest_is_done_where_one_edit_is_skipped(start):
    edited = edit(start, {"remove_blocks": ["Nobody", "Check"]})
    assert codes(edited) == ["unknown_block"] and edited.applied == ["removed Check"]
    assert ends(edited) == {("a1", "b2", "output")}


def test_a_text_that_was_shown_cut_never_replaces_the_whole_one(start):
    whole = start.blocks[1].config["query"]
    same = edit(start, {"update_blocks": [{"id": "Load", "config": {"query": whole[:2_000] + MARK, "max_rows": 9}}]})
    assert block(same, "Load").config == {"query": whole, "max_rows": 9} and not same.skipped
    changed = edit(start, {"update_blocks": [{"id": "Load", "config": {"query": "select 2" + MARK}}]})
    assert codes(changed) == ["cut_value"] and block(changed, "Load").config["query"] == whole


def test_references_follow_a_new_name_and_code_by_its_variable(start):
    start.blocks.append(
        Block(id="d4", type="output", name="Out", config={"output": "<Load.output.a> {{ Load.b }} Load"})
    )
    start.blocks.append(
        Block(id="e5", type="code", name="Py", config={"code": "Load.output[0] < Load + input_data['Load']"})
    )
    edited = edit(start, {"update_blocks": [{"id": "Load", "name": "Orders"}]})
    assert block(edited, "Out").config == {"output": "<Orders.output.a> {{ Orders.b }} Load"}
    assert block(edited, "Py").config == {"code": "Orders.output[0] < Load + input_data['Orders']"}


def test_an_id_that_is_taken_is_made_anew_and_its_references_follow(start):
    asked = {
        "add_blocks": [
            {"id": "b2", "type": "output", "name": "Out"},
            {"type": "output", "name": "Two", "config": {"output": "<b2.output>"}},
        ],
        "add_edges": [{"source": "Load", "target": "b2"}],
    }
    edited = edit(start, asked)
    made = block(edited, "Out").id
    assert made != "b2" and ("b2", made, "output") in ends(edited)


def test_what_was_there_before_still_reads_the_block_that_had_the_id_before(start):
    start.blocks.append(Block(id="d4", type="output", name="Old", config={"output": "<b2.output>"}))
    start.blocks.append(Block(id="e5", type="output", name="Both", config={"output": "<b2.output>"}))
    asked = {
        "add_blocks": [{"id": "b2", "type": "code", "name": "New", "config": {"code": "output = 1"}}],
        "update_blocks": [{"id": "Both", "config": {"status_code": "<b2.output>"}}],
    }
    edited = edit(start, asked)
    made = block(edited, "New").id
    assert block(edited, "Old").config == {"output": "<b2.output>"}
    assert block(edited, "Both").config == {"output": "<b2.output>", "status_code": f"<{made}.output>"}


def test_a_new_name_reaches_tables_in_sql_and_no_key_of_a_body_that_is_sent(start):
    start.blocks.append(Block(id="d4", type="sql", name="Sum", config={"query": 'select sum(n) from "Load"'}))
    body = {"url": "https://example.com", "body": '{"Load": <Load.output.n>}'}
    start.blocks.append(Block(id="e5", type="general_api", name="Post", config=body))
    edited = edit(start, {"update_blocks": [{"id": "Load", "name": "Orders"}]})
    assert block(edited, "Sum").config["query"] == 'select sum(n) from "Orders"'
    assert block(edited, "Post").config["body"] == '{"Load": <Orders.output.n>}'


def test_a_name_may_hold_a_backslash(start):
    start.blocks.append(Block(id="e5", type="code", name="Py", config={"code": "output = Load.output"}))
    edited = edit(start, {"update_blocks": [{"id": "Load", "name": "a\\1"}]})
    assert edited.applied == ["renamed Load to a\\1"]


def test_new_blocks_stand_right_of_what_they_follow_and_on_no_other(start):
    asked = {
        "add_blocks": [{"id": f"n{place}", "type": "output", "name": f"N{place}"} for place in range(4)],
        "add_edges": [{"source": "Load", "target": f"n{place}"} for place in range(4)],
    }
    places = [block.position for block in edit(start, asked).graph.blocks if block.name.startswith("N")]
    assert {place.x for place in places} == {520.0}
    heights = sorted(place.y for place in places)
    assert all(below - above >= 200 for above, below in pairwise(heights))


def test_options_are_set_and_taken_out(start):
    edited = edit(
        start, {"update_blocks": [{"id": "Load", "timeout": 10, "retry": {"attempts": 3}, "unset": ["max_rows"]}]}
    )
    assert block(edited, "Load").timeout == 10 and block(edited, "Load").retry.attempts == 3
    assert "max_rows" not in block(edited, "Load").config
    again = edit(edited.graph, {"update_blocks": [{"id": "Load", "unset": ["retry"]}]})
    assert block(again, "Load").retry is None and block(again, "Load").timeout == 10


def test_reserved_endpoints_are_made_where_an_edge_names_them(start):
    edited = edit(start, {"add_edges": [{"source": "Load", "target": "output"}]})
    assert block(edited, "output").type == "output"
