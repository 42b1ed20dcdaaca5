from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.expression import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_NODES,
    MAX_NUMBER,
    MAX_TEXT,
    MAX_WORDS,
    ExpressionError,
    evaluate,
    holds,
)
from jupyter_powa.blocks.refs import Values
from tests.blocks.test_expression import VALUES, Trap

HOSTILE = [
    "open('/etc/passwd')",
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "n.__class__",
    "input.__class__.__mro__",
    "Fetch.__class__",
    "Fetch.output.__getitem__",
    "Fetch.items()",
    "Fetch.output.keys",
    "Fetch['__class__']",
    "2 ** 99999999",
    "n ** 2",
    "'x' * 1000000000",
    "1000000000 * 'x'",
    "[1] * 1000000000",
    "'%s' % n",
    "'{0.__class__}'.format(n)",
    "f'{n}'",
    "b'x'",
    "1j",
    "...",
    "lambda: 1",
    "[x for x in Fetch.list]",
    "{1: 2}",
    "{1, 2}",
    "x if n else y",
    "(y := 5)",
    "*n",
    "n[0:1]",
    "Fetch.list[1.5]",
    "Fetch.list[true]",
    "Fetch.list[99]",
    "n << 5",
    "n & 5",
    "n | 5",
    "n @ n",
    "1 / 0",
    "1 % 0",
    "n < 'abc'",
    "unknown > 3",
    "<nobody.output> > 3",
    "<Fetch.output.nothing> == null",
    "big + big",
    "10000000000000000000000000000000 * 10",
    "await n",
    "yield",
    "import os",
    "n = 5",
    "n; n",
    "",
    "   ",
    "((((",
    "'never closed",
    "#",
    "\x00",
    "\ud800",
    "trap.output == 1",
    "trap.output",
    "trap.output and 1",
    "frame.output == 1",
    "frame.output",
    "array.output == 1",
    "array.output",
    "not frame.output",
    "n in 5",
    "n" * 10_001,
    "(" * 300 + "n" + ")" * 300,
    "not " * 2_000 + "n",
    "!" * 9_000 + "n",
    "-" * 9_000 + "1",
    "n" + ".x" * 4_000,
    "n" + "[0]" * 2_000,
    " and ".join(["n"] * 600),
    "+".join(["1"] * 100),
    "9" * 9_000,
    "'\\" * 4_000,
    "\"'" * 4_999,
    "{{" * 5_000,
    "{{" + " " * 9_900,
    "<" * 10_000,
    "[" * 5_000,
]


@pytest.mark.parametrize(
    "text", HOSTILE, ids=lambda text: text[:30].encode("ascii", "replace").decode().replace("\x00", "0")
)
def test_a_hostile_text_gives_an_error_of_our_own_and_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ExpressionError):
        holds(text, VALUES)
    assert time.perf_counter() - began < 0.5
    assert Trap.touched is False


pieces = st.lists(
    st.sampled_from(
        [
            "n",
            "Fetch",
            ".output",
            "['x']",
            " ",
            "(",
            ")",
            "'",
            '"',
            "\\",
            "!",
            "&&",
            "||",
            "===",
            "not ",
            "and ",
            " in ",
            "<",
            ">",
            "<b1.output.count>",
            "{{n}}",
            "+",
            "*",
            "**",
            "9999999999",
            "__class__",
            ".",
            ",",
            "[",
            "]",
            "frame.output",
            "trap.output",
            "lambda:",
            "\n",
            "is ",
        ]
    )
    | st.text(max_size=4),
    max_size=40,
).map("".join)


@settings(max_examples=200, deadline=1_000)
@given(pieces)
def test_no_text_raises_anything_but_an_expression_error(text: str) -> None:
    try:
        holds(text, VALUES)
    except ExpressionError as error:
        assert len(str(error)) < 1_000


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    st.sampled_from(["==", "<", "in", "+", "and", "%", "is"]),
)
def test_no_value_raises_anything_but_an_expression_error(value: Any, sign: str) -> None:
    values = Values({"a": Record(output=value)}, {"v": value})
    for text in (f"v {sign} a.output", f"v {sign} 1", f"'x' {sign} v", "not v", "-v" if sign == "+" else "v"):
        with suppress(ExpressionError):
            holds(text, values)


class Wordy:
    def __bool__(self) -> bool:
        raise RuntimeError("no " * 1_000)


def said(text: str, **variables: Any) -> str:
    with pytest.raises(ExpressionError) as told:
        holds(text, Values({}, variables))
    return str(told.value)


def test_an_expression_has_its_budgets() -> None:
    whole = MAX_LENGTH - len("n == ''")
    assert evaluate(f"n == '{'x' * whole}'", Values({}, {"n": 1})) is False
    assert "characters" in said(f"n == '{'x' * (whole + 1)}'", n=1)
    assert "too many parts" in said(" or ".join(["n"] * MAX_NODES), n=0)
    assert evaluate("not " * (MAX_DEPTH - 2) + "n", Values({}, {"n": 0})) in (True, False)
    assert "too deep" in said("not " * MAX_DEPTH + "n", n=0)
    half = "x" * (MAX_TEXT // 2)
    assert evaluate("n + n", Values({}, {"n": half})) == half + half
    assert "too long a text" in said("n + n", n=half + "xx")
    assert "too large a number" in said("n * 10", n=MAX_NUMBER)
    assert len(said("n", n=Wordy())) <= MAX_WORDS + 50
