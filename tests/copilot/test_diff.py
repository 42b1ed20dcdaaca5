"""Change-sets: between two graphs, applied, in part, and what does not fit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.copilot.diff import apply, between, canonical, only
from jupyter_powa.errors import Conflict
from jupyter_powa.model.copilot import WorkflowDiff
from jupyter_powa.model.options import Retry
from jupyter_powa.model.workflow import Block, Edge, Graph, Position

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xy", max_size=2), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any graph over a few ids, so that two of them share some; several edges may have the same ends."""
    ids = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=7))
    blocks = [
        Block(
            id=key,
            type=draw(st.sampled_from(["sql", "code"])),
            name=draw(st.sampled_from(["", "One", "Two"])),
            config=draw(st.dictionaries(st.sampled_from(["k", "timeout", "retry"]), VALUES, max_size=3)),
            position=Position(x=draw(st.integers(0, 3))),
            enabled=draw(st.booleans()),
            timeout=draw(st.none() | st.integers(1, 3)),
            retry=draw(st.none() | st.builds(Retry, attempts=st.integers(2, 4))),
        )
        for key in ids
    ]
    if not ids:
        return Graph()
    end = st.sampled_from(ids)
    edge = st.builds(Edge, source=end, target=end, source_handle=st.sampled_from(["output", "error"]))
    return Graph(blocks=blocks, edges=draw(st.lists(edge, max_size=8)))


@settings(max_examples=1_500, deadline=None)
@given(graphs(), graphs())
def test_a_change_applied_to_the_first_graph_gives_the_second(old: Graph, new: Graph) -> None:
    diff = between(old, new, 3)
    assert canonical(apply(old, diff)) == canonical(new)
    travelled = WorkflowDiff.model_validate_json(diff.model_dump_json(by_alias=True))
    assert canonical(apply(old, travelled)) == canonical(new)
    assert diff.empty == (canonical(old) == canonical(new))


@settings(max_examples=500, deadline=None)
@given(graphs(), graphs(), st.data())
def test_any_accepted_part_fits_and_all_parts_together_are_the_whole(old: Graph, new: Graph, data: Any) -> None:
    diff = between(old, new)
    changed = [block.id for block in diff.add_blocks] + diff.remove_blocks + [one.id for one in diff.update_blocks]
    accepted = data.draw(st.lists(st.sampled_from(changed), unique=True)) if changed else []
    part = only(old, diff, accepted)
    after = apply(old, part)
    ids = {block.id for block in after.blocks}
    assert all(edge.source in ids and edge.target in ids for edge in after.edges)
    touched = {block.id for block in part.add_blocks} | set(part.remove_blocks) | {one.id for one in part.update_blocks}
    assert touched <= set(accepted)
    assert canonical(apply(old, only(old, diff, changed))) == canonical(new)


def test_it_says_what_changes_block_by_block():
    old = Graph(blocks=[Block(id="a", type="sql", name="Load", config={"query": "select 1", "max_rows": 5})])
    new = Graph(
        blocks=[
            Block(id="a", type="sql", name="Load", config={"query": "select 2"}, timeout=3),
            Block(id="b", type="output", name="Result"),
        ],
        edges=[Edge(source="a", target="b")],
    )
    diff = between(old, new, 7)
    assert (diff.base_version, diff.summary.text) == (7, "It adds Result; changes Load.")
    (update,) = diff.update_blocks
    assert (update.config, update.unset, update.options) == ({"query": "select 2"}, ["max_rows"], {"timeout": 3})
    (change,) = diff.summary.modified
    assert change.before["config"]["query"] == "select 1" and change.after["config"] == {"query": "select 2"}
    assert diff.summary.edges_added == 1


@pytest.mark.parametrize(
    "diff",
    [
        WorkflowDiff(remove_blocks=["z"]),
        WorkflowDiff(update_blocks=[{"id": "z", "config": {}}]),
        WorkflowDiff(add_blocks=[Block(id="a", type="sql")]),
        WorkflowDiff(add_edges=[Edge(source="a", target="z")]),
        WorkflowDiff(remove_edges=[Edge(source="a", target="a")]),
    ],
)
def test_a_change_that_does_not_fit_is_refused_and_changes_nothing(diff):
    graph = Graph(blocks=[Block(id="a", type="sql")])
    with pytest.raises(Conflict, match="does not fit"):
        apply(graph, diff)
    assert [block.id for block in graph.blocks] == ["a"]
