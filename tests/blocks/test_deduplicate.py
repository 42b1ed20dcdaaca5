"""Keep one of the rows that are the same."""

from __future__ import annotations

from tests.blocks.steps import beside, records, step

ROWS = "select * from (values (1, 'Zoë '), (2, 'zoë'), (3, null), (4, null), (5, 'Zo' || 'e' || chr(776))) t(n, word)"


async def test_the_first_of_each_stays_and_empty_is_the_same_as_empty() -> None:
    it = await step("deduplicate", {"columns": ["word"]}, ROWS)
    assert [row[0] for row in records(it)] == [1, 2, 3, 5]
    assert beside(it)["rejects"]["reasons"] == {"the same as another row": 1}
    assert beside(it)["rejects"]["sample"] == [{"n": 4, "word": None}]


async def test_case_spaces_and_unicode_form_do_not_matter_where_that_is_said() -> None:
    it = await step("deduplicate", {"columns": ["word"], "normalise": True}, ROWS)
    assert [row[0] for row in records(it)] == [1, 3]


async def test_an_order_says_which_one_stays() -> None:
    it = await step("deduplicate", {"columns": ["word"], "normalise": True, "order_by": "n desc"}, ROWS)
    assert [row[0] for row in records(it)] == [4, 5]


async def test_without_columns_whole_rows_are_compared() -> None:
    it = await step("deduplicate", {}, "select range % 3 as n from range(9)")
    assert records(it) == [(0,), (1,), (2,)]


async def test_behind_a_join_the_order_is_that_of_both_sides() -> None:
    from tests.engine.running import graph_of, ran

    blocks = {
        "l": ("read", {"query": "select * from (values (2), (1)) t(k)"}),
        "r": ("read", {"query": "select * from (values (1, 5), (2, 6), (1, 5), (2, 4)) t(k, m)"}),
        "j": ("join", {"rows": "<l.output>", "right": "<r.output>", "on": ["k"]}),
        "it": ("deduplicate", {"columns": ["k"]}),
    }
    assert records(await ran(graph_of(blocks, ["l>j", "r>j", "j>it"]))) == [(2, 6), (1, 5)]


async def test_a_column_that_is_not_there_is_told() -> None:
    assert (await step("deduplicate", {"columns": ["odd"]}, ROWS)).failed["it"].code == "unknown_column"
