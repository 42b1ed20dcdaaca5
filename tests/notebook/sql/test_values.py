"""Python values as a database takes them."""

from __future__ import annotations

import datetime
import decimal

import numpy as np
import pandas as pd
import pytest

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.sql.values import items_of, plain_value


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        (np.int64(3), 3),
        (pd.NaT, None),
        (pd.NA, None),
        (pd.Timestamp("2013-01-01 12:00"), datetime.datetime(2013, 1, 1, 12)),
        (pd.Timedelta("1h"), datetime.timedelta(hours=1)),
        (decimal.Decimal("1.5"), decimal.Decimal("1.5")),
        ({3}, [3]),
        ({"a": 1}, {"a": 1}),
        (True, True),
        (b"ab", b"ab"),
    ],
)
def test_values_come_in_a_form_that_a_database_takes(value: object, bound: object) -> None:
    given = plain_value(value, "value")
    assert given == bound
    assert type(given) is type(bound)


def test_what_is_no_value_is_told_by_the_words_of_the_cell() -> None:
    with pytest.raises(BadRequest, match=r"\{print\} is a builtin_function_or_method"):
        plain_value(print, "print")


def test_lists_of_every_kind_are_seen_as_such() -> None:
    assert [items_of(one) for one in ([1], (1,), range(1), pd.Series([1]), np.array([1]), {1: 2}.keys())] == [
        [1], [1], [0], [1], [1], [1],
    ]  # fmt: skip
    assert items_of("ab") is None
    assert items_of(np.array([[1]])) is None
