"""Cells as text, against the database's own words for every type: the same file that the browser's grid is held to."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from arro3.core import Table
from arro3.io import read_ipc_stream

from jupyter_powa.widgets.cells import is_number, texts

ROWS = Path(__file__).parents[1] / "golden" / "rows"
PAGE = read_ipc_stream(ROWS / "types.arrow").read_all()
TOLD = json.loads((ROWS / "types.json").read_text())
COLUMNS = [(column["name"], column["type"]) for column in json.loads(PAGE.schema.metadata_str["powa"])["columns"]]


def of(values: list[Any], kind: Any = None, word: str = "") -> list[str | None]:
    return texts(Table.from_arrow(pa.table({"a": pa.array(values, kind)})).column(0), word)


def alike(text: str | None) -> str | None:
    """Texts within lists, structs and maps are quoted otherwise, and names stand before a colon."""
    if text is None:
        return None
    bare = re.sub(r"['\"(){}]", "", text)
    return re.sub(r"\w+=|element\d: |NaN", lambda found: _same(found.group()), bare)


def _same(word: str) -> str:
    return "nan" if word == "NaN" else "" if word.startswith("element") else word.replace("=", ": ")


@pytest.mark.parametrize(("place", "name", "word"), [(at, *column) for at, column in enumerate(COLUMNS)])
def test_every_type_of_duckdb_is_told_as_the_database_tells_it(place: int, name: str, word: str) -> None:
    made = texts(PAGE.column(place), word)
    if word == "BLOB":
        assert made == ["0x746869736973616c6f6e67626c6f6200776974686e756c6c… (29 B)", "0x00000061 (4 B)", None]
    elif re.search(r"[\[(]", word) and not word.startswith(("DECIMAL", "ENUM")):
        assert list(map(alike, made)) == list(map(alike, TOLD[name]))
    else:
        assert made == TOLD[name]


def test_floats_are_written_as_browsers_write_them() -> None:
    assert of([1e16, 1e21, 1e-6, 1e-7, -0.0, 0.1, 42.0, float("nan"), float("-inf")]) == [
        *("10000000000000000.0", "1e+21", "0.000001", "1e-7", "-0.0", "0.1", "42.0", "NaN", "-inf")
    ]
    assert of([0.1, 1.5e-10], pa.float32()) == ["0.1", "1.5e-10"]


def test_times_say_no_more_than_they_know() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 500_000, UTC)
    assert of([moment], pa.timestamp("us", "UTC")) == ["2026-01-02 03:04:05.5+00"]
    assert of([moment], pa.timestamp("us", "Asia/Kolkata")) == ["2026-01-02 08:34:05.5+05:30"]
    spans = [timedelta(2, 61), timedelta(1), timedelta(seconds=-1), timedelta(0)]
    assert of(spans) == ["2 days 00:01:01", "1 day", "-00:00:01", "00:00:00"]


def test_null_is_no_text_and_an_empty_text_is_one() -> None:
    assert of([None, "", "NULL"]) == [None, "", "NULL"]
    assert of([[None, ""]]) == ['[NULL, ""]']


def test_numbers_keep_their_digits() -> None:
    assert of([2**63 - 1, -5], pa.int64(), "BIGINT") == ["9223372036854775807", "-5"]
    assert of([Decimal("0.10"), Decimal("-1e2")], pa.decimal128(10, 2)) == ["0.10", "-100.00"]
    assert [is_number(word) for word in ("BIGINT", "DECIMAL(4,1)", "INTEGER[]", "INTERVAL", "VARCHAR", "int4")] == [
        *(True, True, False, False, False, True)
    ]
