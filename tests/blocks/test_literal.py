"""Values written into SQL as literals."""

from __future__ import annotations

import datetime
import decimal
import math
import uuid
from typing import Any

import duckdb
import pytest

from jupyter_powa.blocks.literal import literal
from jupyter_powa.errors import BlockError

VALUES: list[Any] = [
    None,
    True,
    -7,
    2**70,
    0.1,
    -math.inf,
    decimal.Decimal("1.10"),
    "o'hara; -- \n",
    datetime.date(2026, 1, 2),
    datetime.datetime(2026, 1, 2, 3, 4, 5, 6),
    datetime.time(3, 4),
    uuid.UUID(int=5),
    [1, 2],
    {"a": 1, "b'c": "x"},
]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_value_comes_back_as_it_went(value: Any) -> None:
    assert duckdb.sql(f"select {literal(value)}").fetchall() == [(value,)]


@pytest.mark.parametrize("value", [object(), "a\0b"])
def test_what_sql_has_no_words_for_is_refused(value: Any) -> None:
    with pytest.raises(BlockError, match="cannot stand in SQL"):
        literal(value)
