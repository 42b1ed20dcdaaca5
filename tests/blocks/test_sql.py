from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.engine.running import Ran, graph_of, one, ran

EVIL = "x' or '1'='1"
PEOPLE = pd.DataFrame({"name": ["o'hara", "lee"], "age": [40, 50]})


async def asked(query: str, config: dict[str, Any] | None = None, **values: Any) -> Ran:
    return await one("sql", {"query": query, **(config or {})}, people=PEOPLE, **values)


async def test_it_tells_its_columns_its_number_of_rows_and_the_statement() -> None:
    it = await asked("select name, age from people order by age")
    assert it.completed["it"].data == {
        "output": [{"name": "o'hara", "age": 40}, {"name": "lee", "age": 50}],
        "columns": ["name", "age"],
        "row_count": 2,
        "rows_truncated": False,
        "sql": "select name, age from people order by age",
    }
    assert isinstance(it.results["it"]["output"], pd.DataFrame)


@pytest.mark.parametrize(
    "query", ["select age from people where name = <v.output>", "select age from people where name = '<v.output>'"]
)
async def test_a_value_is_bound_and_never_text(query: str) -> None:
    assert (await asked(query, {"output_as": "value"}, v="o'hara")).output == 40
    it = await asked(query, v=EVIL)
    assert it.output == []
    assert it.results["it"]["sql"] == "select age from people where name = ?"


async def test_a_value_inside_a_longer_text_is_joined_to_it() -> None:
    it = await asked(
        "select age from people where name like '%<v.output>%' -- <v.output>", {"output_as": "value"}, v="'ha"
    )
    assert it.output == 40


async def test_a_frame_is_a_table_by_reference_by_name_and_from_the_namespace() -> None:
    for query in ("from <people.output>", "from people", "from given_frame", "from {{people}}"):
        blocks = {
            "people": ("code", {"code": "output = given_frame"}),
            "it": ("sql", {"query": f"select count(*) c {query}", "output_as": "value"}),
        }
        assert (await ran(graph_of(blocks), namespace={"given_frame": PEOPLE})).output == 2


async def test_a_reference_to_a_blocks_query_is_a_table_however_it_is_called() -> None:
    named = {"name": "My Orders-2"}
    blocks = {
        "q": ("sql", {"query": "from range(7)"}, named),
        "it": ("sql", {"query": "select count(*) from <My Orders-2.output>", "output_as": "value"}),
    }
    assert (await ran(graph_of(blocks))).output == 7


async def test_params_fill_question_marks_and_names() -> None:
    assert (await asked("select ? + ?", {"params": [1, "<v.output>"], "output_as": "value"}, v=41)).output == 42
    config = {"params": {"who": "{{who}}", "n": 1}, "output_as": "value"}
    it = await one("sql", {"query": "select $who || '-' || $n || '$who'", **config}, {"who": "o'hara"})
    assert it.output == "o'hara-1$who"


@pytest.mark.parametrize(
    ("shape", "output"), [("frame", [{"a": 1}, {"a": 2}]), ("rows", [{"a": 1}, {"a": 2}]), ("value", 1)]
)
async def test_its_output_has_three_shapes(shape: str, output: Any) -> None:
    assert (await asked("select unnest([1, 2]) a", {"output_as": shape})).output == output


async def test_the_first_value_of_no_rows_is_none() -> None:
    assert (await asked("select 1 where false", {"output_as": "value"})).output is None


async def test_only_so_many_rows_leave_the_kernel_but_the_next_block_gets_all() -> None:
    blocks = {"q": ("sql", {"query": "from range(50)", "max_rows": 5}), "c": ("code", {"code": "len(q.output)"})}
    it = await ran(graph_of(blocks))
    assert it.output == 50
    data = it.completed["q"].data
    assert (len(data["output"]), data["row_count"], data["rows_truncated"]) == (5, 50, True)


async def test_rows_hold_plain_values() -> None:
    query = "select 1.5::decimal(9,2) d, date '2026-01-02' t, 9007199254740993 big, null n, 'nan'::double nan"
    it = await asked(query, {"output_as": "rows"})
    assert it.output == [{"d": 1.5, "t": "2026-01-02T00:00:00", "big": "9007199254740993", "n": None, "nan": None}]


async def test_tables_live_through_one_run() -> None:
    blocks = {
        "make": ("sql", {"query": "create table t as select 42 as answer"}),
        "read": ("sql", {"query": "select answer from t", "output_as": "value"}),
    }
    assert (await ran(graph_of(blocks))).output == 42


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select nothing from people", "nothing"),
        ("select 1; select 2", "2 statements"),
        ("selec 1", "Parser Error"),
    ],
)
async def test_a_bad_statement_fails_the_block_with_the_databases_words(query: str, said: str) -> None:
    it = await asked(query)
    assert it.failed["it"].code == "sql_error"
    assert said in it.failed["it"].error


async def test_a_data_source_that_is_not_there_fails_the_block() -> None:
    assert (await asked("select 1", {"connection": "nowhere"})).failed["it"].code == "unknown_database"


async def test_a_reference_behind_a_type_word_is_cast() -> None:
    it = await ran(
        graph_of(
            {
                "a": ("code", {"code": "'2024-02-29'"}),
                "it": ("sql", {"query": "select date '<a.output>' + 1 as d, date '2024-01-01' as e"}),
            }
        )
    )
    row = it.completed["it"].data["output"][0]
    assert (row["d"][:10], row["e"][:10]) == ("2024-03-01", "2024-01-01")


@pytest.mark.parametrize(("shape", "type_"), [("rows", list), ("value", int)])
async def test_rows_and_a_value_keep_their_own_types(shape: str, type_: type) -> None:
    query = "select 9007199254740993::bigint as n, timestamp '2024-01-01 10:00' as t"
    it = await ran(graph_of({"it": ("sql", {"query": query, "output_as": shape})}))
    value = it.results["it"].output
    assert isinstance(value, type_)
    row = value[0] if isinstance(value, list) else {"n": value}
    assert row["n"] == 9007199254740993


async def test_a_reference_without_a_value_is_told_with_what_there_is() -> None:
    blocks = {"in": ("input", {"input": {"at_least": 1}}), "it": ("sql", {"query": "select <in.output.atleast>"})}
    failed = (await ran(graph_of(blocks))).failed["it"]
    assert (failed.code, "at_least" in failed.error) == ("unresolved_reference", True)
    unknown = graph_of({"in": "input", "it": ("sql", {"query": "select <Inptu.output.x>"})})
    assert "no block 'Inptu'" in (await ran(unknown)).failed["it"].error


async def test_a_misspelt_table_is_not_taken_for_one_of_duckdbs_own() -> None:
    failed = (await ran(graph_of({"it": ("sql", {"query": "select * from ordrs"})}))).failed["it"]
    assert "ordrs does not exist" in failed.error
    assert "Did you mean" not in failed.error
