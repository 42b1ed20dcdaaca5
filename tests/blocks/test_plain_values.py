from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.blocks.plain import NotPlain, NotRead
from jupyter_powa.blocks.plain_values import AS_TEXT, assigned, literal, uses_text, value_of
from tests.blocks.test_plain import NAMES

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
TEXT = st.lists(st.sampled_from(["<Input.output.a>", "<By region.row_count>"]) | st.text(max_size=5), max_size=4)


def back(python: str) -> Any:
    return value_of(ast.parse(python, mode="eval").body, NAMES)


@settings(max_examples=200, deadline=None)
@given(PLAIN | TEXT.map("".join))
def test_any_value_comes_back_from_its_python(value: Any) -> None:
    assert back(literal(value, NAMES)) == value


def test_a_reference_is_a_value_or_stands_in_a_text() -> None:
    value = {"rows": "<By region.output>", "say": 'a "{<Input.output.n>}"\n', "other": "<b> <Nobody.output>"}
    python = literal(value, NAMES)
    scope: dict[str, Any] = {"Input": {"n": {"x": None}}, "By_region": 7}
    exec("\n".join(AS_TEXT), scope)
    made = eval(python, scope)
    assert made == {"rows": 7, "say": 'a "{{"x": null}}"\n', "other": "<b> <Nobody.output>"}
    assert uses_text(value, NAMES)
    assert not uses_text(["<Input.output>"], NAMES)


def test_long_values_have_a_line_for_each_part() -> None:
    python = literal({"first": "x" * 60, "second": ["y" * 60]}, NAMES)
    assert python.splitlines()[0] == "{" and len(python.splitlines()) == 4
    assert back(python)["second"] == ["y" * 60]


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(NotPlain):
        literal(object(), NAMES)
    for python in ("open('x')", "other", "f'{other}'"):
        with pytest.raises(NotRead):
            back(python)
    for text in ("a = 1", "Own = 1\nOwn = 2", "Own ="):
        with pytest.raises(NotRead):
            assigned(text, "Own")
