"""From a question to its answer, without a model: the rows, what was understood, and how it came about."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.agents.ask import MOST, answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.understand import LONGEST
from jupyter_powa.agents.understand import MOST as BEFORE
from jupyter_powa.model.agents import Chat, Stage
from tests.agents.asking import Asked, brief, context_of, local
from tests.agents.planner.databases import MEANINGS, SHOP


@pytest.fixture
async def source(tmp_path: Path) -> Asked:
    return await local(SHOP, tmp_path)


@pytest.fixture
async def shop(source: Asked) -> Brief:
    return brief(source, await context_of(source, MEANINGS["shop"]))


async def test_an_answer_has_rows_words_and_the_way_that_it_came(shop: Brief) -> None:
    told: list[Stage] = []
    said = await answer(shop, "How many orders per status?", told.append)
    assert said.error_text == "" and said.model == "planner"
    assert said.col_keys == ["status", "number_of_orders"]
    assert {row["status"]: row["number_of_orders"] for row in said.content}["shipped"] > 10
    assert said.row_count == 4 and not said.rows_truncated
    assert "number of orders for each status" in said.words
    assert [stage.name for stage in told] == ["understand", "link", "write", "check", "run", "look"]
    assert told == said.stages and all(stage.ok and stage.milliseconds >= 0 for stage in told)
    assert said.used.queries == 1 and said.used.rows == 4 and said.used.prompt_tokens == 0
    assert said.chart == {"mark": "bar", "x": "status", "y": "number_of_orders"}
    assert said.confidence is not None and 0.5 < said.confidence < 1
    assert said.reasons


async def test_what_the_data_does_not_hold_is_declined_and_nothing_runs(shop: Brief, source: Asked) -> None:
    source.ran.clear()
    said = await answer(shop, "What is the average age of our customers?")
    assert said.sql_text == "" and said.error_text == "" and "age" in said.content
    assert said.confidence is None and source.ran == []


@pytest.mark.parametrize("prompt", ["", "  ", "x" * (LONGEST + 1)])
async def test_no_question_and_an_endless_one_are_told_not_raised(shop: Brief, prompt: str) -> None:
    said = await answer(shop, prompt)
    assert said.error_text and said.content is None


async def test_a_row_filter_holds_whatever_is_asked(source: Asked) -> None:
    held = brief(source, await context_of(source, MEANINGS["shop"]), filters={"customers": "country = 'Norway'"})
    said = await answer(held, "How many customers are there?")
    assert said.content == [{"number_of_customers": 3}]
    assert "country = 'Norway'" in said.sql_text


async def test_a_question_goes_on_with_the_ones_before(source: Asked, shop: Brief) -> None:
    first = await answer(shop, "Total revenue in 2024")
    history = [Chat(prompt="Total revenue in 2024", response=first)]
    context = shop.context
    monthly = await answer(brief(source, context, history=history), "and by month?")
    assert monthly.row_count == 12 and monthly.col_keys == ["month", "total"]
    history.append(Chat(prompt="and by month?", response=monthly))
    shipped = await answer(brief(source, context, history=history), "only for shipped orders")
    assert "status = 'shipped'" in shipped.sql_text and "month" in shipped.col_keys
    assert len(history) < BEFORE and MOST == 2
