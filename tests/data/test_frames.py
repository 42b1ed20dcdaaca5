"""Frames on their way into the database and out of it."""

from __future__ import annotations

import pytest

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
