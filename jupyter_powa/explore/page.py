"""A page of a view's rows as Arrow, with what is told beside them: columns, how many rows there are, the SQL."""

from __future__ import annotations

import asyncio
import contextlib
from io import BytesIO
from time import perf_counter

from jupyter_powa.data.base import Database
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.explore.statement import selected, statement, written
from jupyter_powa.limits import Limit
from jupyter_powa.model.data import Page
from jupyter_powa.model.explore import Relation, Shown, View

MOST: Limit[int] = 10_000
"""Rows of one page. Source: ours; a window of a screen has some 50."""

GLANCE = 0.03
"""Seconds that counting may take beside a page: DuckDB counts most tables and Parquet files from their statistics."""

KEY = "powa"
"""Where the metadata of the Arrow schema tells `Shown`, as JSON."""


async def page(database: Database, view: View, offset: int = 0, limit: int = 100) -> tuple[Page, Shown]:
    """Some rows of the view, and what is told beside them; raises BlockError with code `sql_error`."""
    dialect = dialect_of(database.kind)
    said = statement(view, dialect)
    began = perf_counter()
    found, counted = await asyncio.gather(
        database.page(said.sql, said.values, offset=offset, limit=min(limit, MOST)), _at_once(database, view)
    )
    count, exact = counted
    end = offset + found.arrow.num_rows
    if not found.more and (found.arrow.num_rows or not offset):
        count, exact = end, True
    elif count is not None and count < end and not exact:
        count = None  # the estimate is older than the table
    shown = Shown(
        columns=found.columns,
        offset=offset,
        row_count=count,
        exact=exact,
        more=found.more,
        milliseconds=round((perf_counter() - began) * 1e3, 3),
        sql=written(view, dialect),
    )
    return found, shown


def encoded(found: Page, shown: Shown) -> bytes:
    """The page as an Arrow IPC stream; the metadata of its schema tells the rest."""
    from arro3.io import write_ipc_stream

    table = found.arrow
    out = BytesIO()
    write_ipc_stream(table.with_schema(table.schema.with_metadata({KEY: shown.model_dump_json()})), out)
    return out.getvalue()


async def count(database: Database, view: View) -> int:
    """How many rows the view has, counted."""
    said = selected(view, "count(*)", dialect_of(database.kind))
    found = await database.page(said.sql, said.values, limit=1)
    return int(found.arrow.column(0)[0].as_py())


async def _at_once(database: Database, view: View) -> tuple[int | None, bool]:
    """How many rows there are, as far as that is known in a moment, and whether it is exact."""
    if view.relation.sql is not None:
        return None, True  # to count a query is to run it
    with contextlib.suppress(TimeoutError, BlockError):  # the page itself tells what is wrong
        async with asyncio.timeout(GLANCE):
            return await count(database, view), True
    return (None if view.filters else await _estimated(database, view.relation)), False


async def _estimated(database: Database, relation: Relation) -> int | None:
    if relation.table is None:
        return None
    with contextlib.suppress(BlockError):
        return await database.estimate(relation.table)
    return None
