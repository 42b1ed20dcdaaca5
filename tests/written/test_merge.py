from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.blocks import catalog
from jupyter_powa.copilot.diff import canonical
from jupyter_powa.engine.check import check
from jupyter_powa.model.workflow import Block, Edge, Graph, Position
from jupyter_powa.written.merge import FIELDS, Merged, merge, same
from tests.graphs import valid_graphs


def chain(*ids: str, **configs: dict[str, Any]) -> Graph:
    """Python blocks, one behind the other."""
    blocks = [Block(id=key, type="code", config={"code": f"'{key}'", **configs.get(key, {})}) for key in ids]
    edges = [Edge(source=one, target=two) for one, two in pairwise(ids)]
    return Graph(blocks=blocks, edges=edges)


def changed(graph: Graph, block_id: str, **fields: Any) -> Graph:
    blocks = [
        Block.model_validate({**one.model_dump(), **fields}) if one.id == block_id else one for one in graph.blocks
    ]
    return Graph(blocks=blocks, edges=graph.edges)


def block(graph: Graph, block_id: str) -> Block:
    return next(one for one in graph.blocks if one.id == block_id)


BASE = chain("a", "b", "c")


def test_changes_of_different_fields_and_blocks_are_both_there() -> None:
    ours = changed(BASE, "b", config={"code": "1"}, position={"x": 1, "y": 1})
    theirs = changed(changed(BASE, "b", enabled=False, position={"x": 2, "y": 2}), "a", timeout=5)
    merged = merge(BASE, ours, theirs)
    assert merged.clashes == []
    b = block(merged.graph, "b")
    assert (b.config, b.enabled, b.position) == ({"code": "1"}, False, Position(x=1, y=1))
    assert block(merged.graph, "a").timeout == 5


def test_one_field_changed_on_both_sides_is_a_clash_and_ours_stands() -> None:
    merged = merge(BASE, changed(BASE, "b", config={"code": "1"}), changed(BASE, "b", config={"code": "2"}))
    assert block(merged.graph, "b").config == {"code": "1"}
    (clash,) = merged.clashes
    assert (clash.block_id, clash.field) == ("b", "config.code")
    assert (clash.base, clash.ours, clash.theirs) == ("'b'", "1", "2")


def test_objects_in_a_config_are_merged_by_their_keys() -> None:
    start = Graph(blocks=[Block(id="i", type="input", config={"input": {"n": 1, "m": 2}})])
    ours = changed(start, "i", config={"input": {"n": 5, "m": 2}})
    theirs = changed(start, "i", config={"input": {"n": 1, "k": 3}})
    merged = merge(start, ours, theirs)
    assert (merged.clashes, block(merged.graph, "i").config) == ([], {"input": {"n": 5, "k": 3}})


def test_a_block_that_one_removed_and_the_other_changed_is_kept_and_told() -> None:
    for ours, theirs in (
        (chain("a", "b"), changed(BASE, "c", config={"code": "3"})),
        (changed(BASE, "c", config={"code": "3"}), chain("a", "b")),
    ):
        merged = merge(BASE, ours, theirs)
        assert block(merged.graph, "c").config == {"code": "3"}
        assert [(one.block_id, one.field) for one in merged.clashes] == [("c", "block")]
        assert not any(problem.stops for problem in check(merged.graph))


def test_edges_that_together_make_a_circle_are_told() -> None:
    base = Graph(
        blocks=chain("a", "b", "c", "d").blocks, edges=[Edge(source="a", target="b"), Edge(source="c", target="d")]
    )
    ours = Graph(blocks=base.blocks, edges=[*base.edges, Edge(source="b", target="c")])
    theirs = Graph(blocks=base.blocks, edges=[*base.edges, Edge(source="d", target="a")])
    merged = merge(base, ours, theirs)
    assert canonical(merged.graph) == canonical(ours)
    assert [one.field for one in merged.clashes] == ["edge"]


def test_an_edge_that_both_have_changed_is_told() -> None:
    def by(*conditions: str | None) -> Graph:
        edges = [
            Edge(source=one, target=two, condition=how)
            for (one, two), how in zip((("a", "b"), ("b", "c")), conditions, strict=True)
        ]
        return Graph(blocks=BASE.blocks, edges=edges)

    removed = Graph(blocks=BASE.blocks, edges=BASE.edges[1:])
    for ours, theirs, left in ((by("x", None), by("y", None), ["x", None]), (removed, by("y", None), [None])):
        merged = merge(BASE, ours, theirs)
        assert [edge.condition for edge in merged.graph.edges] == left
        assert [(clash.block_id, clash.field) for clash in merged.clashes] == [("b", "edge")]
    assert merge(BASE, BASE, by("y", None)).clashes == []


def test_blocks_that_both_have_added_under_one_name_are_told() -> None:
    def with_new(key: str) -> Graph:
        return Graph(
            blocks=[*BASE.blocks, Block(id=key, type="code", name="New", config={"code": key})], edges=BASE.edges
        )

    merged = merge(BASE, with_new("x"), with_new("y"))
    assert len(merged.graph.blocks) == 5
    assert [clash.field for clash in merged.clashes] == ["name"]


