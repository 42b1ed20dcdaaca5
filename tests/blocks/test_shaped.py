"""The columns of rows that a model makes."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jupyter_powa.blocks.shaped import Shape, key, listed, schema, shapes, wrong

COLUMNS = shapes(
    {
        "name": "text",
        "stars": Shape(type="integer", min=1, max=5),
        "mood": Shape(values=["good", "bad"], optional=True),
        "day": "date",
        "at": Shape(type="timestamp", optional=True, description="When it was."),
    }
)
GOOD = {"name": "x", "stars": 3, "mood": None, "day": "2024-02-29", "at": "2024-01-01T10:00:00+02:00"}


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"stars": 6}, False),
        ({"stars": 2.5}, False),
        ({"mood": "so so"}, False),
        ({"name": None}, False),
        ({"at": None}, True),
        ({"day": "29.2.2024"}, False),
        ({"more": 1}, False),
        ({"stars": 2**70}, False),
    ],
)
def test_a_row_must_fit_its_columns(change: dict[str, Any], fits: bool) -> None:
    assert Draft202012Validator(schema(COLUMNS)).is_valid({"rows": [{**GOOD, **change}]}) is fits


def test_a_day_that_no_calendar_has_is_told() -> None:
    assert wrong(GOOD, COLUMNS) == ""
    assert wrong({**GOOD, "day": "2023-02-29"}, COLUMNS) == "day: '2023-02-29' is no date"


def test_a_row_is_kept_in_the_order_of_its_columns_with_moments_in_utc() -> None:
    assert listed(GOOD, COLUMNS) == '["x", 3, null, "2024-02-29", "2024-01-01 08:00:00"]'
    assert key(GOOD, ["stars", "name"]) == '[3, "x"]'


def test_a_model_is_told_what_a_column_means() -> None:
    assert COLUMNS["at"].words("at") == "- at (timestamp, may be null): When it was."
    assert COLUMNS["day"].words("day") == "- day (date)"
