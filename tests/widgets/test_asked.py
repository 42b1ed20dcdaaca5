"""The answer widget's own side: its state, its picture, and the next answer of its conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from jupyter_powa import Powa
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import wait
from jupyter_powa.model.agents import AgentSession, Answer, Chat, Entry
from jupyter_powa.store.agents import BUILT_IN
from jupyter_powa.widgets.asked import MOST_DRAWN, AnswerWidget

AGENT = next(iter(BUILT_IN.values()))
SQL = f"select i % 7 as day, i as n from range({MOST_DRAWN + 100}) t(i) order by i"


@pytest.fixture
def powa() -> Iterator[Powa]:
    powa = Powa.memory(kernels=LocalKernels({}))
    yield powa
    wait(powa.close())


def session(powa: Powa, *answers: Answer) -> AgentSession:
    entries = [Entry(chat=Chat(prompt="Mean delay", response=answer)) for answer in answers]
    return powa.store.agent_sessions.add(AgentSession(agent_id=AGENT.id, entries=entries))


def rows() -> Answer:
    content = [{"day": i % 7, "n": i, "text": "x" * 200} for i in range(MOST_DRAWN + 100)]
    chart = {"mark": "point", "x": "day", "y": "n"}
    names, count = ["day", "n", "text"], len(content)
    return Answer(content=content, col_keys=names, row_count=count, sql_text=SQL, chart=chart, words="All of them.")


def test_its_state_has_the_rows_of_the_chart_and_of_the_first_page_alone(powa: Powa) -> None:
    told = session(powa, rows())
    widget = AnswerWidget(powa, AGENT, told.id, told.entries[0].id)
    state = widget.get_state()
    assert state["_view"] == "answer" and state["view"]["relation"]["sql"] == SQL
    assert state["entry"]["chat"]["response"]["content"] is None
    assert state["drawn"][:1] == [{"day": 0, "n": 0}] and len(state["drawn"]) == MOST_DRAWN
    assert state["first"] and len(json.dumps({**state, "first": ""}, default=str)) < 30_000
    assert "All of them." in widget.picture() and "<td>6</td>" in widget.picture()


def test_a_question_back_offers_choices_and_the_next_entry_takes_its_place(powa: Powa) -> None:
    asks = "What do you mean by “delay”: flights.dep_delay or flights.arr_delay?"
    told = session(powa, Answer(content=asks, words=asks, asks=asks), rows())
    widget = AnswerWidget(powa, AGENT, told.id, told.entries[0].id)
    assert widget.view is None and widget.choices == [
        ["flights.dep_delay", "Mean dep_delay"],
        ["flights.arr_delay", "Mean arr_delay"],
    ]
    widget.entry_id = told.entries[1].id
    assert widget.view is not None and widget.choices == [] and len(widget.drawn) == MOST_DRAWN
    assert widget.entry["id"] == told.entries[1].id and "All of them." in widget.picture()


def test_an_answer_whose_rows_are_gone_is_still_shown(powa: Powa) -> None:
    answer = rows()
    answer.sql_text = "select * from gone"
    told = session(powa, answer)
    widget = AnswerWidget(powa, AGENT, told.id, told.entries[0].id)
    assert widget.first == b"" and "All of them." in widget.picture()
