"""Names of a database in words."""

from __future__ import annotations

import pytest

from jupyter_powa.agents.words import MOST, stem, stems, telling, words


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("customerOrders_2024", ["customer", "orders", "2024"]),
        ("HTTPStatusCode", ["http", "status", "code"]),
        ("SCHEMA.DIM_GEO", ["schema", "dim", "geo"]),
        ("kundenGröße", ["kunden", "grösse"]),
    ],
)
def test_a_name_is_taken_apart(name: str, parts: list[str]) -> None:
    assert words(name) == parts


def test_words_that_say_nothing_are_left_out() -> None:
    assert telling("How many orders are there per country?") == ["orders", "country"]


def test_of_a_very_long_question_not_every_word_is_looked_for() -> None:
    assert len(telling(" ".join(f"word{'x' * place}" for place in range(2 * MOST)))) == MOST


def test_a_plural_is_its_singular() -> None:
    assert [stem(word) for word in ("countries", "addresses", "orders", "class", "status", "boxes")] == [
        "country",
        "address",
        "order",
        "class",
        "statu",
        "box",
    ]
    assert stems(["orderItems", "items"]) == {"order", "item"}
