"""Say of each row which part it belongs to."""

from __future__ import annotations

from collections import Counter

import pytest

from jupyter_powa.engine.check import check
from tests.blocks.steps import beside, records, step
from tests.engine.running import graph_of

ROWS = "select range as n, range % 2000 as person from range(6000)"


async def test_nothing_leaks_and_the_fractions_hold_on_average() -> None:
    it = await step("train_test_split", {"by": ["person"], "seed": 3}, ROWS)
    parts: dict[int, set[str]] = {}
    for _, person, part in records(it):
        parts.setdefault(person, set()).add(part)
    assert {len(found) for found in parts.values()} == {1}
    count = Counter(part for (part,) in map(tuple, parts.values()))
    # 2,000 draws: three standard deviations are 0.027 for 0.8 and 0.021 for 0.1 (binomial).
    assert abs(count["train"] / 2000 - 0.8) < 0.027
    assert abs(count["test"] / 2000 - 0.1) < 0.021
    assert sum(beside(it)["parts"].values()) == 6000


async def test_a_row_that_is_added_changes_no_other_rows_part() -> None:
    few = dict(row[1:] for row in records(await step("train_test_split", {"by": ["person"]}, ROWS)))
    more = ROWS.replace("range(6000)", "range(-1000, 6000)")
    many = dict(row[1:] for row in records(await step("train_test_split", {"by": ["person"]}, more)))
    assert few.items() <= many.items()


async def test_parts_and_column_are_named_by_the_author_and_the_seed_counts() -> None:
    config = {"fractions": {"a": 0.5, "b": 0.5}, "column": "part", "by": ["person"]}
    one, other = [records(await step("train_test_split", {**config, "seed": seed}, ROWS)) for seed in (1, 2)]
    assert {row[2] for row in one} == {"a", "b"}
    assert one != other


@pytest.mark.parametrize("fractions", [{"a": 0.5}, {"a": 1.5, "b": -0.5}, {"a": 0.5, "b": 0.4}])
def test_fractions_add_up_to_one(fractions: dict[str, float]) -> None:
    graph = graph_of({"r": ("read", {"query": "select 1"}), "it": ("train_test_split", {"fractions": fractions})})
    assert any("add up to 1" in one.message for one in check(graph))


async def test_a_column_of_that_name_is_not_overwritten() -> None:
    it = await step("train_test_split", {}, "select 1 as split")
    assert "there is a column split already" in it.failed["it"].error
