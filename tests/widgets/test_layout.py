"""Where blocks stand in a picture."""

from __future__ import annotations

from jupyter_powa.model.workflow import Block, Edge, Graph, Position
from jupyter_powa.widgets.layout import layout


def graph(*edges: tuple[str, str], **places: tuple[float, float]) -> Graph:
    ids = list(dict.fromkeys([end for edge in edges for end in edge] + list(places)))
    blocks = [
        Block(id=one, type="code", position=Position(x=places.get(one, (0, 0))[0], y=places.get(one, (0, 0))[1]))
        for one in ids
    ]
    return Graph(blocks=blocks, edges=[Edge(source=source, target=target) for source, target in edges])


def test_each_block_stands_right_of_those_before_it() -> None:
    edges = [("a", "b"), ("b", "d"), ("a", "c"), ("c", "d"), ("a", "d")]
    places = layout(graph(*edges))
    assert all(places[source][0] < places[target][0] for source, target in edges)
    assert len(set(places.values())) == 4


def test_places_of_its_own_are_kept() -> None:
    assert layout(graph(("a", "b"), a=(5, 6), b=(300, 6))) == {"a": (5, 6), "b": (300, 6)}


def test_a_circle_is_drawn_all_the_same() -> None:
    assert set(layout(graph(("a", "b"), ("b", "a")))) == {"a", "b"}


def test_ten_thousand_blocks_in_a_row_are_laid_out() -> None:
    chain = graph(*[(f"b{place}", f"b{place + 1}") for place in range(9_999)])
    assert len(layout(chain)) == 10_000
