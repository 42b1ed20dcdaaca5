"""Blocks that an earlier run has finished are not run again: their results are taken."""

from __future__ import annotations

from typing import Any

from jupyter_powa.model.execution import BlockComplete, BlockStart
from jupyter_powa.model.plan import Kept, Terms
from tests.engine.running import Ran, code, graph_of, ran

GRAPH = graph_of({"a": code("output = {'n': 1}"), "b": code("output = a.output['n'] + 1"), "out": "output"})


def keeping(it: Ran, *blocks: str) -> Terms:
    """The terms of a run that takes up what these blocks gave."""
    done = it.completed
    return Terms(kept={name: _kept(done[name]) for name in blocks})


def _kept(event: BlockComplete) -> Kept:
    assert event.stored is not None
    return Kept(data=event.data, stored=event.stored, route=event.route, duration_ms=event.duration_ms)


def started(it: Ran) -> list[str]:
    return [event.block_id for event in it.events if isinstance(event, BlockStart)]


async def test_what_is_kept_is_not_run_and_the_next_blocks_work_on_it() -> None:
    first = await ran(GRAPH)
    again = await ran(GRAPH, terms=keeping(first, "a", "b"))
    assert (again.output, started(again)) == (first.output, ["out"])
    assert [again.completed[name].kept for name in ("a", "b", "out")] == [True, True, False]
    assert again.completed["a"].duration_ms == first.completed["a"].duration_ms
    third = await ran(GRAPH, terms=keeping(again, "a"))
    assert (third.output, started(third)) == (first.output, ["b", "out"])


async def test_the_way_that_a_kept_block_chose_is_taken_again() -> None:
    branches = graph_of(
        {
            "in": code("output = 3"),
            "if": ("condition", {"branches": [{"expression": "<in.output> > 2"}]}),
            "yes": code("output = 'yes'"),
            "no": code("output = 'no'"),
        },
        ["in>if", "if:if>yes", "if:else>no"],
    )
    first = await ran(branches)
    again = await ran(branches, terms=keeping(first, "in", "if"))
    assert (started(again), [*again.skipped]) == (["yes"], ["no"])


async def test_a_result_that_plain_values_do_not_hold_is_not_kept() -> None:
    shown = {
        "frame": "import pandas as pd\noutput = pd.DataFrame({'n': [1]})",
        "array": "import numpy as np\noutput = {'n': np.arange(3)}",
        "many": "output = list(range(20_000))",
        "huge": "output = 2 ** 70",
        "set": "output = {1}",
        "plain": "output = [{'n': 1.5, 'm': None, 't': 'x'}]",
    }
    it = await ran(graph_of({name: code(text) for name, text in shown.items()}))
    assert [name for name in shown if it.completed[name].stored is not None] == ["plain"]


async def test_what_nobody_can_take_up_any_more_fails_the_block_in_words() -> None:
    form: dict[str, Any] = {"output": {"$kept": "cloud", "as": {}}}
    it = await ran(GRAPH, terms=Terms(kept={"a": Kept(data={"output": 1}, stored=form)}))
    assert it.failed["a"].code == "kept_gone"
    assert it.done.status == "failed"
