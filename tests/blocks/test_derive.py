"""Compute columns from the others."""

from __future__ import annotations

import pytest

from jupyter_powa.engine.check import check
from tests.blocks.steps import records, relation, step
from tests.engine.running import graph_of

ROWS = "select range as n, 'w' || range as word from range(3)"


async def test_a_new_column_stands_behind_the_others_and_one_of_that_name_is_replaced() -> None:
    it = await step("derive", {"columns": {"twice": "n * 2", "word": "upper(word)"}}, ROWS)
    assert relation(it).columns == ["n", "word", "twice"]
    assert records(it) == [(0, "W0", 0), (1, "W1", 2), (2, "W2", 4)]


async def test_in_python_each_column_is_a_series() -> None:
    columns = {"twice": "n * 2", "long": "df['word'].str.len() + twice"}
    it = await step("derive", {"columns": columns, "language": "python"}, ROWS)
    assert records(it)[-1] == (2, "w2", 4, 6)


@pytest.mark.parametrize("language", ["sql", "python"])
async def test_an_expression_that_fails_is_told(language: str) -> None:
    it = await step("derive", {"columns": {"bad": "nothing_there + 1"}, "language": language}, ROWS)
    assert "nothing_there" in it.failed["it"].error


def test_what_is_no_python_is_told_before_it_runs() -> None:
    config = {"columns": {"a": "1 +"}, "language": "python"}
    found = [one.message for one in check(graph_of({"r": ("read", {"query": "select 1"}), "it": ("derive", config)}))]
    assert any("The expression of a is not Python" in words for words in found)
