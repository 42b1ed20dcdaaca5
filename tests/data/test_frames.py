"""Frames on their way into the database and out of it."""

from __future__ import annotations

import pandas as pd
import pytest

from jupyter_powa.data.frames import named
from jupyter_powa.data.local import MEMORY, LocalDatabases


@pytest.mark.parametrize(
    ("sql", "values", "dtype"),
    [
        ("select sum(a) as n from range(4) t(a)", [6], "int64"),
        ("select sum(a) as n from (values (1), (null)) t(a) group by a order by n", [1, None], "Int64"),
        ("select 170141183460469231731687303715884105727::hugeint as n", [1.7014118346046923e38], "float64"),
    ],
)
async def test_a_sum_of_whole_numbers_is_a_whole_number(sql: str, values: list[float], dtype: str) -> None:
    databases = LocalDatabases(MEMORY)
    database = await databases.open(None, {})
    frame = await database.frame(sql)
    await databases.close()
    assert str(frame["n"].dtype) == dtype
    assert [None if value != value else value for value in frame["n"].astype(object).fillna(float("nan"))] == values


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select * from Shop", ["shop"]),
        ('select * from "my orders", t', ["my orders"]),
        ("from query_table('shop')", ["shop"]),
        ("select regexp_matches(a, '^[\"'' ]*x') from (select * from shop)", ["shop"]),
        ("select '\"' as quote, b.* from \"my orders\" as b -- it's \"\nwhere a <> ''''", ["my orders"]),
        ("select shops, my from workshop", []),
    ],
)
def test_a_statement_names_frames_whatever_quotes_stand_around_them(sql: str, found: list[str]) -> None:
    shop = pd.DataFrame({"a": [1]})
    assert list(named(sql, {"shop": shop, "my orders": shop})) == found
