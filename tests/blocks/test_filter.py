"""Keep the rows for which a condition holds."""

from __future__ import annotations

from tests.blocks.steps import beside, records, step

ROWS = "select * from (values (1, 'a'), (2, null), (3, 'c')) t(n, word)"


async def test_rows_are_kept_in_their_order_and_those_left_out_are_counted_and_shown() -> None:
    it = await step("filter", {"where": "word is not null"}, ROWS)
    assert records(it) == [(1, "a"), (3, "c")]
    told = beside(it)
    assert (told["rows_in"], told["row_count"]) == (3, 2)
    assert told["rejects"] == {
        "count": 1,
        "reasons": {"not: word is not null": 1},
        "sample": [{"n": 2, "word": None}],
    }


async def test_a_condition_that_is_null_leaves_the_row_out() -> None:
    it = await step("filter", {"where": "word > 'b'"}, ROWS)
    assert records(it) == [(3, "c")]
    assert beside(it)["rejects"]["count"] == 2


async def test_a_condition_names_other_blocks_as_tables_and_values() -> None:
    it = await step("filter", {"where": "n in (select m from Wanted)"}, ROWS, Wanted="select 3 as m")
    assert records(it) == [(3, "c")]


async def test_a_condition_by_chance_is_asked_once_and_then_rests() -> None:
    it = await step("filter", {"where": "random() < 0.5"}, "select range as n from range(500)")
    assert records(it) == records(it)
    assert len(records(it)) == beside(it)["row_count"]


async def test_a_column_that_is_not_there_is_told() -> None:
    it = await step("filter", {"where": "odd = 1"}, ROWS)
    assert "odd" in it.failed["it"].error


async def test_where_no_rows_come_in_it_says_so() -> None:
    from tests.engine.running import one

    assert (await one("filter", {"where": "true"})).failed["it"].code == "no_rows"
    assert (await one("filter", {"where": "true"}, n=7)).failed["it"].code == "not_a_table"


async def test_rows_of_plain_objects_and_frames_come_in_too() -> None:
    import pandas as pd

    from tests.engine.running import one

    for rows in ([{"n": 1}, {"n": 2}], pd.DataFrame({"n": [1, 2]})):
        assert records(await one("filter", {"where": "n > 1"}, rows=rows)) == [(2,)]
