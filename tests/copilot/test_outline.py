"""A graph as a model is shown it: short, within limits, with what is in question in full."""

import json

from jupyter_powa.copilot.outline import IN_FULL, STATE, in_question, outline, state
from jupyter_powa.copilot.shown import MARK
from jupyter_powa.model.workflow import Block, Edge, Graph


def large(count: int, size: int = 200) -> Graph:
    blocks = [
        Block(id=f"id-{n}", type="sql", name=f"Step {n}", config={"query": f"select {n} as a, " + "b" * size})
        for n in range(count)
    ]
    return Graph(blocks=blocks, edges=[Edge(source=f"id-{n}", target=f"id-{n + 1}") for n in range(count - 1)])


def test_a_small_graph_is_shown_whole():
    graph = large(2, 20)
    told = json.loads(state(graph, "hi"))
    assert [block["name"] for block in told["blocks"]] == ["Step 0", "Step 1"]
    assert told["edges"] == [["Step 0", "output", "Step 1"]]


def test_a_large_one_is_an_outline_with_the_named_blocks_and_what_they_stand_behind_in_full():
    graph = large(50)
    text = state(graph, "change step 17, please")
    assert outline(graph) in text
    assert [json.loads(line)["name"] for line in text.splitlines() if line.startswith("{")] == ["Step 17", "Step 16"]
    whole = json.dumps(graph.model_dump(mode="json", by_alias=True), separators=(",", ":"))
    assert len(text) < len(whole) / 4


def test_blocks_that_failed_are_in_question_too():
    graph = large(50)
    assert [block.name for block in in_question(graph, "fix it", frozenset({"id-3"}))] == ["Step 3", "Step 2"]


def test_it_never_grows_over_the_limit_and_long_texts_are_cut():
    graph = large(3_000, 3_000)
    text = state(graph, " and ".join(f"step {n}" for n in range(10)))
    assert len(text) <= STATE + 1_000 and MARK in text


def test_only_so_many_blocks_are_shown_in_full_at_once():
    graph = large(50)
    assert len(in_question(graph, " ".join(f"step {n}," for n in range(30)))) == IN_FULL == 12


def test_an_outline_tells_ways_out_and_what_is_off():
    graph = Graph(
        blocks=[Block(id="a", type="condition", name="Check"), Block(id="b", type="output", name="Out", enabled=False)],
        edges=[Edge(source="a", target="b", source_handle="else")],
    )
    assert outline(graph).splitlines() == ["Check: condition", "Out: output <- Check:else (off)"]
