"""An agent's answer in a cell, and the conversation that it belongs to."""

from __future__ import annotations

import pytest

from jupyter_powa import Workflow
from jupyter_powa.errors import BlockError
from jupyter_powa.notebook.sql_agents import SqlAgentHandle, SqlAgents


def test_an_answer_gives_words_sql_rows_and_how_sure_it_is(shop: SqlAgentHandle) -> None:
    answer = shop.ask("Total amount by country")
    assert answer.words == "I understood: total amount for each country."
    assert "sum(orders.amount)" in answer.sql and answer.error == answer.asks == ""
    assert answer.df["country"].tolist() == ["Norway", "Peru"]
    assert answer.df.columns.tolist() == ["country", "total_amount"] and answer.df["total_amount"].sum() == 22
    assert answer.confidence is not None and 0 < answer.confidence <= 1 and answer.reasons
    assert repr(answer).splitlines()[-3:-1] == ["Norway · 15.00", "Peru · 7.00"]


def test_a_conversation_goes_on_and_other_questions_do_not(shop: SqlAgentHandle) -> None:
    shop.generate()
    talk = shop.session()
    talk.ask("Total amount by country")
    assert talk.ask("Only Norway").df["country"].tolist() == ["Norway"]
    assert [entry.chat.prompt for entry in talk.entries] == ["Total amount by country", "Only Norway"]
    assert len(shop.ask("Only Norway")._conversation) == 1


def test_a_question_back_offers_choices_and_each_is_an_answer(agents: SqlAgents) -> None:
    wide = agents.create("Wide", {"orders": ["amount", "id"], "customers": ["id", "country", "name"]}, model="planner")
    answer = wide.ask("Highest id by country")
    assert answer.choices == ["orders.id", "customers.id"], answer
    assert answer.answer("customers.id").sql


def test_what_cannot_be_answered_has_words_and_no_rows(shop: SqlAgentHandle) -> None:
    answer = shop.ask("How many unicorns are there?")
    assert "unicorns" in answer.words and answer.confidence is None
    with pytest.raises(BlockError, match="no rows"):
        answer.df  # noqa: B018
    with pytest.raises(BlockError, match="no SQL"):
        answer.approve()


def test_a_right_answer_becomes_a_golden_question_and_a_block(shop: SqlAgentHandle, agents: SqlAgents) -> None:
    answer = shop.ask("How many orders are there?")
    answer.feedback("up")
    assert [golden.approved for golden in shop.golden] == [False] and answer.entry.feedback == "up"
    assert answer.approve().approved and len(shop.golden) == 1
    workflow = Workflow("Counted", powa=agents._powa)
    answer.to_block(workflow, "Count")
    assert workflow.run()["Count"].df.iat[0, 0] == 3


def test_a_question_that_is_too_much_is_told_in_plain_words(shop: SqlAgentHandle, agents: SqlAgents) -> None:
    agents._powa.settings.agent_timeout = 0.001
    answer = shop.ask("Total amount by country")
    assert answer.error == "The question took longer than 0.001 s and was ended."
    assert repr(answer) == answer.error
