"""Draw some of the rows, the same ones each time."""

from __future__ import annotations

from collections import Counter

import pytest

from jupyter_powa.engine.check import check
from tests.blocks.steps import records, step
from tests.engine.running import graph_of

ROWS = "select range as n, case when range % 10 < 7 then 'a' when range % 10 < 9 then 'b' end as k from range(1000)"


async def test_the_same_seed_draws_the_same_rows_in_their_order_and_another_one_others() -> None:
    first, again = [records(await step("sample", {"size": 50, "seed": 7}, ROWS)) for _ in range(2)]
    other = records(await step("sample", {"size": 50, "seed": 8}, ROWS))
    assert first == again == sorted(first)
    assert len(set(first)) == len(set(other)) == 50
    assert set(first) != set(other)


async def test_each_group_gives_its_share_empty_ones_too() -> None:
    drawn = records(await step("sample", {"fraction": 0.1, "by": ["k"]}, ROWS))
    assert Counter(row[1] for row in drawn) == {"a": 70, "b": 20, None: 10}


async def test_what_rounding_leaves_goes_to_the_largest_remainders() -> None:
    drawn = records(await step("sample", {"size": 11, "by": ["k"]}, ROWS))
    assert Counter(row[1] for row in drawn) == {"a": 8, "b": 2, None: 1}


async def test_there_are_never_more_than_come_in() -> None:
    assert len(records(await step("sample", {"size": 99}, "select 1 as n"))) == 1
    assert records(await step("sample", {"size": 5, "by": ["n"]}, "select 1 as n where false")) == []


@pytest.mark.parametrize("config", [{}, {"size": 1, "fraction": 0.5}])
def test_how_many_is_said_once(config: dict[str, object]) -> None:
    graph = graph_of({"r": ("read", {"query": "select 1"}), "it": ("sample", config)})
    assert any("Say either `size`" in one.message for one in check(graph))
