"""Which feedback proposes a golden question."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_powa.briefing.feedback import is_good, proposal
from jupyter_powa.model.agents import Answer, Chat, Entry


def entry(feedback: Any, sql: str = "select 1") -> Entry:
    return Entry(chat=Chat(prompt="How many?", response=Answer(sql_text=sql)), feedback=feedback)


@pytest.mark.parametrize("feedback", [True, 1, "up", " Thumbs_Up ", {"rating": "good"}, {"feedback": {"score": 1}}])
def test_a_yes_proposes_the_sql_that_ran(feedback: Any) -> None:
    made = proposal("a", entry(feedback))
    assert made is not None
    assert (made.question, made.sql_text, made.approved) == ("How many?", "select 1", False)


@pytest.mark.parametrize("feedback", [None, False, 0, -1, "down", "", [], ["up"], {}, {"note": "up"}, {"rating": -1}])
def test_anything_else_proposes_nothing(feedback: Any) -> None:
    assert not is_good(feedback)
    assert proposal("a", entry(feedback)) is None


def test_the_users_own_sql_is_proposed_and_an_answer_without_sql_is_not() -> None:
    made = proposal("a", entry({"rating": "down", "sql_text": "select 2"}))
    assert made is not None and made.sql_text == "select 2"
    assert proposal("a", entry("up", "")) is None
    assert proposal("a", entry({"sql_text": "x" * 20_001})) is None
