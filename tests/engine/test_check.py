from __future__ import annotations

import time
from typing import Any

import pytest

from jupyter_powa.engine.check import check, in_order, normalised, structure_problems
from jupyter_powa.model.workflow import Block, Edge, Graph, Problem
from tests.benchmarks.graphs import chain_edges, graph
from tests.engine.running import graph_of


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def only(graph: Graph) -> Problem:
    (problem,) = check(graph)
    return problem


def test_a_good_graph_has_no_problems() -> None:
    assert check(graph_of({"input": "input", "c": ("code", {"code": "1"}), "output": "output"})) == []


def test_the_page_of_the_api_saves_as_it_is_printed() -> None:
    sent = {
        "blocks": [{"id": "input", "type": "input", "config": {}, "position": {"x": 0, "y": 0}}],
        "edges": [{"source": "input", "target": "output"}],
    }
    graph, notes = normalised(Graph.model_validate(sent))
    assert [(block.id, block.type) for block in graph.blocks] == [("input", "input"), ("output", "output")]
    assert [(note.code, note.block_id, note.stops) for note in notes] == [("block_added", "output", False)]
    assert check(graph) == []


def test_reserved_endpoints_are_made_beside_the_others() -> None:
    sent = Graph(
        blocks=[Block(id="a", type="split", position={"x": 100, "y": 0})],
        edges=[Edge(source="input", target="a"), Edge(source="a", target="output")],
    )
    graph, notes = normalised(sent)
    places = {block.id: block.position.x for block in graph.blocks}
    assert places["input"] < 100 < places["output"]
    assert len(notes) == 2
    assert [block.id for block in sent.blocks] == ["a"]  # what was sent is left as it was


def test_any_other_dangling_end_is_refused() -> None:
    problem = only(Graph(blocks=[Block(id="a", type="split")], edges=[Edge(source="a", target="nowhere")]))
    assert (problem.code, problem.stops) == ("unknown_block", True)
    assert "'nowhere'" in problem.message


@pytest.mark.parametrize("word", ["input", "starter", "manual", "output", "response", "code", "function", "condition"])
def test_every_vendors_word_is_known_and_kept(word: str) -> None:
    config = {"code": {"code": "1"}, "function": {"code": "1"}}.get(word, {})
    graph = Graph(blocks=[Block(id="a", type=word, config=config)])
    assert "unknown_type" not in codes(check(graph))
    assert normalised(graph)[0].blocks[0].type == word


def test_an_unknown_type_is_refused_and_the_known_ones_are_named() -> None:
    problem = only(Graph(blocks=[Block(id="a", type="teleport")]))
    assert problem.code == "unknown_type"
    assert "condition" in problem.message


def test_two_blocks_of_one_id_are_refused() -> None:
    problems = check(Graph(blocks=[Block(id="a", type="split"), Block(id="a", type="split")]))
    assert "duplicate_block" in codes(problems)


def test_two_blocks_of_one_name_are_a_warning() -> None:
    problem = only(graph_of({"a": ("split", {}, {"name": "x"}), "b": ("split", {}, {"name": "x"})}))
    assert (problem.code, problem.stops) == ("duplicate_name", False)


def test_a_circle_is_named_in_the_direction_of_its_edges() -> None:
    named: dict[str, Any] = {word: ("split", {}, {"name": word.upper()}) for word in ("start", "a", "b", "c", "end")}
    problem = only(graph_of(named, ["start>a", "a>b", "b>c", "c>a", "c>end"]))
    assert problem.code == "cycle"
    ways = ["A → B → C → A", "B → C → A → B", "C → A → B → C"]
    assert any(f"circle: {way}." in problem.message for way in ways), problem.message


def test_a_block_that_follows_itself_is_a_circle() -> None:
    assert "a → a" in only(graph_of({"a": "split", "b": "split"}, ["a>a", "a>b"])).message


def test_a_block_without_an_edge_is_disconnected() -> None:
    problem = only(graph_of({"a": "split", "b": "split", "lonely": "split"}, ["a>b"]))
    assert (problem.code, problem.block_id, problem.stops) == ("disconnected", "lonely", True)


def test_one_block_alone_and_no_block_at_all_are_no_problem() -> None:
    assert check(Graph()) == []
    assert check(graph_of({"a": "input"})) == []


@pytest.mark.parametrize(
    ("kind", "config", "field"),
    [
        ("code", {}, "code"),
        ("code", {"code": ""}, "code"),
        ("sql", {}, "query"),
        ("condition", {}, "branches"),
        ("condition", {"branches": []}, "branches"),
    ],
)
def test_a_missing_setting_is_told_with_its_field(kind: str, config: dict[str, Any], field: str) -> None:
    problem = only(graph_of({"a": (kind, config)}))
    assert (problem.code, problem.field, problem.block_id, problem.stops) == ("missing_config", field, "a", True)


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("split", {"branches": 0}),
        ("split", {"branches": 10**12}),
        ("split", {"wrong": 1}),
        ("output", {"status": 999}),
        ("sql", {"query": 3}),
        ("code", {"code": "1", "language": "cobol"}),
        ("condition", {"branches": ["x > 1"]}),
    ],
)
def test_a_wrong_setting_is_refused_at_once(kind: str, config: dict[str, Any]) -> None:
    graph = graph_of({"a": (kind, config), "b": "split"}, ["a:1>b" if kind == "split" else "a>b"])
    assert "invalid_config" in codes(check(graph))


