"""Names in SQL, and the rows of one table."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_powa.blocks.rows import Rows
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.errors import BlockError


@given(st.text(min_size=1, max_size=20))
def test_a_name_stays_inside_its_quotes(name: str) -> None:
    written = quoted(name)
    assert written[0] == written[-1] == '"' and '"' not in written[1:-1].replace('""', "")


async def test_rows_of_a_table_in_another_schema_and_of_types_that_json_does_not_know() -> None:
    databases = LocalDatabases(":memory:")
    database = await databases.open(None, {})
    await database.frame("create schema other")
    await database.frame("create table other.t (id bigint, made timestamp, tags varchar[], more json)")
    rows = await Rows.of(database, "OTHER.t", "id")
    made = await rows.create({"id": 2**60, "made": "2026-01-02 03:04:05", "tags": ["a", "b"], "more": '{"a": 1}'})
    assert (made["id"], str(made["made"]), list(made["tags"]), made["more"]) == (
        2**60,
        "2026-01-02 03:04:05",
        ["a", "b"],
        '{"a": 1}',
    )
    assert (await rows.get(str(2**60)))["id"] == 2**60
    await database.close()
    await databases.close()


@pytest.mark.parametrize("row_id", [None, "x' or '1'='1", "9", 10**30, [1]])
async def test_a_key_that_no_row_has_changes_nothing(row_id: Any) -> None:
    databases = LocalDatabases(":memory:")
    database = await databases.open(None, {})
    await database.frame("create table t (id integer)")
    rows = await Rows.of(database, "t", "id")
    await rows.create({"id": 1})
    with pytest.raises(BlockError):
        await rows.delete(row_id)
    assert await rows.some() == [{"id": 1}]
    await database.close()
    await databases.close()
