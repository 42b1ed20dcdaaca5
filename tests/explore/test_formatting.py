"""The verb that lays a statement out, checked by DuckDB's own reading of it."""

from __future__ import annotations

import json

import duckdb
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.formatting import FormatForm, format, plain
from jupyter_powa.explore.look import Look
from tests.data.external.servers import MARIADB, POSTGRESQL, access
from tests.data.test_guard_passes import QUERIES

FOUND = {"pg": access(POSTGRESQL), "maria": access(MARIADB)}


async def made(databases: LocalDatabases, sql: str, source: str | None = None) -> str:
    look = Look(Reachable(databases, FOUND, {}), databases, {})
    (piece,) = [one async for one in format(look, FormatForm(sql=sql, source=source))]
    return str(piece.told["sql"])


def tree(sql: str) -> object:
    with duckdb.connect() as connection:
        (found,) = connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchone() or ("{}",)
    return plain(json.loads(found))


@pytest.mark.parametrize("sql", QUERIES)
async def test_a_query_says_the_same_afterwards(databases: LocalDatabases, sql: str) -> None:
    once = await made(databases, sql)
    assert tree(once) == tree(sql)
    assert await made(databases, once) == once


@pytest.mark.parametrize("source", [None, "pg", "maria"])
async def test_each_kind_of_database_has_its_statements_laid_out(databases: LocalDatabases, source: str | None) -> None:
    assert await made(databases, "select 1 as a from t where b = 'x'", source) == "select 1 as a\nfrom t\nwhere b = 'x'"


async def test_what_cannot_be_read_is_left_as_it_is_in_words(databases: LocalDatabases) -> None:
    with pytest.raises(BlockError, match="left as it is: a bracket is not closed") as told:
        await made(databases, "select (")
    assert told.value.code == "not_formatted"
