"""Golden questions asked, and their answers compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.evaluate import MOST, evaluated, same
from jupyter_powa.model.agents import Answer, Golden
from tests.agents.asking import brief, context_of, local
from tests.agents.planner.databases import MEANINGS, SHOP


def golden(question: str, sql: str, **more: Any) -> Golden:
    return Golden(agent_id="made", question=question, sql_text=sql, **more)


async def test_an_evaluation_tells_what_is_right_and_which_step_failed(tmp_path: Path) -> None:
    source = await local(SHOP, tmp_path)
    asked = brief(source, await context_of(source, MEANINGS["shop"]))

    async def ask(question: str) -> Answer:
        return await answer(asked, question)

    goldens = [
        golden("How many customers are there?", "select count(*) from customers"),
        golden("How many orders are there?", "select count(*) + 1 from orders"),
        golden("What is the average age of customers?", "select avg(age) from customers"),
        golden("How many products are there?", "select nonsense from products"),
    ]
    found = await evaluated(ask, source, goldens)
    assert (found.total, found.correct, found.accuracy) == (4, 1, 0.25)
    assert found.stages == {"result": 1, "write": 1, "golden": 1}
    assert [entry.correct for entry in found.entries] == [True, False, False, False]
    assert found.median_seconds > 0 and MOST >= 1_000


@pytest.mark.parametrize(
    ("wanted", "given", "ordered", "fits"),
    [
        ([[1, "a"], [2, "b"]], [["b", 2], ["a", 1]], False, True),
        ([[1, "a"], [2, "b"]], [["b", 2], ["a", 1]], True, False),
        ([[1], [2]], [[1, "x"], [2, "y"]], False, True),
        ([[1, 2], [2, 1]], [[1, 1], [2, 2]], False, False),
        ([[1]], [[1], [1]], False, False),
        ([["0.1"]], [[0.1]], False, True),
        ([[None]], [[0]], False, False),
        ([], [], False, True),
    ],
)
def test_rows_are_the_same_whatever_their_columns_are_called(
    wanted: list[list[Any]], given: list[list[Any]], ordered: bool, fits: bool
) -> None:
    assert same(wanted, given, ordered=ordered) is fits
