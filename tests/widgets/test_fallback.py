"""Static pictures: what a reader without a kernel sees."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from jupyter_powa.model.workflow import Block, Edge, Graph
from jupyter_powa.widgets.fallback import MAX_CELL, MAX_ROWS, graph_svg, page_html, status_html, table_html, text_html

EVIL = "<script>alert('x')</script>\"&"


def two(name: str = "Fetch", **more: object) -> Graph:
    blocks = [Block(id="a", type="sql", name=name), Block(id="b", type="no_such_type")]
    return Graph(blocks=blocks, edges=[Edge(source="a", target="b", source_handle="error")])


def test_the_graph_is_well_formed_and_names_its_blocks_and_ways_out() -> None:
    root = ET.fromstring(graph_svg(two(), {"a": "success", "b": "skipped"}))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Fetch", "SQL query", "error", "✓"} <= set(texts)
    titles = [element.text for element in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["Fetch (SQL query): success", "b (no_such_type): skipped"]


def test_an_edge_to_nowhere_is_left_out() -> None:
    graph, before = two(), graph_svg(two())
    graph.edges.append(Edge(source="a", target="gone"))
    assert graph_svg(graph) == before


def test_an_empty_graph_says_so() -> None:
    assert "no blocks yet" in graph_svg(Graph())


@pytest.mark.parametrize(
    "made",
    [
        graph_svg(two(EVIL)),
        table_html([EVIL], [{EVIL: EVIL}]),
        page_html([(EVIL, EVIL, True)], [[EVIL]], 5),
        status_html("failed", EVIL),
        text_html(EVIL),
    ],
    ids=["graph", "table", "page", "status", "text"],
)
def test_text_from_outside_stays_text(made: str) -> None:
    assert "<script" not in made
    assert "http://www.w3.org/1999" not in made


def test_a_table_shows_its_first_rows_and_how_many_there_are() -> None:
    made = table_html(["n"], [{"n": f"{number}{'x' * 200}"} for number in range(50)], 1_234)
    assert made.count("<tr>") == MAX_ROWS + 1
    assert f"{MAX_ROWS} of 1,234 rows" in made
    assert "x" * (MAX_CELL - 10) in made and "x" * MAX_CELL not in made
