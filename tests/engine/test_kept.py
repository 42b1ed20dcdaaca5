"""Results that stay in memory for later runs: the newest of each block, of the workflows that ran last."""

from __future__ import annotations

import pandas as pd

from jupyter_powa.blocks.base import Record
from jupyter_powa.engine.compiled import compiled
from jupyter_powa.engine.kept import MOST_WORKFLOWS, Batch, KeptResults
from jupyter_powa.model.execution import BlockComplete
from tests.engine.running import code, graph_of


def batch(execution_id: str, **outputs: object) -> Batch:
    """What a run has made, by block."""
    made = Batch(execution_id, [], None)
    for name, value in outputs.items():
        made.done[name] = BlockComplete(name, "code", name, {"output": "secret"}, 1.0)
        made.results[name] = Record(output=value)
    return made


def test_the_newest_result_of_each_block_is_kept_and_the_older_one_is_let_go_of() -> None:
    kept, first, second = KeptResults(), batch("1", a=1, b=2), batch("2", b=3)
    kept.add("w", first)
    kept.add("w", second)
    assert {name: one.execution_id for name, one in kept.of("w").items()} == {"a": "1", "b": "2"}
    assert kept.records("w") == {"a": {"output": 1}, "b": {"output": 3}}
    assert [*first.results] == ["a"]


def test_the_results_of_blocks_that_are_gone_from_the_graph_are_let_go_of() -> None:
    kept, first = KeptResults(), batch("1", a=1, b=2)
    kept.add("w", first)
    second = batch("2", b=3)
    second.nodes = compiled(graph_of({"b": code("1"), "c": code("2")}))
    kept.add("w", second)
    assert ([*kept.of("w")], first.results) == (["b"], {})


def test_workflows_that_ran_long_ago_are_forgotten_and_all_can_be() -> None:
    kept = KeptResults()
    for number in range(MOST_WORKFLOWS + 1):
        kept.add(f"w{number}", batch("1", a=1))
    assert (len(kept), kept.of("w0"), len(kept.of("w1"))) == (MOST_WORKFLOWS, {}, 1)
    kept.clear("w1")
    assert kept.of("w1") == {}
    kept.clear()
    assert (len(kept), kept.size) == (0, 0)


def test_the_size_is_about_what_results_take() -> None:
    kept = KeptResults()
    kept.add("w", batch("1", frame=pd.DataFrame({"n": range(1_000)}), text="x" * 500, thing=object()))
    assert 8_500 <= kept.size < 9_000


def test_what_was_told_is_given_without_the_secrets_of_its_run() -> None:
    made = batch("1", a=1)
    made.clean = lambda event: BlockComplete("a", "code", "a", {"output": "***"}, 1.0)
    assert made.told("a").data == {"output": "***"}
