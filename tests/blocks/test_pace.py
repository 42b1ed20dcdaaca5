"""How fast a step goes."""

from __future__ import annotations

import pytest

from jupyter_powa.blocks.pace import Pace, lasting


def test_it_tells_rows_rows_a_second_and_the_time_that_is_left() -> None:
    pace = Pace(lambda fraction, words: None, 10_000, done=4_000)
    assert pace.words(20) == "4,000 of 10,000 rows · 200 rows/s · 30 s left"
    assert Pace(lambda fraction, words: None, 10).words(5) == "0 of 10 rows"


def test_a_flood_of_rows_is_told_a_few_times_and_the_end_always() -> None:
    told: list[tuple[float | None, str]] = []
    pace = Pace(lambda fraction, words: told.append((fraction, words)), 1_000)
    for _ in range(1_000):
        pace.add(1)
    assert len(told) < 20
    assert told[-1][0] == 1.0 and told[-1][1].startswith("1,000 of 1,000 rows · ") and "left" not in told[-1][1]


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (119, "119 s"), (200, "3 min"), (7_400, "2 h 3 min")])
def test_times_are_told_in_words(seconds: float, words: str) -> None:
    assert lasting(seconds) == words
