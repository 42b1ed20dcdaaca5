"""Answers to a question back."""

from __future__ import annotations

from jupyter_powa.widgets.choices import MOST, choices


def test_a_word_with_two_meanings_is_replaced_by_the_one_that_is_chosen() -> None:
    made = choices("Mean delay by origin?", "What do you mean by “delay”: flights.dep_delay or flights.arr_delay?")
    assert made == {
        "flights.dep_delay": "Mean dep_delay by origin?",
        "flights.arr_delay": "Mean arr_delay by origin?",
    }
    same = choices("Flights by carrier", "What do you mean by “carrier”: flights.carrier or airlines.carrier?")
    assert same["airlines.carrier"] == "Flights by airlines carrier"


def test_what_to_go_by_is_added() -> None:
    made = choices("Top 3 customers?", "By which number of orders: amount, tax or weight?")
    assert made == {name: f"Top 3 customers by {name}" for name in ("amount", "tax", "weight")}
    assert (
        choices("Orders", "Orders belongs to people in several ways: by buyer or seller?")["seller"]
        == "Orders by seller"
    )


def test_a_question_that_lists_nothing_or_too_much_is_answered_in_words() -> None:
    assert choices("How much?", "How much of what?") == {}
    many = ", ".join(f"c{number}" for number in range(MOST + 1))
    assert choices("x", f"By which: {many}?") == {}
