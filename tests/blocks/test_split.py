from __future__ import annotations

from typing import Any

from jupyter_powa.blocks.split import MAX_BRANCHES, SplitBlock
from tests.engine.running import graph_of, one, ran


async def test_it_passes_on_along_every_way() -> None:
    blocks = {"a": ("code", {"code": "5"}), "s": ("split", {"branches": 3}), "x": "output", "y": "split", "z": "split"}
    it = await ran(graph_of(blocks, ["a>s", "s:1>x", "s:2>y", "s:3>z"]))
    assert [it.results[word]["output"] for word in "xyz"] == [5, 5, 5]


async def test_what_passes_is_the_value_itself() -> None:
    value = {"a": object()}
    assert (await one("split", {}, a=value)).results["it"]["output"] is value


def test_its_ways_out_are_numbered_and_bounded() -> None:
    assert SplitBlock.handles({}) == ("1", "2")
    assert SplitBlock.handles({"branches": 3}) == ("1", "2", "3")
    strange: Any
    for strange in (10**12, "<a.output>", None, [], float("inf")):
        assert len(SplitBlock.handles({"branches": strange})) <= MAX_BRANCHES
