"""Values as a model is shown them, and how they come back."""

import pytest

from jupyter_powa.copilot.shown import DEPTH, MARK, VALUE, Cut, shown, uncut


def test_long_texts_are_cut_however_deep_and_the_rest_stays():
    assert VALUE == 2_000
    value = {"a": "x" * 2_001, "b": ["y" * 5_000, 1, None], "c": "short"}
    told = shown(value)
    assert told == {"a": "x" * 2_000 + MARK, "b": ["y" * 2_000 + MARK, 1, None], "c": "short"}
    assert uncut(told, value) == value


def test_what_lies_too_deep_is_left_out_and_comes_back_whole():
    value: dict = {"end": 1}
    for _ in range(DEPTH + 10):
        value = {"in": value}
    assert MARK in str(shown(value)) and uncut(shown(value), value) == value


@pytest.mark.parametrize("sent", ["other" + MARK, {"a": "new" + MARK}])
def test_a_cut_text_that_was_changed_is_refused(sent):
    with pytest.raises(Cut, match="whole"):
        uncut(sent, {"a": "x" * 3_000})
