"""1,000 random graphs come back from their notebooks as they were; 1,000 merges lose no edit."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_powa.copilot.diff import canonical
from jupyter_powa.model.file import file_of
from jupyter_powa.model.workflow import Graph
from jupyter_powa.written.merge import merge
from jupyter_powa.written.notebook import notebook_of, read
from tests.graphs import valid_graphs
from tests.written.test_merge import edits, lost, stops
from tests.written.test_notebook import forgetting

MANY = settings(max_examples=1_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def prove() -> Iterator[str]:
    """Each line is a figure; what is not as promised raises."""
    began, graphs = perf_counter(), []

    @MANY
    @given(valid_graphs())
    def round_trip(graph: Graph) -> None:
        notebook = notebook_of(file_of("Any", graph))
        for said in (read(notebook), read(forgetting(notebook))):
            assert (said.problems, canonical(said.file.graph)) == ([], canonical(graph))
        graphs.append(len(graph.blocks))

    round_trip()
    yield f"{len(graphs):,} graphs of up to {max(graphs)} blocks identical, each read as written and as edited"
    yield f"{1_000 * (perf_counter() - began) / len(graphs):.1f} ms a graph"
    clashes: list[int] = []

    @MANY
    @given(st.data())
    def no_edit_is_lost(data: st.DataObject) -> None:
        base = data.draw(valid_graphs().filter(lambda graph: not stops(graph)))
        ours, theirs = data.draw(edits(base)), data.draw(edits(base))
        merged = merge(base, ours, theirs)
        assert not stops(merged.graph)
        gone = {one.id for one in base.blocks} - {one.id for one in merged.graph.blocks}
        for side in (ours, theirs):
            assert [key for key in lost(base, side, merged) if not gone & {*key}] == []
        clashes.append(len(merged.clashes))

    no_edit_is_lost()
    told = sum(map(bool, clashes))
    yield f"{len(clashes):,} merges of random edits on both sides: no edit lost, none invalid, {told} told of clashes"
