"""Run a statement that somebody wrote: a query's rows are looked at from now on, any other tells what it changed."""

from __future__ import annotations

import asyncio
import re
from collections import ChainMap
from collections.abc import AsyncIterator
from time import perf_counter
from typing import Any

from pydantic import Field

from jupyter_powa.data.base import Database
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.explore.kept import MOST_ROWS, Result
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.page import encoded
from jupyter_powa.explore.statement import written
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.data import Page
from jupyter_powa.model.explore import Relation, Said, Shown, View

BEAT = 0.25
"""Seconds between two words on how far a statement is."""
FIRST = 100
"""Rows of the first page, which comes with the result."""

QUERY = re.compile(r"(?:\s|--[^\n]*\n|/\*[\s\S]*?\*/|\()*(\w+)")
WORDS = frozenset(
    {"select", "from", "with", "values", "table", "show", "describe", "desc", "summarize", "explain", "pivot"}
)


class RunForm(Said):
    """A statement and where it runs."""

    source: str | None = Field(None, description="The data source; none: the project's database.")
    sql: str = Field(min_length=1, max_length=1_000_000, description="One statement.")
    values: list[Any] = Field(default_factory=list, max_length=10_000, description="Values of its placeholders.")


@verb
async def run(look: Look, form: RunForm) -> AsyncIterator[Piece]:
    """How a statement goes: `started`, `progress`, and then `result` with the first page, or `changed`."""
    began = perf_counter()
    yield Piece({"type": "started"})
    database = await look.databases.open(form.source, ChainMap({}, look.variables))
    how_far: list[float | None] = [None]
    running = asyncio.create_task(_rows(database, form, how_far))
    try:
        while not (await asyncio.wait({running}, timeout=BEAT))[0]:
            yield Piece({"type": "progress", "fraction": how_far[0], "seconds": round(perf_counter() - began, 3)})
        page = running.result()
    finally:
        running.cancel()
        await asyncio.wait({running})
        await database.close()
    milliseconds = round((perf_counter() - began) * 1e3, 3)
    if not is_query(form.sql) and [column.name for column in page.columns] in ([], ["Count"]):
        counts = page.arrow.column(0).to_pylist() if page.columns else []
        yield Piece({"type": "changed", "count": counts[0] if counts else None, "milliseconds": milliseconds})
        return
    yield _result(look, form, page, database.kind, milliseconds)


def _result(look: Look, form: RunForm, page: Page, kind: str, milliseconds: float) -> Piece:
    whole = Relation(source=form.source, sql=form.sql, values=form.values)
    kept = None if page.more else look.kept.put(Result(page.arrow, page.columns, whole, kind))
    rows = page.arrow.num_rows
    shown = Shown(
        columns=page.columns,
        offset=0,
        row_count=None if page.more else rows,
        more=rows > FIRST or page.more,
        milliseconds=milliseconds,
        sql=written(View(relation=whole), dialect_of(kind)),
    )
    told = {"type": "result", "relation": (Relation(kept=kept) if kept else whole).model_dump(exclude_defaults=True)}
    first = Page(columns=page.columns, arrow=page.arrow.slice(0, min(FIRST, rows)))
    return Piece({**told, "shown": shown.model_dump(mode="json")}, encoded(first, shown))


async def _rows(database: Database, form: RunForm, how_far: list[float | None]) -> Page:
    def tell(fraction: float | None) -> None:
        how_far[0] = fraction

    return await database.page(form.sql, form.values, limit=MOST_ROWS, progress=tell)


def is_query(sql: str) -> bool:
    """Whether a statement, by its first word, gives rows and changes nothing."""
    found = QUERY.match(sql)
    return found is not None and found[1].lower() in WORDS
