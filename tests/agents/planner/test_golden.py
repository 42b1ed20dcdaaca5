"""Approved questions without a model: asked again, also with other values, they are answered by their own SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.model.agents import Golden
from tests.agents.asking import brief, context_of, local
from tests.agents.planner.databases import DATABASES, MEANINGS

GOLDENS = {
    "What is our churn for Norway?": "select count(*) as lost from customers where country = 'Norway' and id > 2",
    "Whales with more than 3 orders?": (
        "select c.name from customers c join orders o on o.customer_id = c.id group by c.id, c.name "
        "having count(*) > 3 order by 1"
    ),
    "The 2 heaviest spenders": (
        "select c.name, sum(o.total) as spent from orders o join customers c on c.id = o.customer_id "
        "group by c.id, c.name order by spent desc limit 2"
    ),
    "Quiet weeks of the first 3 months": "select count(*) as n from orders where month(ordered_at) in (1, 2, 3)",
    "Cohort 7 of 7": "select count(*) as n from orders where id > 7 and id < 7 + 7",
}


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Brief]:
    source = await local(DATABASES["shop"], tmp_path)
    context = await context_of(source, MEANINGS["shop"])
    goldens = [Golden(agent_id="a", question=said, sql_text=sql, approved=True) for said, sql in GOLDENS.items()]
    unapproved = Golden(agent_id="a", question="What is our moat?", sql_text="select 1")
    yield brief(source, context, goldens=[*goldens, unapproved])


async def rows(asked: Brief, sql: str) -> list[tuple[object, ...]]:
    page = await asked.source.read(sql, limit=1_000)
    columns = [page.arrow.column(place).to_pylist() for place in range(len(page.columns))]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize(
    ("question", "golden", "swap"),
    [
        ("what is our churn for norway", "What is our churn for Norway?", ()),
        ("Please, what is our churn for Norway?!", "What is our churn for Norway?", ()),
        ("What is our churn for Peru?", "What is our churn for Norway?", ("Norway", "Peru")),
        ("What is our churn for “Peru”?", "What is our churn for Norway?", ("Norway", "Peru")),
        ("Whales with more than 1 orders?", "Whales with more than 3 orders?", ("> 3", "> 1")),
        ("The 4 heaviest spenders", "The 2 heaviest spenders", ("limit 2", "limit 4")),
    ],
)
async def test_a_question_that_is_approved_up_to_values_is_answered_by_its_sql(
    asked: Brief, question: str, golden: str, swap: tuple[str, ...]
) -> None:
    said = await answer(asked, question)
    sql = GOLDENS[golden].replace(*swap) if swap else GOLDENS[golden]
    got = [tuple(row.values()) for row in said.content]
    assert [tuple(map(str, row)) for row in got] == [tuple(map(str, row)) for row in await rows(asked, sql)]
    assert golden in said.words and any("approved question" in one.words for one in said.reasons)


@pytest.mark.parametrize(
    "question",
    [
        "What is our churn for Atlantis?",
        "What is our churn for retail?",
        "What is our moat?",
        "What is our churn?",
        "Quiet weeks of the first 4 months",
        "Cohort 8 of 7",
        "What is our churn for Norway and Peru?",
        "Whales with fewer than 3 orders?",
    ],
)
async def test_what_differs_in_more_than_values_that_are_known_is_not_answered_by_it(
    asked: Brief, question: str
) -> None:
    said = await answer(asked, question)
    assert said.sql_text == "" and said.words, said.sql_text
