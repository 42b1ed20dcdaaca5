"""Put rows together with those of another table."""

from __future__ import annotations

import pytest

from tests.blocks.steps import beside, records, relation, step

LEFT = "select * from (values (1, 'a'), (2, 'b'), (3, 'a'), (4, null)) t(n, k)"
RIGHT = "select * from (values ('a', 'x', 9), ('c', 'y', 8)) t(k, word, n)"
HOW = {
    "inner": [(1, "a", "x", 9), (3, "a", "x", 9)],
    "left": [(1, "a", "x", 9), (2, "b", None, None), (3, "a", "x", 9), (4, None, None, None)],
    "semi": [(1, "a"), (3, "a")],
    "anti": [(2, "b"), (4, None)],
}


@pytest.mark.parametrize("how", HOW)
async def test_rows_keep_their_order_and_shared_columns_come_once(how: str) -> None:
    it = await step("join", {"right": "<right.output>", "on": ["k"], "how": how}, LEFT, right=RIGHT)
    assert records(it) == HOW[how]
    if how in ("inner", "left"):
        assert relation(it).columns == ["n", "k", "word", "n_right"]


async def test_rows_without_a_partner_are_counted_and_shown() -> None:
    told = beside(await step("join", {"right": "<right.output>", "on": ["k"]}, LEFT, right=RIGHT))
    assert (told["rows_in"], told["rows_right"], told["row_count"]) == (4, 2, 2)
    assert told["rejects"]["reasons"] == {"no partner": 2}
    assert told["rejects"]["sample"] == [{"n": 2, "k": "b"}, {"n": 4, "k": None}]


async def test_partners_of_one_row_keep_their_order() -> None:
    many = "select * from (values ('a', 3), ('a', 1), ('a', 2)) t(k, m)"
    it = await step("join", {"right": "<right.output>", "on": ["k"]}, LEFT, right=many)
    assert [(row[0], row[2]) for row in records(it)] == [(1, 3), (1, 1), (1, 2), (3, 3), (3, 1), (3, 2)]


async def test_a_condition_names_the_sides_l_and_r() -> None:
    it = await step("join", {"right": "<right.output>", "on": "l.k = r.k and r.n > 8"}, LEFT, right=RIGHT)
    assert [row[0] for row in records(it)] == [1, 3]


async def test_a_column_that_one_side_lacks_is_told() -> None:
    it = await step("join", {"right": "<right.output>", "on": ["word"]}, LEFT, right=RIGHT)
    assert "What comes in has no column 'word'. It has: n, k." in it.failed["it"].error


async def test_the_other_table_is_found_by_its_name_too() -> None:
    it = await step("join", {"right": "Other", "on": ["k"]}, LEFT, Other=RIGHT)
    assert len(records(it)) == 2
    missing = await step("join", {"right": "Nobody", "on": ["k"]}, LEFT)
    assert missing.failed["it"].code == "table_not_found"
