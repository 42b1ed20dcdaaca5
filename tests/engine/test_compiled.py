from __future__ import annotations

import gc

from jupyter_powa.engine import compiled as module
from jupyter_powa.engine.compiled import compiled
from tests.engine.running import graph_of


def test_a_graph_is_read_once_and_forgotten_with_it() -> None:
    graph = graph_of({"a": "input", "b": "output"})
    kept = len(module._read)
    assert compiled(graph) is compiled(graph)
    assert len(module._read) == kept + 1
    del graph
    gc.collect()
    assert len(module._read) == kept


def test_each_node_knows_who_follows_by_which_way_and_who_comes_before() -> None:
    c, yes, no = compiled(
        graph_of({"c": ("condition", {"expression": "x"}), "y": "split", "n": "split"}, ["c>y", "c:else>n"])
    )
    assert [(node.id, handle) for node, handle in c.after] == [("y", "if"), ("n", "else")]
    assert yes.before == [c] and no.before == [c]
    assert c.routed and not yes.routed
    assert not c.handles_errors
    assert compiled(graph_of({"a": "split", "b": "split"}, ["a:error>b"]))[0].handles_errors


def test_a_block_that_nothing_fills_and_nothing_changes_is_made_once() -> None:
    split, output, defaults = compiled(
        graph_of(
            {
                "a": ("split", {"branches": 3}),
                "b": ("output", {"output": "<a.output>"}),
                "c": ("input", {"input": {"x": []}}),
            }
        )
    )
    assert split.form.fixed is not None
    assert output.form.fixed is None
    assert defaults.form.fixed is None
