"""A page of a view's rows as Arrow, with what is told beside them: columns, how many rows there are, the SQL."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from io import BytesIO
from time import perf_counter
from typing import Literal

from pydantic import Field

from jupyter_powa.data.base import Database
from jupyter_powa.data.plain import plain
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.statement import selected, statement, written
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.limits import Limit
from jupyter_powa.model.data import Page
from jupyter_powa.model.explore import Relation, Said, Shown, View

MOST: Limit[int] = 10_000
"""Rows of one page. Source: ours; a window of a screen has some 50."""

LARGEST: Limit[int] = 16_000_000
"""Bytes of one page. Source: ours; a quarter of what one message of a kernel may have."""

GLANCE = 0.03
"""Seconds that counting may take beside a page: DuckDB counts most tables and Parquet files from their statistics."""

KEY = "powa"
"""Where the metadata of the Arrow schema tells `Shown`, as JSON."""


class PageForm(Said):
    """Which rows of a view."""

    view: View = Field(description="The rows as they are looked at.")
    offset: int = Field(0, ge=0, le=2**62, description="Rows before the first one.")
    limit: int = Field(100, ge=1, le=MOST, description="Most rows.")
    patience: float | None = Field(
        None,
        ge=0,
        le=5,
        description="Seconds that counting all rows may take beside the page; none: a moment for the first page, whose "
        "reader does not know them yet, and no time for others.",
    )
    format: Literal["arrow", "json"] = Field("arrow", description="How the rows come: as Arrow, or as plain values.")


class CountForm(Said):
    """The rows of which view."""

    view: View = Field(description="The rows as they are looked at.")


@verb
async def page(look: Look, form: PageForm) -> AsyncIterator[Piece]:
    """One page of rows: `Shown`, and the rows as an Arrow IPC stream or plain values."""
    async with look.at(form.view.relation) as (database, relation):
        view = form.view.model_copy(update={"relation": relation})
        patience = form.patience if form.patience is not None else 0 if form.offset else GLANCE
        found, shown = await paged(database, view, form.offset, form.limit, patience)
        shown.sql = look.written(form.view, database.kind)
        if form.format == "json":
            yield Piece({"shown": shown.model_dump(mode="json"), "rows": plain(found).rows})
        else:
            yield Piece(shown.model_dump(mode="json"), fitted(found, shown))


@verb
async def count(look: Look, form: CountForm) -> AsyncIterator[Piece]:
    """How many rows the view has: counted, however long that takes."""
    async with look.at(form.view.relation) as (database, relation):
        began = perf_counter()
        rows = await counted(database, form.view.model_copy(update={"relation": relation}))
        yield Piece({"row_count": rows, "milliseconds": round((perf_counter() - began) * 1e3, 3)})


async def paged(
    database: Database, view: View, offset: int = 0, limit: int = 100, patience: float = GLANCE
) -> tuple[Page, Shown]:
    """Some rows of the view, and what is told beside them; raises BlockError with code `sql_error`."""
    dialect = dialect_of(database.kind)
    said = statement(view, dialect)
    began = perf_counter()
    counting = asyncio.create_task(_at_once(database, view, patience))
    try:
        found = await database.page(said.sql, said.values, offset=offset, limit=min(limit, MOST))
        count, exact = await counting
    finally:
        counting.cancel()
        await asyncio.wait({counting})
    end = offset + found.arrow.num_rows
    if not found.more and (found.arrow.num_rows or not offset):
        count, exact = end, True
    elif count is not None and found.arrow.num_rows and count < end and not exact:
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
    made = table.with_schema(table.schema.with_metadata({KEY: shown.model_dump_json()}))
    write_ipc_stream(made, out, compression=None)  # readers in browsers know no compression
    return out.getvalue()


def fitted(found: Page, shown: Shown) -> bytes:
    """The page as bytes: with fewer rows where they take more room than one answer has."""
    made = encoded(found, shown)
    while len(made) > LARGEST and found.arrow.num_rows > 1:
        keep = max(1, found.arrow.num_rows * LARGEST // (2 * len(made)))
        found.arrow, found.more, shown.more = found.arrow.slice(0, keep), True, True
        made = encoded(found, shown)
    return made


async def counted(database: Database, view: View) -> int:
    """How many rows the view has, counted."""
    said = selected(view, "count(*)", dialect_of(database.kind))
    found = await database.page(said.sql, said.values, limit=1)
    return int(found.arrow.column(0)[0].as_py())


async def _at_once(database: Database, view: View, patience: float) -> tuple[int | None, bool]:
    """How many rows there are, as far as that is known in a moment, and whether it is exact."""
    if not patience:
        return None, False
    if view.relation.sql is not None and view.relation.kept is None:
        return None, True  # to count a query is to run it
    with contextlib.suppress(TimeoutError, BlockError):  # the page itself tells what is wrong
        async with asyncio.timeout(patience):
            return await counted(database, view), True
    return (None if view.filters else await _estimated(database, view.relation)), False


async def _estimated(database: Database, relation: Relation) -> int | None:
    if relation.table is None:
        return None
    with contextlib.suppress(BlockError):
        return await database.estimate(relation.table)
    return None
