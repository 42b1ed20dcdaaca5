"""The contract of a block's output."""

from __future__ import annotations

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
        ({"columns": [{"name": "price", "min": 0}]}, "column 'price': 1 value below 0.0"),
        ({"columns": [{"name": "price", "max": 5}]}, "column 'price': 1 value above 5.0"),
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
