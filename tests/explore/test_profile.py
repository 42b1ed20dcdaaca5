"""The profile of columns, as it becomes known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.profile import MOST_BINS, ProfileForm, profile
from jupyter_powa.explore.sample import SAMPLED
from tests.data.external.servers import MARIADB, POSTGRESQL, access

ROWS = 50_000
SETUP = f"""create table t as select i as id, (i % 7)::tinyint as day, i / 10 as part,
case when i % 5 = 0 then null else i % 1000 end as some, ['EU', 'US', 'ASIA'][1 + (i % 4) // 2] as region,
'name ' || i as name, i % 3 = 0 as flag, date '2020-01-01' + (i % 900)::integer as date,
timestamp '2020-01-01' + to_seconds(i) as moment, [i] as list from range({ROWS}) r(i)"""


@pytest.fixture
async def look(databases: LocalDatabases, tmp_path: Path) -> Look:
    database = await databases.open(None, {})
    await database.page(SETUP)
    await database.page(f"copy t to '{tmp_path / 't.parquet'}' (row_group_size 10_000)")
    variables = {"frame": pd.DataFrame({"a": range(300), "b": ["x", "y", None] * 100})}
    return Look(databases, databases, variables, root=tmp_path)


async def told(look: Look, **form: Any) -> list[dict[str, Any]]:
    made = ProfileForm.model_validate({"view": {"relation": {"table": ["t"]}}, **form})
    return [piece.told async for piece in profile(look, made)]


def columns(pieces: list[dict[str, Any]], stage: str) -> dict[str, dict[str, Any]]:
    found = [one for piece in pieces if piece["type"] == "profile" for one in piece["columns"]]
    return {one["name"]: one for one in found if one["stage"] == stage}


async def test_statistics_come_first_then_a_sample_then_what_was_counted(look: Look) -> None:
    pieces = await told(look)
    stages = [piece["columns"][0]["stage"] for piece in pieces if piece.get("columns")]
    assert stages[:2] == ["statistics", "sample"]
    assert set(stages[2:]) == {"exact"}
    assert pieces[-1]["type"] == "done"
    assert [one["fraction"] for one in pieces[:-1]][-1] == 1.0
    first = columns(pieces, "statistics")["id"]
    assert (first["rows"], first["nulls"], first["low"], first["high"]) == (ROWS, 0, 0, ROWS - 1)
    sampled = columns(pieces, "sample")["some"]
    assert 10_000 < sampled["rows"] <= SAMPLED
    assert 0.15 < sampled["nulls"] / sampled["rows"] < 0.25
    assert [one["name"] for one in columns(pieces, "exact").values()] == [
        "id", "day", "part", "some", "region", "name", "flag", "date", "moment", "list",
    ]  # fmt: skip


async def test_what_was_counted_is_true(look: Look) -> None:
    found = columns(await told(look), "exact")
    some = found["some"]
    assert (some["rows"], some["nulls"], some["low"], some["high"]) == (ROWS, ROWS // 5, 1, 999)
    assert some["mean"] == pytest.approx(500.0)
    assert sum(one["count"] for one in some["bins"]) == ROWS - ROWS // 5
    assert (found["day"]["bins"][0]["low"], found["day"]["bins"][0]["count"]) == (0, 7143)
    assert len(found["day"]["bins"]) == 7
    assert found["region"]["top"] == [{"value": "EU", "count": 25_000}, {"value": "US", "count": 25_000}]
    assert (found["region"]["distinct"], found["region"]["kind"]) == (2, "text")
    assert found["flag"]["top"][0] == {"value": False, "count": 33_333}
    assert found["name"]["top"] == []  # each is there once
    assert found["name"]["distinct"] == pytest.approx(ROWS, rel=0.1)
    assert (found["date"]["low"], found["date"]["bins"][0]["low"]) == ("2020-01-01", "2020-01-01")
    assert (found["list"]["kind"], found["list"]["nulls"], found["list"]["bins"]) == ("other", 0, [])


async def test_parquet_files_tell_their_ends_and_a_sample_looks_into_all_of_them(look: Look) -> None:
    pieces = await told(look, view={"relation": {"file": "t.parquet"}}, columns=["id", "some", "region"])
    first = columns(pieces, "statistics")
    assert (first["some"]["nulls"], first["some"]["low"], first["some"]["high"]) == (ROWS // 5, 1, 999)
    sampled = columns(pieces, "sample")["id"]
    assert sampled["high"] > ROWS / 2
    assert sum(1 for one in sampled["bins"] if one["count"]) >= 4
    assert columns(pieces, "exact")["region"]["top"][0]["count"] == 25_000


async def test_bars_of_filtered_rows_stand_where_all_bars_stand(look: Look) -> None:
    view = {"relation": {"table": ["t"]}, "filters": [{"column": "region", "values": ["US"]}]}
    all_bins = columns(await told(look, columns=["id", "moment"]), "exact")
    pieces = await told(look, view=view, columns=["id", "moment"])
    assert columns(pieces, "statistics") == {}  # they are of all rows
    left = columns(pieces, "exact")
    for name in ("id", "moment"):
        assert [one["low"] for one in left[name]["bins"]] == [one["low"] for one in all_bins[name]["bins"]]
    assert left["id"]["rows"] == 25_000
    sql = {**view, "relation": {"sql": "select * from t"}}
    assert columns(await told(look, view=sql, columns=["id", "moment"]), "exact")["id"]["bins"] == left["id"]["bins"]


async def test_queries_and_frames_have_profiles(look: Look) -> None:
    found = columns(await told(look, view={"relation": {"variable": "frame"}}), "exact")
    assert (found["a"]["high"], found["b"]["nulls"], found["b"]["distinct"]) == (299, 100, 2)
    found = columns(await told(look, view={"relation": {"sql": "select 1.5 as x, 'a' as y where false"}}), "exact")
    assert (found["x"]["rows"], found["x"]["bins"], found["y"]["top"]) == (0, [], [])


async def test_numbers_that_are_none_and_odd_names_do_no_harm(look: Look) -> None:
    sql = """select unnest(['nan'::double, 'infinity', 1, 2.5, null]) as "a ""b", unnest([interval 1 day]) as i,
    unnest(['infinity'::timestamp, '2020-01-01']) as t, unnest([1::hugeint << 100, 5]) as h, '{"a": 1}'::json as j,
    uuid() as u, 'x'::enum ('x', 'y') as e, 'a'::blob as l, {'a': 1} as s"""
    found = columns(await told(look, view={"relation": {"sql": sql}}), "exact")
    assert (found['a "b']["low"], found['a "b']["high"], found['a "b']["mean"]) == (1.0, 2.5, 1.75)
    assert sum(one["count"] for one in found['a "b']["bins"]) == 2
    assert found["e"]["top"] == [{"value": "x", "count": 5}]
    assert {found[name]["kind"] for name in "ils"} == {"other"}
    assert found["h"]["high"] == str(2**100)


async def test_a_column_that_is_not_there_is_told(look: Look) -> None:
    with pytest.raises(BlockError, match="no column nothing"):
        await told(look, columns=["nothing"])
    assert ProfileForm.model_fields["bins"].metadata[1].le == MOST_BINS


async def test_who_goes_away_stops_the_counting(look: Look) -> None:
    sql = "select a.range * b.range as x from range(100_000) a, range(100_000) b"
    pieces = profile(look, ProfileForm.model_validate({"view": {"relation": {"sql": sql}}}))
    async with asyncio.timeout(60):
        async for piece in pieces:
            if piece.told["columns"] == []:  # it is being counted
                break
        await pieces.aclose()  # type: ignore[attr-defined]
    assert await told(look, columns=["id"])


SCHEMA = "powa_profile"
COLUMNS = "id integer, price numeric(10, 2), rate double precision, region varchar(20), at timestamp"


@pytest.fixture
async def servers(databases: LocalDatabases) -> AsyncIterator[Look]:
    found = {
        "pg": access(POSTGRESQL, writable=True),
        "maria": access(MARIADB, writable=True),
        "file": access({"kind": "sqlite", "database": ":memory:"}, writable=True),
    }
    look = Look(Reachable(databases, found), databases)
    pg, maria = [await look.databases.look(name) for name in ("pg", "maria")]
    fill = "select i, i * 0.25, i * 0.5, case when i % 3 = 0 then 'EU' else 'US' end, "
    await pg.page(f"drop schema if exists {SCHEMA} cascade")
    await pg.page(f"create schema {SCHEMA}")
    await pg.page(f"create table {SCHEMA}.t ({COLUMNS}, flag boolean, doc json)")
    moments = "timestamp '2020-01-01' + i * interval '1 hour', i % 2 = 0, '{}'::json from generate_series(1, 30000) i"
    await pg.page(f"insert into {SCHEMA}.t {fill} {moments}")
    await pg.page(f"analyze {SCHEMA}.t")
    await maria.page(f"create or replace table {SCHEMA}_t ({COLUMNS}, primary key (id))")
    await maria.page(
        f"insert into {SCHEMA}_t with recursive r as (select 1 as i union all select i + 1 from r where i < 900) "
        f"{fill} timestampadd(hour, i, '2020-01-01') from r"
    )
    yield look
    await pg.page(f"drop schema {SCHEMA} cascade")
    await maria.page(f"drop table {SCHEMA}_t")


async def test_postgresql_tells_from_its_statistics_and_is_counted(servers: Look) -> None:
    pieces = await told(servers, view={"relation": {"source": "pg", "table": [SCHEMA, "t"]}})
    first = columns(pieces, "statistics")
    assert (first["id"]["rows"], first["id"]["low"], first["id"]["high"]) == (30_000, 1, 30_000)
    assert sum(one["count"] for one in first["at"]["bins"]) == pytest.approx(30_000, rel=0.05)
    assert first["region"]["top"][0]["count"] == pytest.approx(20_000, rel=0.1)
    sampled = columns(pieces, "sample")["price"]
    assert 1_000 < sampled["rows"] <= SAMPLED
    found = columns(pieces, "exact")
    assert found["price"]["mean"] == pytest.approx(3750.125)
    assert [found[name]["kind"] for name in ("id", "price", "rate", "region", "at", "flag")] == [
        "number", "number", "number", "text", "time", "boolean",
    ]  # fmt: skip
    assert sum(one["count"] for one in found["at"]["bins"]) == 30_000
    assert found["at"]["bins"][0]["low"] == "2020-01-01 00:00:00"
    assert found["region"]["top"] == [{"value": "US", "count": 20_000}, {"value": "EU", "count": 10_000}]
    assert (found["flag"]["top"][0]["count"], found["doc"]["nulls"]) == (15_000, 0)


async def test_mariadb_and_sqlite_are_counted(servers: Look) -> None:
    pieces = await told(servers, view={"relation": {"source": "maria", "table": [f"{SCHEMA}_t"]}})
    found = columns(pieces, "exact")
    assert (found["id"]["low"], found["id"]["high"], found["region"]["distinct"]) == (1, 900, 2)
    assert sum(one["count"] for one in found["at"]["bins"]) == 900
    assert sum(one["count"] for one in found["rate"]["bins"]) == 900
    numbers = "with recursive r(i) as (select 1 union all select i + 1 from r where i < 50)"
    sql = f"{numbers} select i, i * 0.5 as x, 'a' as t from r"
    found = columns(await told(servers, view={"relation": {"source": "file", "sql": sql}}), "exact")
    assert (found["i"]["high"], found["x"]["mean"], found["t"]["top"]) == (50, 12.75, [{"value": "a", "count": 50}])
    assert sum(one["count"] for one in found["x"]["bins"]) == 50
