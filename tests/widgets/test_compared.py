"""Two versions of a workflow as static HTML."""

from __future__ import annotations

from jupyter_powa.copilot.diff import between
from jupyter_powa.model.workflow import Block, Edge, Graph
from jupyter_powa.widgets.changed import LINES, LONGEST
from jupyter_powa.widgets.compared import MOST, compared_html


def test_a_large_difference_is_cut_and_says_how_much_is_left_out() -> None:
    blocks = [Block(id=f"b{n}", type="code", config={"code": "x" * 5_000}) for n in range(MOST + 5)]
    after = Graph(blocks=[block.model_copy(update={"config": {"code": "y" * 5_000}}) for block in blocks])
    shown = compared_html(between(Graph(blocks=blocks), after), "From 1 to 2")
    assert "5 more" in shown and len(shown.encode()) < 100_000
    assert "x" * (LONGEST - 10) in shown and "x" * LONGEST not in shown


def test_of_a_long_block_some_lines_are_shown() -> None:
    old, new = (Graph(blocks=[Block(id="a", type="code", config={"code": f"{sign}\n" * 500})]) for sign in "xy")
    shown = compared_html(between(old, new), "t")
    assert shown.count("<span") == LINES + 1 and f"{1_000 - LINES:,} more lines" in shown


def test_other_connections_are_told() -> None:
    blocks = [Block(id="a", type="input"), Block(id="b", type="output")]
    wired = Graph(blocks=blocks, edges=[Edge(source="a", target="b")])
    assert "1 connections are new, 0 gone" in compared_html(between(Graph(blocks=blocks), wired), "t")
