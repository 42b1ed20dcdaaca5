"""Hold rows to a contract."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blocks.steps import beside, records, step

ROWS = "select * from (values (1, 'a', 5), (1, 'b', null), (3, 'c', 99)) t(id, k, v)"
BROKEN = [
    ({"type": "not_null", "column": "v"}, "v is empty: 1 of 3 rows"),
    ({"type": "unique", "column": "id"}, "id occurs more than once: 1 of 3 rows"),
    ({"type": "range", "column": "v", "min": 0, "max": 50}, "v is not from 0 to 50: 1 of 3 rows"),
    ({"type": "values", "column": "k", "values": ["a", "b"]}, "k is none of a, b: 1 of 3 rows"),
    ({"type": "sql", "where": "length(k) = id"}, "not: length(k) = id: 1 of 3 rows"),
]
KEPT = [
    {"type": "not_null", "column": "v", "max_rate": 0.4},
    {"type": "unique", "columns": ["id", "k"]},
    {"type": "range", "column": "v", "max": 99},
    {"type": "values", "column": "k", "values": ["a", "b", "c"]},
    {"type": "schema", "columns": {"id": "INTEGER", "k": "varchar"}},
]


@pytest.mark.parametrize(("rule", "words"), BROKEN)
async def test_a_broken_rule_stops_the_branch_and_shows_rows(rule: dict[str, Any], words: str) -> None:
    it = await step("validate", {"rules": [rule]}, ROWS)
    failed = it.failed["it"]
    assert failed.code == "validation_failed"
    assert words in failed.error
    assert '"k": ' in failed.error


async def test_rows_that_keep_all_rules_pass_as_they_are() -> None:
    it = await step("validate", {"rules": KEPT}, ROWS)
    assert len(records(it)) == 3
    assert beside(it)["rejects"]["count"] == 0


@pytest.mark.parametrize(("rule", "words"), BROKEN)
async def test_or_the_rows_that_break_it_are_left_out(rule: dict[str, Any], words: str) -> None:
    it = await step("validate", {"rules": [rule], "on_violation": "reject"}, ROWS)
    told = beside(it)
    assert (len(records(it)), told["rejects"]["count"]) == (2, 1)
    assert list(told["rejects"]["reasons"]) == [words.rsplit(": ", 1)[0]]


async def test_a_row_that_breaks_several_rules_is_left_out_once() -> None:
    rules = [{"type": "range", "column": "v", "max": 50}, {"type": "values", "column": "k", "values": ["a", "b"]}]
    told = beside(await step("validate", {"rules": rules, "on_violation": "reject"}, ROWS))
    assert (told["rejects"]["count"], sum(told["rejects"]["reasons"].values())) == (1, 2)


async def test_another_schema_is_told_column_by_column() -> None:
    rule = {"type": "schema", "columns": {"id": "VARCHAR", "odd": ""}}
    it = await step("validate", {"rules": [rule]}, ROWS)
    assert "odd is missing; id is INTEGER, not VARCHAR" in it.failed["it"].error
