"""Values written into a statement."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.written import written

VALUES = [
    None,
    True,
    3,
    -1.5,
    decimal.Decimal("1.50"),
    "O'Brien ?",
    "a\\b",
    datetime.date(2013, 1, 2),
    datetime.datetime(2013, 1, 2, 3, 4, 5, 6),
    datetime.timedelta(hours=1, microseconds=3),
    uuid.UUID(int=7),
    b"a'\x00",
    [1, 2],
    ["a'b"],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
async def test_a_written_value_is_the_bound_one(value: Any) -> None:
    database = await LocalDatabases(":memory:").open(None, {})
    said = written(Filled("select ? is not distinct from $1", [value]))
    assert said is not None
    frame = await database.frame(said, [value])
    assert frame.iloc[0, 0]


def test_marks_in_texts_and_comments_are_none() -> None:
    assert written(Filled("select '?', ? -- ?", [1])) == "select '?', 1 -- ?"


def test_what_cannot_be_written_gives_nothing() -> None:
    assert written(Filled("select ?", [{"a": 1}])) is None
    assert written(Filled("select a ? 'b', ?", [1])) is None
    assert written(Filled("select ?", [[1]]), dialect_of("mysql")) is None


def test_a_text_is_written_as_the_database_reads_it() -> None:
    assert written(Filled("select ?", ["a\\'b"]), dialect_of("mysql")) == "select 'a\\\\''b'"
