"""Plain questions without a model: at least 85 of 100 are answered as the SQL says, and none of the impossible ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlglot

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.evaluate import evaluated
from jupyter_powa.model.agents import Answer, Chat, Golden
from tests.agents.asking import Asked, brief, context_of, local
from tests.agents.placed import placed
from tests.agents.planner.databases import DATABASES, MEANINGS
from tests.agents.planner.questions import FIRST, IMPOSSIBLE, LATER

SHARE = 0.85


@pytest.fixture
async def asked(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Brief]:
    source = await local(DATABASES[request.param], tmp_path)
    yield brief(source, await context_of(source, MEANINGS[request.param]))


def of(*names: str) -> pytest.MarkDecorator:
    """The database that a test asks."""
    return pytest.mark.parametrize("asked", names, indirect=True)


@of(*DATABASES)
async def test_plain_questions_are_answered_as_their_sql_says(asked: Brief, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["asked"]

    async def ask(question: str) -> Answer:
        return await answer(asked, question)

    goldens = [Golden(agent_id="made", question=said, sql_text=sql) for said, sql in [*FIRST[name], *LATER[name]]]
    found = await evaluated(ask, asked.source, goldens)
    wrong = [f"{entry.question}: {entry.words} {entry.sql_text}" for entry in found.entries if not entry.correct]
    assert found.accuracy is not None and found.accuracy >= SHARE, "\n".join(wrong)


@of(*DATABASES)
async def test_what_the_data_cannot_answer_is_not_answered(asked: Brief, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["asked"]
    questions = [question for database, question in IMPOSSIBLE if database == name]
    answers = [await answer(asked, question) for question in questions]
    assert questions and [said.sql_text for said in answers] == [""] * len(answers)
    assert all(said.words and not said.error_text for said in answers)


@of("shop")
@pytest.mark.parametrize(
    ("question", "between"),
    [
        ("How many orders in May?", "year"),
        ("List the names", "customers or"),
    ],
)
async def test_where_two_readings_are_likely_one_question_is_asked_back(
    asked: Brief, question: str, between: str
) -> None:
    said = await answer(asked, question)
    assert said.sql_text == "" and said.asks == said.content and between in said.asks


@of("shop")
@pytest.mark.parametrize(
    ("questions", "sql"),
    [
        (
            ["How many orders are there?", "and by status?"],
            "select status, count(*) from orders group by 1",
        ),
        (
            ["How many orders are there?", "and by status?", "only for 2024"],
            "select status, count(*) from orders where year(ordered_at) = 2024 group by 1",
        ),
        (
            ["Show customers in Norway", "what about Peru?"],
            "select * from customers where country = 'Peru'",
        ),
        (
            ["Total revenue in 2023", "per country", "and for 2024?"],
            "select country, sum(total) from orders o join customers c on c.id = o.customer_id "
            "where year(ordered_at) = 2024 group by 1",
        ),
        (
            ["Products with a price over 20", "sorted by price descending"],
            "select * from products where price > 20 order by price desc",
        ),
        (
            ["Number of customers per country", "How many products are there?"],
            "select count(*) from products",
        ),
    ],
)
async def test_a_conversation_goes_on(asked: Brief, questions: list[str], sql: str) -> None:
    history: list[Chat] = []
    source = asked.source
    assert isinstance(source, Asked)
    for question in questions:
        said = await answer(brief(source, asked.context, history=history), question)
        assert said.sql_text, said.words
        history.append(Chat(prompt=question, response=said))

    async def last(question: str) -> Answer:
        return said

    golden = Golden(agent_id="made", question=questions[-1], sql_text=sql, ordered="sorted" in questions[-1])
    found = await evaluated(last, source, [golden])
    assert found.correct == 1, said.sql_text


@pytest.mark.parametrize("dialect", ["postgres", "mysql"])
async def test_the_same_questions_are_answered_in_the_words_of_other_databases(dialect: str) -> None:
    with placed(DATABASES["shop"], dialect) as source:
        asked = brief(source, await context_of(source, MEANINGS["shop"]))

        async def ask(question: str) -> Answer:
            return await answer(asked, question)

        goldens = [
            Golden(agent_id="made", question=said, sql_text=sqlglot.transpile(sql, read="duckdb", write=dialect)[0])
            for said, sql in [*FIRST["shop"], *LATER["shop"]]
        ]
        found = await evaluated(ask, source, goldens)
        assert found.accuracy is not None and found.accuracy >= SHARE, found.stages


FLIGHTS = """
create table airlines (carrier varchar primary key, name varchar);
create table flights (id integer, flight integer, carrier varchar references airlines (carrier));
insert into airlines values ('AA', 'American'), ('UA', 'United');
insert into flights values (1, 900, 'AA'), (2, 5, 'UA'), (3, 7, 'UA');
"""


@pytest.mark.parametrize(
    ("question", "name"),
    [("Which airline has the most flights?", "United"), ("Which airline has the fewest flights?", "American")],
)
async def test_most_of_a_plural_counts_rows_though_a_column_is_called_alike(
    question: str, name: str, tmp_path: Path
) -> None:
    source = await local(FLIGHTS, tmp_path)
    told = await answer(brief(source, await context_of(source)), question)
    assert told.content[0]["name"] == name and "count(*)" in told.sql_text
