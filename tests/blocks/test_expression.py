from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.expression import coerce, evaluate, holds
from jupyter_powa.blocks.refs import Values


class Trap:
    """Does harm when it is touched."""

    touched = False

    def __eq__(self, other: object) -> bool:
        raise OSError("touched")

    def __bool__(self) -> bool:
        raise OSError("touched")

    __hash__ = None  # type: ignore[assignment]


FETCH = Record(
    output={"count": 12, "region": "EU", "ok": "true", "text": "7", "list": [1, 2, {"x": "deep"}], "none": None},
    status_code=200,
)
VALUES = Values(
    {
        "b1": FETCH,
        "Fetch": FETCH,
        "My-Block": Record(output=5),
        "Two words": Record(output=6),
        "frame": Record(output=pd.DataFrame({"a": [1, 2]})),
        "array": Record(output=np.array([1, 2])),
        "trap": Record(output=Trap()),
        "ref": Record(output="<b1.output.count>"),
    },
    {"input": "hello", "n": 3, "name": "o'hara", "big": "x" * 90_000, "flag": "false", "variables": 0},
)


@pytest.mark.parametrize(
    "text",
    [
        "<Fetch.output.count> > 10",
        "<b1.output.count> == 12",
        "{{Fetch.count}} >= 12 and {{n}} < 4",
        "{{ variables.n }} == 3",
        "Fetch.output.count == 12",
        "Fetch.count == 12",
        "Fetch['output']['region'] == 'EU'",
        "Fetch.list[2].x == 'deep'",
        "Fetch.list[-1]['x'] == 'deep'",
        "My_Block.output == 5 and Two_words.output == 6",
        "'<Fetch.output.region>' == 'EU'",
        '"<Fetch.output.count>" == 12',
        "'region: {{Fetch.region}}' == 'region: EU'",
        "n == '3'",
        "'3.0' == n",
        "' 3 ' == n",
        "<Fetch.output.text> > 6.5",
        "<Fetch.output.ok> == true",
        "flag == False",
        "not flag",
        "!flag",
        "'1e2' == 100",
        "n + 1 == 4 and n - 1 == 2 and n * 2 == 6 and n / 2 == 1.5 and n % 2 == 1 and n // 2 == 1 and -n == -3",
        "'2' * '3' == 6",
        "'a' + 'b' == 'ab'",
        "1 < n < 5",
        "n === 3 && n !== 4",
        "n > 5 || n == 3",
        "!(n > 5)",
        "!false == true",
        "!!n",
        "Fetch.none === null && Fetch.none == undefined && Fetch.none is None",
        "TRUE and True and not FALSE",
        "'E' in <Fetch.output.region>",
        "<Fetch.output.region> in ['EU', 'US']",
        "'XX' not in ('EU', 'US')",
        "2 in Fetch.list",
        "'!' != '&&'",
        'name == "o\'hara"',
        "<ref.output> == '<ref.output>'",
        "n > 2  # a remark",
        "\u1d62nput == 'hello'",
    ],
)
def test_this_is_true(text: str) -> None:
    assert holds(text, VALUES) is True


@pytest.mark.parametrize(
    "text",
    [
        "n > 5",
        "n == 'x'",
        "<Fetch.output.region> == 'US'",
        "0",
        "''",
        "null",
        "'false'",
        "1 < n < 3",
        "!n",
        "n and flag",
        "[]",
    ],
)
def test_this_is_false(text: str) -> None:
    assert holds(text, VALUES) is False


def test_both_sides_are_never_scanned_again() -> None:
    assert evaluate("<ref.output>", VALUES) == "<b1.output.count>"
    assert evaluate("'<ref.output>'", VALUES) == "<b1.output.count>"


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("true", True),
        (" False ", False),
        ("12", 12),
        ("-1.5", -1.5),
        ("+3", 3),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
    ],
)
def test_text_that_looks_like_a_number_or_a_boolean_is_one(value: str, seen: Any) -> None:
    assert coerce(value) == seen and type(coerce(value)) is type(seen)


@pytest.mark.parametrize(
    "value",
    ["", "x", "1_000", "0x10", "nan", "inf", "Infinity", "1e9999", "٣", "1 2", "yes", "null", "9" * 31, [1], None],
)
def test_all_else_is_what_it_is(value: Any) -> None:
    assert coerce(value) is value
