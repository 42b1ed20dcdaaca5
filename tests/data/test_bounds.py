"""How large a value a guarded query may ask for."""

import pytest

from jupyter_powa.data.bounds import LARGEST
from jupyter_powa.data.guard import SqlRefused
from jupyter_powa.data.local import LocalDatabases


async def read(sql: str):
    database = await LocalDatabases(":memory:").open(None, {})
    try:
        return (await database.read(sql, limit=10, seconds=10)).more
    finally:
        await database.close()


async def test_a_value_that_is_made_a_little_larger_is_fine():
    assert await read("select lpad('7', 10, '0')") is False


@pytest.mark.parametrize("length", [LARGEST + 1, 2_000_000_000])
async def test_one_that_would_fill_the_memory_is_refused(length):
    with pytest.raises(SqlRefused, match="at most"):
        await read(f"select lpad('x', {length}, 'y')")