@pytest.mark.parametrize("word", ["javascript", "JS", "typescript"])
def test_javascript_is_refused_with_a_word_why(word: str) -> None:
    problem = only(graph_of({"a": ("code", {"code": "1", "language": word})}))
    assert problem.stops and "JavaScript does not run here" in problem.message


def test_code_that_is_not_python_is_refused_with_its_line() -> None:
    problem = only(graph_of({"a": ("code", {"code": "x = 1\nif x\n  y"})}))
    assert (problem.code, problem.block_id) == ("syntax_error", "a")
    assert "line 2" in problem.message


def test_a_reference_may_stand_where_a_number_must() -> None:
    graph = graph_of({"i": "input", "o": ("output", {"output": 1, "status": "<i.output.status>"})})
    assert check(graph) == []


def test_a_condition_that_cannot_be_read_is_a_warning() -> None:
    problem = only(graph_of({"a": ("condition", {"branches": [{"expression": "open('x')("}]})}))
    assert (problem.code, problem.stops) == ("invalid_expression", False)


@pytest.mark.parametrize("handle", ["elif_1", "yes", "3"])
def test_a_way_out_that_a_condition_does_not_have_is_refused(handle: str) -> None:
    blocks = {"c": ("condition", {"branches": [{"expression": "1 == 1"}]}), "t": "split"}
    problem = only(graph_of(blocks, [f"c:{handle}>t"]))
    assert problem.code == "unknown_handle"
    assert "if, else, error" in problem.message


def test_a_splits_ways_out_are_as_many_as_it_says() -> None:
    blocks = {"s": ("split", {"branches": "3"}), "t": "split"}
    assert check(graph_of(blocks, ["s:3>t"])) == []
    assert only(graph_of(blocks, ["s:4>t"])).code == "unknown_handle"
    assert check(graph_of({"s": ("split", {"branches": "{{n}}"}), "t": "split"}, ["s:9>t"])) == []


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ({"sourceHandle": "true"}, "if"),
        ({"condition": "false"}, "else"),
        ({"sourceHandle": "default"}, "else"),
        ({"sourceHandle": "elif_2", "condition": "if"}, "elif_2"),
        ({}, "if"),
        ({"sourceHandle": None, "condition": None}, "if"),
        ({"sourceHandle": "error"}, "error"),
    ],
)
def test_the_source_handle_decides_the_condition(sent: dict[str, Any], meant: str) -> None:
    condition = {"id": "c", "type": "condition", "config": {"expression": "x"}}
    blocks = [condition, {"id": "t", "type": "split"}]
    graph = Graph.model_validate({"blocks": blocks, "edges": [{"source": "c", "target": "t", **sent}]})
    edge = normalised(graph)[0].edges[0]
    assert (edge.source_handle, edge.condition) == (meant, meant)


def test_a_reference_to_what_is_not_there_or_not_before_is_a_warning() -> None:
    texts = {"a": "<b.output.x>", "b": "<a.output> <nobody.output.x> {{variables.y}} <b>bold</b>"}
    problems = check(graph_of({key: ("output", {"output": text}) for key, text in texts.items()}))
    assert {(problem.code, problem.block_id, problem.stops) for problem in problems} == {
        ("unreachable_reference", "a", False),
        ("unknown_reference", "b", False),
    }


def test_a_reference_by_name_is_found_like_one_by_id() -> None:
    blocks = {
        "a": ("split", {}, {"name": "First one"}),
        "m": "split",
        "b": ("output", {"output": "<First one.output>"}),
    }
    assert check(graph_of(blocks)) == []
    assert codes(check(graph_of(blocks, ["a>m", "m>a", "m>b"]))) == {"cycle"}
    assert codes(check(graph_of(blocks, ["m>a", "m>b"]))) == {"unreachable_reference"}


def test_a_draft_may_be_unfinished_but_must_be_a_graph() -> None:
    unfinished = check(graph_of({"a": "sql", "b": "split", "c": "split"}, ["a>b"]))
    assert codes(unfinished) == {"missing_config", "disconnected"}
    assert structure_problems(unfinished) == []
    broken = check(graph_of({"a": "sql", "b": "split"}, ["a>b", "b>a"]))
    assert codes(structure_problems(broken)) == {"cycle"}
    assert codes(broken) == {"cycle", "missing_config"}


def test_the_order_has_each_block_behind_those_before_it() -> None:
    made = graph_of(dict.fromkeys("dcba", "split"), ["a>b", "b>c", "a>d", "d>c"])
    order = in_order(made)
    assert sorted(order) == list("abcd")
    assert all(order.index(edge.source) < order.index(edge.target) for edge in made.edges)


@pytest.mark.parametrize("text", ["<b0.output>", "<b{before}.output>", "<b{first}.output>"])
def test_checking_takes_the_same_for_each_block_however_many_there_are(text: str) -> None:
    def each(count: int) -> float:
        made = graph(count, chain_edges(count), type="output")
        for place, block in enumerate(made.blocks[1:], 1):
            block.config["output"] = text.format(before=place - 1, first=place // 2)
        best = 1.0
        for _ in range(3):
            began = time.perf_counter()
            assert check(made) == []
            best = min(best, time.perf_counter() - began)
        return best / count

    assert each(4_000) < 5 * each(400)


def test_an_unknown_word_for_the_only_way_out_is_a_warning() -> None:
    problem = only(graph_of({"a": ("code", {"code": "1"}), "b": ("code", {"code": "1"})}, ["a:eror>b"]))
    assert (problem.code, problem.stops) == ("unknown_handle", False)
    assert "'eror'" in problem.message
