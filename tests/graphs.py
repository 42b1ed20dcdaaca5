"""Graphs that can run, over every word of the catalog, for the properties that hold of all graphs."""

from __future__ import annotations

from hypothesis import strategies as st

from jupyter_powa.blocks import catalog
from jupyter_powa.engine.check import normalised
from jupyter_powa.model.options import Expect, Retry
from jupyter_powa.model.workflow import Block, Edge, Graph, Position

OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "timeout": st.integers(1, 3).map(float),
        "retry": st.builds(Retry, attempts=st.integers(2, 4)),
        "expect": st.builds(Expect, min_rows=st.integers(0, 2)),
    },
)


@st.composite
def valid_graphs(draw: st.DrawFn) -> Graph:
    """Graphs that can run, over every word of the catalog, with every way out, option, id and place."""
    blocks: list[Block] = []
    edges: list[Edge] = []
    for number in range(draw(st.integers(1, 6))):
        word = draw(st.sampled_from(sorted(catalog())))
        block = Block(
            id=draw(st.sampled_from(["a{}", "step {}", "x" * 150 + "{}"])).format(number),
            type=word,
            name=draw(st.sampled_from(["", f"Name {number}", "Twice"])),
            config=catalog()[word].example,
            position=Position(x=draw(st.integers(0, 2)), y=draw(st.integers(0, 1))),
            enabled=draw(st.booleans()),
        )
        for name, value in draw(OPTIONS).items():
            setattr(block, name, value)
        for source in draw(st.lists(st.sampled_from(blocks), min_size=1, max_size=2)) if blocks else ():
            ways = (*catalog()[source.type].handles(source.config), "error")
            edges.append(
                Edge(
                    id=draw(st.sampled_from(["", f"e{len(edges)}"])),
                    source=source.id,
                    target=block.id,
                    source_handle=draw(st.sampled_from(ways)),
                    target_handle=draw(st.sampled_from(["input", "left"])),
                    condition=draw(st.sampled_from([None, "whatever"])),
                )
            )
        blocks.append(block)
        draw(st.randoms()).shuffle(blocks)
    return normalised(Graph(blocks=blocks, edges=edges))[0]
