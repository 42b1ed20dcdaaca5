"""Charts by the columns' kinds and by wishes, counted by DuckDB; the code makes the same chart."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.marks import MOST_MARKS
from jupyter_powa.explore.run import RunForm, run
from tests.explore.drawn import drawn_by_code, rows, told

ROWS = 20_000
SALES = f"""create table sales as select i as id, ['EU', 'US', 'ASIA', null][1 + i % 4] as region,
(i % 1000) / 4 as price, date '2020-01-01' + (i % 900)::integer as day, 'customer ' || (i % 300) as customer,
i % 3 = 0 as paid, [i] as list from range({ROWS}) r(i)"""


@pytest.fixture
async def look(tmp_path: Path) -> AsyncIterator[Look]:
    databases = LocalDatabases(str(tmp_path / "project.duckdb"))
    memory = LocalDatabases(":memory:")
    database = await databases.open(None, {})
    await database.page(SALES)
    await database.close()
    variables = {"frame": pd.DataFrame({"a": [1.5, 2.5, None, math.inf], "b": ["x", "y", "x", "z"]})}
    yield Look(Reachable(databases, {}, variables), memory, variables, root=tmp_path)
    await memory.close()
    await databases.close()


async def test_numbers_over_time_are_a_line_of_calendar_groups(look: Look) -> None:
    made = await told(look)
    assert made["chosen"] == {"mark": "line", "x": "day", "y": "price", "color": None, "aggregate": "mean"}
    encoding = made["spec"]["encoding"]
    assert (encoding["x"]["type"], encoding["y"]["title"]) == ("temporal", "mean of price")
    assert rows(made)[0]["x"] == "2019-12-30T00:00:00"  # a Monday: the groups are whole weeks
    assert 30 < len(rows(made)) <= 120
    assert made["choices"]["columns"] == ["id", "region", "price", "day", "customer", "paid"]
    assert made["notes"] == []
    drawn_by_code(made)


async def test_the_database_counts_and_the_counts_are_true(look: Look) -> None:
    made = await told(look, x="region")
    assert [(row["x"], row["y"]) for row in rows(made)] == [("ASIA", 5000), ("EU", 5000), ("US", 5000), (None, 5000)]
    made = await told(look, x="region", y="price", color="paid", aggregate="sum")
    assert sum(row["y"] for row in rows(made)) == sum((i % 1000) / 4 for i in range(ROWS))
    assert {row["color"] for row in rows(made)} == {"true", "false"}
    drawn_by_code(made)
    made = await told(look, x="price")
    assert (made["chosen"]["mark"], sum(row["y"] for row in rows(made))) == ("bar", ROWS)
    assert made["spec"]["encoding"]["x2"] == {"field": "x2"}
    drawn_by_code(made)


async def test_sums_are_stacked_and_means_stand_side_by_side(look: Look) -> None:
    encoding = (await told(look, x="region", y="price", color="paid", aggregate="sum"))["spec"]["encoding"]
    assert "stack" not in encoding["y"] and "xOffset" not in encoding
    made = await told(look, x="region", y="price", color="paid")
    assert made["spec"]["encoding"]["y"]["stack"] is None
    assert made["spec"]["encoding"]["xOffset"]["field"] == "color"
    drawn_by_code(made)
    drawn_by_code(await told(look, x="price", y="region", color="paid", mark="bar"))
    drawn_by_code(await told(look, x="day", y="price", color="region", mark="area"))


async def test_of_many_names_the_first_are_shown_and_the_rest_is_said(look: Look) -> None:
    made = await told(look, x="customer", y="price", aggregate="sum")
    assert len(rows(made)) == 21
    assert rows(made)[-1]["x"] == "other (280)"
    assert sum(row["y"] for row in rows(made)) == sum((i % 1000) / 4 for i in range(ROWS))
    assert made["notes"] == [
        "customer has 300 values: the 20 values with the largest sums are shown, the other 280 are taken together."
    ]
    drawn_by_code(made)


async def test_too_many_points_become_squares_and_that_is_said(look: Look) -> None:
    made = await told(look, x="id", y="price")
    assert (made["chosen"]["mark"], made["chosen"]["color"]) == ("rect", None)
    assert sum(row["color"] for row in rows(made)) == ROWS
    assert len(rows(made)) <= MOST_MARKS
    assert made["notes"] == ["20,000 points are too many to draw each, so squares show how many rows are where."]
    drawn_by_code(made)
    with pytest.raises(BlockError, match="too many to draw each"):
        await told(look, x="id", y="price", mark="point", aggregate="none")
    view = {"relation": {"table": ["sales"]}, "filters": [{"column": "id", "operator": "<", "values": [500]}]}
    made = await told(look, view=view, x="id", y="price", color="region")
    assert (made["chosen"]["mark"], len(rows(made))) == ("point", 500)
    drawn_by_code(made)


@pytest.mark.parametrize("mark", ["bar", "line", "area", "point", "rect"])
async def test_every_mark_can_be_wished_for(look: Look, mark: str) -> None:
    for wish in ({"x": "region", "y": "price"}, {"x": "day", "y": "region", "aggregate": "count"}, {"x": "paid"}):
        made = await told(look, mark=mark, **{"aggregate": "count"} | wish)
        assert made["spec"]["mark"]["type"] == made["chosen"]["mark"] == mark
        assert sum(row[{"rect": "color"}.get(mark, "y" if "x" not in _measures(made) else "x")] for row in rows(made))
        drawn_by_code(made)


def _measures(made: dict[str, Any]) -> list[str]:
    return [name for name, said in made["spec"]["encoding"].items() if str(said.get("title")).startswith("count of")]


async def test_rows_that_are_groups_already_are_drawn_as_they_are(look: Look) -> None:
    sql = "select day, avg(price) as price, min(id) as id from sales group by day"
    made = await told(look, {"sql": sql})
    assert (made["chosen"]["aggregate"], len(rows(made))) == ("none", 900)
    assert rows(made)[0] == {"x": "2020-01-01T00:00:00", "y": pytest.approx(rows(made)[0]["y"])}
    drawn_by_code(made)
    made = await told(look, {"sql": "select customer, sum(price) as total from sales group by 1"})
    assert (made["chosen"]["mark"], made["chosen"]["aggregate"]) == ("bar", "sum")
    assert rows(made)[0]["y"] >= rows(made)[1]["y"] >= rows(made)[18]["y"]


async def test_odd_names_and_odd_numbers_are_drawn_all_the_same(look: Look) -> None:
    sql = """select unnest(['nan'::double, 'infinity', 1, 2.5, null, 4]) as "a.b[0] ""c'd", 'x' as "it's: \\ {y}",
    unnest([1::hugeint << 100, 5, 7, 9, 2, 3]) as "huge", unnest([1.25::decimal(38, 2)]) as "dec.imal" """
    made = await told(look, {"sql": sql}, x="a.b[0] \"c'd")
    assert sum(row["y"] for row in rows(made)) == 3
    assert made["spec"]["encoding"]["x"]["title"] == "a.b[0] \"c'd"
    assert made["notes"] == ["a.b[0] \"c'd: 3 rows have no number there, and are left out."]
    drawn_by_code(made)
    made = await told(look, {"sql": sql}, x="it's: \\ {y}", y="a.b[0] \"c'd", aggregate="sum")
    assert [row["y"] for row in rows(made)] == [7.5]
    made = await told(look, {"sql": sql}, x="huge", y="a.b[0] \"c'd", mark="point")
    assert max(row["x"] for row in rows(made)) == 9
    drawn_by_code(made)
    made = await told(look, {"sql": sql}, x="huge")
    assert sum(row["y"] for row in rows(made)) == 6
    made = await told(look, {"sql": sql}, x="dec.imal", y="huge", aggregate="none")
    assert rows(made) == [{"x": 1.25, "y": float(2**100)}]


async def test_times_of_all_sorts_stand_where_they_are(look: Look) -> None:
    sql = """select unnest(['2024-03-31 00:30:00+00', '2024-03-31 01:30:00+00', 'infinity']::timestamptz[]) as zoned,
    unnest(['08:00', '09:30', '23:59:59']::time[]) as clock, unnest([1, 2, 3]) as n"""
    made = await told(look, {"sql": sql}, x="zoned", y="n")
    assert made["spec"]["encoding"]["x"]["scale"] == {"type": "utc"}
    assert made["spec"]["encoding"]["x"]["title"] == "zoned (UTC)"
    assert pd.Timestamp(rows(made)[0]["x"]) == pd.Timestamp("2024-03-31 00:30+00:00")
    made = await told(look, {"sql": sql}, x="zoned")
    assert sum(row["y"] for row in rows(made)) == 2
    assert made["notes"] == ["zoned: 1 row has no time there, and is left out."]
    made = await told(look, {"sql": sql}, x="clock", y="n")
    assert rows(made)[0] == {"x": "1970-01-01T08:00:00", "y": 1.0}
    drawn_by_code(made)
    assert sum(row["y"] for row in rows(await told(look, {"sql": sql}, x="clock"))) == 3


async def test_variables_and_kept_results_have_charts_and_code(look: Look) -> None:
    made = await told(look, {"variable": "frame"})
    assert made["chosen"]["x"] == "b"
    drawn_by_code(made, **look.variables)
    (*_, last) = [one async for one in run(look, RunForm(sql="select region, price from sales where id < 99"))]
    made = await told(look, last.told["relation"], x="region", y="price")
    assert "from sales" in made["code"].lower()
    drawn_by_code(made)


async def test_what_cannot_be_drawn_is_told_in_words(look: Look) -> None:
    for wish, words in (
        ({"x": "nothing"}, "no column nothing"),
        ({"x": "list"}, "no place for it"),
        ({"x": "region", "y": "customer", "mark": "bar"}, "count the rows, or draw squares"),
        ({"x": "region", "aggregate": "sum"}, "no column yet to take the sum of"),
        ({"relation": {"sql": "select [1] as l"}}, "None of these columns"),
    ):
        with pytest.raises(BlockError, match=words):
            await told(look, **wish)
    assert rows(await told(look, {"sql": "select price, region from sales where false"})) == []
