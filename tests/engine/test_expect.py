"""The contract of a block's output."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest

from jupyter_powa.model.options import Expect
from tests.engine.running import Ran, graph_of, ran

ROWS = [
    {"id": 1, "name": "a", "price": 2.5},
    {"id": 2, "name": None, "price": -1.0},
    {"id": 2, "name": "c", "price": 9},
]


async def checked(output: Any, **expect: Any) -> Ran:
    graph = graph_of({"it": ("code", {"code": "given"})})
    graph.blocks[0] = graph.blocks[0].model_copy(update={"expect": Expect.model_validate(expect)})
    return await ran(graph, namespace={"given": output})


@pytest.mark.parametrize("output", [ROWS, pd.DataFrame(ROWS), pl.DataFrame(ROWS)], ids=["list", "pandas", "polars"])
async def test_a_table_that_fits_passes_unchanged(output: Any) -> None:
    columns = [
        {"name": "id", "type": "integer", "max_null_rate": 0, "min": 1},
        {"name": "name", "type": "text", "max_null_rate": 0.5, "unique": True},
        {"name": "price", "type": "number", "max": 10},
        {"name": "other", "required": False},
    ]
    it = await checked(output, columns=columns, min_rows=3, max_rows=3, unique=[["id", "name"], ["id", "price"]])
    assert it.done.status == "completed", it.failed
    assert it.results["it"]["output"] is output


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"columns": [{"name": "nothing"}]}, "the column 'nothing' is missing"),
        (
            {"columns": [{"name": "id"}, {"name": "name"}], "extra_columns": False},
            "the column 'price' is not expected",
        ),
        ({"columns": [{"name": "id", "type": "text"}]}, "the column 'id' is BIGINT, not text"),
        (
            {"columns": [{"name": "name", "max_null_rate": 0.1}]},
            "column 'name': 1 of 3 values missing (0.333 of all), at most 0.1 allowed",
        ),
        ({"columns": [{"name": "price", "min": 0}]}, "column 'price': 1 value below 0"),
        ({"columns": [{"name": "price", "max": 5}]}, "column 'price': 1 value above 5"),
        ({"columns": [{"name": "id", "unique": True}]}, "'id': 1 repeated value in 2 rows"),
        ({"unique": [["id"]]}, "'id': 1 repeated value in 2 rows"),
        ({"unique": [["id", "gone"]]}, "id and gone cannot tell rows apart: not all of them are there"),
        ({"min_rows": 4}, "3 rows, at least 4 expected"),
        ({"max_rows": 2}, "3 rows, at most 2 expected"),
    ],
)
async def test_each_rule_that_is_broken_is_told(expect: dict[str, Any], words: str) -> None:
    failed = (await checked(pd.DataFrame(ROWS), **expect)).failed["it"]
    assert (failed.code, failed.error) == ("contract_broken", f"The output breaks its contract: {words}.")


async def test_all_broken_rules_are_told_with_some_of_the_rows() -> None:
    columns = [{"name": "name", "max_null_rate": 0}, {"name": "id", "unique": True}]
    failed = (await checked(ROWS, columns=columns)).failed["it"]
    assert failed.error.count(";") == 1
    assert failed.trace.count('"id": 2') == 3 and '"name": null' in failed.trace


@pytest.mark.parametrize("output", [7, "text", None, {"a": 1}, [1, 2], [{"a": 1}, 2]])
async def test_what_is_no_table_cannot_fit(output: Any) -> None:
    assert (await checked(output, min_rows=0)).failed["it"].code == "not_a_table"


async def test_an_empty_table_has_the_columns_of_its_contract() -> None:
    assert (await checked([], columns=[{"name": "a"}])).done.status == "completed"


async def test_names_and_bounds_are_never_taken_for_sql() -> None:
    name = 'a"; drop table x; --'
    columns = [{"name": name, "min": "b' or 1=1 --", "unique": True}]
    failed = (await checked([{name: "a"}, {name: "c"}], columns=columns)).failed["it"]
    assert "1 value below" in failed.error


@pytest.mark.parametrize("kind", ["integer", "number", "text", "boolean", "date", "timestamp"])
@pytest.mark.parametrize(
    "output", [[], [{"a": None}], pl.DataFrame({"a": [None, None]})], ids=["empty", "list", "polars"]
)
async def test_a_column_without_any_value_is_of_every_type(output: Any, kind: str) -> None:
    it = await checked(output, columns=[{"name": "a", "type": kind, "min": "b", "max": 3, "unique": True}])
    assert it.done.status == "completed", it.failed


@pytest.mark.parametrize("rows", [[{"a": 1}, {"a": None}], [{"a": 1}, {"b": 2}]], ids=["null", "left out"])
async def test_integers_stay_integers_beside_a_missing_one(rows: list[Any]) -> None:
    columns = [{"name": "a", "type": "integer", "max_null_rate": 0.5, "min": 1}]
    assert (await checked(rows, columns=columns)).done.status == "completed"
    failed = (await checked(rows, columns=[{"name": "a", "max_null_rate": 0.4}])).failed["it"]
    assert "1 of 2 values missing (0.5 of all)" in failed.error


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
async def test_nan_is_a_missing_value_in_every_kind_of_frame(make: Any) -> None:
    frame = make({"a": [1.0, float("nan"), float("nan")]})
    failed = (await checked(frame, columns=[{"name": "a", "max_null_rate": 0, "max": 5, "unique": True}])).failed["it"]
    words = "column 'a': 2 of 3 values missing (0.667 of all), at most 0 allowed"
    assert failed.error == f"The output breaks its contract: {words}."


@pytest.mark.parametrize(
    ("value", "bound", "words"),
    [
        (1, "abc", "INTEGER cannot be compared with 'abc'"),
        ("x", 3, "VARCHAR cannot be compared with 3"),
        (True, 3, "BOOLEAN cannot be compared with 3"),
    ],
)
async def test_a_bound_of_another_kind_than_its_column_is_told(value: Any, bound: Any, words: str) -> None:
    failed = (await checked([{"a": value}], columns=[{"name": "a", "min": bound}])).failed["it"]
    assert (failed.code, failed.error) == ("contract_broken", f"The output breaks its contract: column 'a': {words}.")


async def test_bounds_are_exact_and_may_be_dates() -> None:
    large = 2**53 + 1
    columns = [{"name": "a", "max": large}, {"name": "day", "min": "2020-01-01", "max": "2020-12-31"}]
    rows = [{"a": large, "day": datetime.date(2020, 2, 29)}]
    assert (await checked(rows, columns=columns)).done.status == "completed"
    rows += [{"a": large + 1, "day": datetime.date(2021, 1, 1)}]
    failed = (await checked(rows, columns=columns)).failed["it"]
    assert f"1 value above {large}" in failed.error and "1 value above 2020-12-31" in failed.error


async def test_columns_are_told_apart_by_case() -> None:
    frame = pd.DataFrame({"a": [1], "A": [-2]})
    columns = [{"name": "a", "min": 1}, {"name": "A", "max": 0}]
    assert (await checked(frame, columns=columns, extra_columns=False)).done.status == "completed"


async def test_an_object_with_rows_is_a_table() -> None:
    assert (await checked({"rows": ROWS}, min_rows=3)).done.status == "completed"
    assert "3 rows, at least 4" in (await checked({"rows": pd.DataFrame(ROWS)}, min_rows=4)).failed["it"].error


async def test_a_frame_without_columns_breaks_the_contract_in_words() -> None:
    failed = (await checked(pd.DataFrame(), columns=[{"name": "a"}], min_rows=1)).failed["it"]
    words = "the column 'a' is missing; 0 rows, at least 1 expected"
    assert failed.error == f"The output breaks its contract: {words}."


async def test_rows_are_told_apart_by_several_columns() -> None:
    rows = [{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2}]
    failed = (await checked(rows, unique=[["a", "b"]])).failed["it"]
    assert "'a' and 'b': 1 repeated value in 2 rows" in failed.error and failed.trace.count('"b": 2') == 2