def test_a_config_that_only_both_changes_make_wrong_is_told() -> None:
    base = Graph(
        blocks=[*chain("a").blocks, Block(id="s", type="sample", config={"size": 5})],
        edges=[Edge(source="a", target="s")],
    )
    ours = changed(base, "s", config={"size": 5, "seed": 2})
    theirs = changed(base, "s", config={"fraction": 0.5})
    assert merge(base, ours, theirs).clashes == []
    merged = merge(base, changed(base, "s", config={"size": 6}), theirs)
    assert merged.clashes
    assert block(merged.graph, "s").config == {"size": 6}


def test_a_name_that_one_has_changed_is_followed_by_what_the_other_has_added() -> None:
    base = changed(BASE, "a", name="Orders")
    ours = changed(base, "a", name="Sales")
    more = Block(id="d", type="output", config={"output": "<Orders.output>"})
    theirs = Graph(blocks=[*base.blocks, more], edges=[*base.edges, Edge(source="c", target="d")])
    merged = merge(base, ours, theirs)
    assert block(merged.graph, "d").config == {"output": "<Sales.output>"}


@st.composite
def edits(draw: st.DrawFn, base: Graph) -> Graph:
    """A valid graph that somebody has made of another."""
    graph = base.model_copy(deep=True)
    for number in range(draw(st.integers(0, 4))):
        word = draw(st.sampled_from(["add", "remove", "config", "field", "edge", "unedge"]))
        tried = graph.model_copy(deep=True)
        one = draw(st.sampled_from(tried.blocks))
        if word == "add":
            kind = draw(st.sampled_from(["code", "output", "split"]))
            new = Block(id=f"new{number}{draw(st.integers(0, 1))}", type=kind, config=catalog()[kind].example)
            tried.blocks.append(new)
            tried.edges.append(Edge(source=one.id, target=new.id))
        elif word == "remove":
            tried.blocks.remove(one)
            tried.edges = [edge for edge in tried.edges if one.id not in (edge.source, edge.target)]
        elif word == "config" and one.config:
            key = draw(st.sampled_from(sorted(one.config)))
            one.config[key] = draw(st.sampled_from(["1", "<a.output>", 2, {"x": draw(st.integers(0, 1))}]))
        elif word == "field":
            one.name, one.enabled = draw(st.sampled_from(["N", "M", one.name])), draw(st.booleans())
        elif word == "edge":
            tried.edges.append(Edge(source=one.id, target=draw(st.sampled_from(tried.blocks)).id))
        elif tried.edges:
            tried.edges.remove(draw(st.sampled_from(tried.edges)))
        if tried.blocks and not stops(tried):
            graph = tried
    return graph


def stops(graph: Graph) -> set[str]:
    ends = [(edge.source, edge.source_handle, edge.target, edge.target_handle) for edge in graph.edges]
    doubled = (
        {"twice"} if len({*ends}) < len(ends) or len({one.id for one in graph.blocks}) < len(graph.blocks) else set()
    )
    return doubled | {problem.message for problem in check(graph) if problem.stops}


def leaves(graph: Graph) -> dict[tuple[str, ...], Any]:
    """Everything that a graph says, piece by piece."""
    found: dict[tuple[str, ...], Any] = {}
    for one in graph.blocks:
        told = one.model_dump()
        found[(one.id,)] = True
        found |= {(one.id, name): told[name] for name in FIELDS if name in told and name != "position"}
        found |= {(one.id, "config", key): value for key, value in one.config.items()}
    for edge in graph.edges:
        found[(edge.source, edge.source_handle, edge.target, edge.target_handle, "edge")] = True
    return found


def lost(base: Graph, side: Graph, merged: Merged) -> list[tuple[str, ...]]:
    """What a side has changed that is neither in the merged graph nor told."""
    was, now, got = leaves(base), leaves(side), leaves(merged.graph)
    told = {clash.block_id for clash in merged.clashes}
    found = []
    for key in {*was, *now}:
        if same(was.get(key), now.get(key)) or same(got.get(key), now.get(key)):
            continue
        ends = {key[0], key[2]} if key[-1] == "edge" else {key[0]}
        if (
            not ends & told
            and None not in told
            and not (isinstance(now.get(key), dict) and isinstance(got.get(key), dict))
        ):
            found.append(key)
    return found


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_edit_is_lost_and_no_graph_is_invalid(data: st.DataObject) -> None:
    base = data.draw(valid_graphs().filter(lambda graph: not stops(graph)))
    ours, theirs = data.draw(edits(base)), data.draw(edits(base))
    merged = merge(base, ours, theirs)
    assert not stops(merged.graph)
    gone = {one.id for one in base.blocks} - {one.id for one in merged.graph.blocks}
    for side in (ours, theirs):
        missing = [key for key in lost(base, side, merged) if not gone & {*key}]
        assert missing == []
    assert canonical(merge(base, ours, base).graph) == canonical(ours)
    assert canonical(merge(base, base, theirs).graph) == canonical(theirs)
    assert merge(base, ours, ours).clashes == []
