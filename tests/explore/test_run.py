"""A statement that somebody wrote."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.page import PageForm, page
from jupyter_powa.explore.run import FIRST, RunForm, is_query, run
from jupyter_powa.explore.verbs import Piece
from jupyter_powa.model.explore import Relation, View


@pytest.fixture
def look(databases: LocalDatabases) -> Look:
    return Look(databases, databases, {"frame": pd.DataFrame({"a": range(150)})})


async def pieces(look: Look, sql: str, *values: Any) -> list[Piece]:
    return [one async for one in run(look, RunForm(sql=sql, values=list(values)))]


async def test_a_small_result_is_kept_and_paged_without_the_query(look: Look) -> None:
    started, *_, result = await pieces(look, "select a, random() as r from frame where a >= ?", 10)
    assert started.told == {"type": "started"}
    assert (result.told["shown"]["row_count"], result.told["shown"]["more"]) == (140, True)
    first = pa.ipc.open_stream(result.data).read_all()
    assert first.num_rows == FIRST
    relation = Relation.model_validate(result.told["relation"])
    (again,) = [one async for one in page(look, PageForm(view=View(relation=relation), limit=140))]
    assert pa.ipc.open_stream(again.data).read_all().slice(0, FIRST).to_pylist() == first.to_pylist()


async def test_a_large_result_is_read_page_by_page(look: Look) -> None:
    *_, result = await pieces(look, "select * from range(1_000_000)")
    assert result.told["relation"] == {"sql": "select * from range(1_000_000)"}
    assert result.told["shown"]["row_count"] is None


async def test_other_statements_tell_what_they_changed(look: Look) -> None:
    assert (await pieces(look, "create table t (a integer)"))[-1].told["type"] == "changed"
    assert (await pieces(look, "-- words\ninsert into t values (1), (2)"))[-1].told["count"] == 2
    *_, result = await pieces(look, "insert into t values (3) returning a")
    assert pa.ipc.open_stream(result.data).read_all().to_pylist() == [{"a": 3}]
    assert (await pieces(look, "select count(*) as n from t"))[-1].told["shown"]["row_count"] == 1


async def test_a_long_statement_tells_how_far_it_is(look: Look) -> None:
    told = await pieces(look, "select sum(sqrt(a.range * b.range)) as s from range(20_000) a, range(20_000) b")
    assert any(piece.told["type"] == "progress" and piece.told["seconds"] > 0 for piece in told)


async def test_a_mistake_is_told_with_its_place(look: Look) -> None:
    with pytest.raises(BlockError, match="nothing_there") as raised:
        await pieces(look, "select a,\n  nothing_there\nfrom frame")
    assert raised.value.details == {"line": 2, "column": 3}


@pytest.mark.parametrize(
    ("sql", "query"),
    [
        ("select 1", True),
        ("  -- words\n /* more */ (select 1)", True),
        ("WITH a AS (select 1) from a", True),
        ("insert into t values (1)", False),
        ("", False),
    ],
)
def test_a_query_is_known_by_its_first_word(sql: str, query: bool) -> None:
    assert is_query(sql) == query


async def test_a_kept_result_sorts_by_what_its_values_are_and_is_written_as_its_query(look: Look) -> None:
    sql = "select sum(a) as s, interval '1 day' * a as i from frame where a < ? group by a"
    *_, result = await pieces(look, sql, 12)
    view = {"relation": result.told["relation"], "orders": [{"column": "s", "descending": True}]}
    view["filters"] = [{"column": "i", "operator": "<", "values": ["11 days"]}]
    form = PageForm(view=View.model_validate(view), limit=3, format="json")
    (answer,) = [one async for one in page(look, form)]
    assert answer.told["rows"] == [[10, "10 days"], [9, "9 days"], [8, "8 days"]]
    assert [column["type"] for column in answer.told["shown"]["columns"]] == ["HUGEINT", "INTERVAL"]
    assert answer.told["shown"]["row_count"] in (None, 11)
    assert answer.told["shown"]["sql"] == (
        f'select * from ({sql.replace("?", "12")}\n) as "q" where "i" < \'11 days\' order by "s" desc nulls last'
    )


async def test_a_large_result_keeps_its_values(look: Look) -> None:
    *_, result = await pieces(look, "select * from range(?)", 1_000_000)
    view = View(relation=Relation.model_validate(result.told["relation"]))
    (answer,) = [one async for one in page(look, PageForm(view=view, offset=999_999, format="json"))]
    assert (answer.told["rows"], answer.told["shown"]["sql"]) == ([[999_999]], "select * from range(1000000)")
