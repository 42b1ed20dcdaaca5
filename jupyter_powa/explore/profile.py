"""The profile of a view's columns, better as it comes: from statistics at once, from a sample, counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from time import perf_counter

from pydantic import Field

from jupyter_powa.data.base import Database
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.explore.exact import Exact, groups
from jupyter_powa.explore.kinds import Looked, fields_of
from jupyter_powa.explore.known import Facts, facts
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.rows import rows_of
from jupyter_powa.explore.sample import SAMPLED, sample
from jupyter_powa.explore.statement import ROWS, selected
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.limits import Limit
from jupyter_powa.model.explore import ColumnProfile, Relation, Said, View

PATIENCE = 5.0
"""Seconds that a sample may take; a query that takes longer to give its first rows has none."""
BEAT = 0.5
"""Seconds between two words on how far the counting is."""
ENOUGH = 100
"""Rows that a sample must have left behind filters to say something."""
MOST_BINS: Limit[int] = 200
"""Bars of a histogram. Source: ours; a column's header has room for some 60."""


class ProfileForm(Said):
    """Which columns of which rows."""

    view: View = Field(description="The rows as they are looked at.")
    columns: list[str] | None = Field(None, min_length=1, max_length=1_000, description="Columns; none: all.")
    bins: int = Field(20, ge=1, le=MOST_BINS, description="Most bars of a histogram.")


@verb
async def profile(look: Look, form: ProfileForm) -> AsyncIterator[Piece]:
    """Column profiles as they become known: `profile` with some columns each time, then `done`."""
    began = perf_counter()
    async with look.at(form.view.relation) as (database, relation):
        view = form.view.model_copy(update={"relation": relation, "orders": [], "columns": None})
        fields = await columns_of(database, view, form.columns)
        known = await facts(database, relation, fields, form.bins)
        if not view.filters and (made := known.profiles(fields)):
            yield _told(made, 0.0)
        shares = _shares(known)
        if known.rows is None or known.rows > SAMPLED:
            made = await _sampled(look, database, view, fields, known, form.bins)
            shares |= {one.name: (one.distinct or 0) / max(one.rows or 1, 1) for one in made if one.name not in shares}
            if made:
                yield _told(made, 0.0)
        counting = Exact(database, view, form.bins, shares=shares)
        if view.filters:
            counting.bounds = await _bounds(database, view, fields, known)
        async with aclosing(_counted(counting, fields)) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                yield piece
    yield Piece({"type": "done", "milliseconds": round((perf_counter() - began) * 1e3, 3)})


async def _counted(counting: Exact, fields: Sequence[Looked]) -> AsyncIterator[Piece]:
    """The columns group by group, and a word in between where a group takes long."""
    far = [0.0]

    def tell(fraction: float | None) -> None:
        far[0] = max(far[0], fraction or 0.0)

    counting.progress = tell if counting.database.kind == "duckdb" else None
    done = 0
    for group in groups(fields):
        running = asyncio.create_task(counting.profiles(group))
        try:
            while not (await asyncio.wait({running}, timeout=BEAT))[0]:
                yield _told([], (done + 0.9 * far[0] * len(group)) / len(fields))
            made = running.result()
        finally:
            running.cancel()
            await asyncio.wait({running})
        done, far[0] = done + len(group), 0.0
        yield _told(made, done / len(fields))


async def _sampled(
    look: Look, database: Database, view: View, fields: Sequence[Looked], known: Facts, bins: int
) -> list[ColumnProfile]:
    """The profiles of a sample, counted in memory; none where it has too few rows, or takes too long."""
    try:
        async with asyncio.timeout(PATIENCE):
            page = await sample(database, view, fields, known.rows)
            if page.arrow.num_rows < ENOUGH:
                return []
            memory = await look.memory.open(None, {ROWS: page.arrow})
            rows = View(relation=Relation(kept="sample"))
            found = {one.name: one for one in await columns_of(memory, rows)}
            taken = [one if one.sort.kind == "other" else found[one.name] for one in fields]
            counting = Exact(memory, rows, bins, stage="sample", bounds={one.name: known.bounds(one) for one in taken})
            made = [one for group in groups(taken, len(taken)) for one in await counting.profiles(group)]
    except (TimeoutError, BlockError):
        return []
    types = {one.name: one.type for one in fields}
    return [one.model_copy(update={"type": types[one.name]}) for one in made]


async def columns_of(database: Database, view: View, wanted: Sequence[str] | None = None) -> list[Looked]:
    """The view's columns; of a driver that tells no types, by the first rows. Raises BlockError `unknown_column`."""
    said = selected(View(relation=view.relation), "*", dialect_of(database.kind), " where 1 = 0")
    page = await database.page(said.sql, said.values, limit=1)
    if any(not column.type for column in page.columns):
        said = selected(View(relation=view.relation), "*", dialect_of(database.kind))
        page = await database.page(said.sql, said.values, limit=ENOUGH)
    fields = {one.name: one for one in fields_of(page)}
    if wanted is None:
        return list(fields.values())
    if missing := [name for name in wanted if name not in fields]:
        raise BlockError(f"There is no column {missing[0]}; there are: {', '.join(fields)}.", code="unknown_column")
    return [fields[name] for name in dict.fromkeys(wanted)]


async def _bounds(
    database: Database, view: View, fields: Sequence[Looked], known: Facts
) -> dict[str, tuple[object, object]]:
    """The ends of all rows' values, so that the bars of those that filters leave stand where all bars do."""
    made = {one.name: known.bounds(one) for one in fields if known.bounds(one)[0] is not None}
    dialect = dialect_of(database.kind)
    asked = [one for one in fields if one.sort.kind in ("number", "time") and one.name not in made]
    parts = []
    for n, one in enumerate(asked):
        ends = [f"{end}({dialect.name(one.name)})" for end in ("min", "max")]
        low, high = map(dialect.seconds, ends) if one.sort.kind == "time" else ends
        parts.append(f"{low} as l{n}, {high} as h{n}")
    if parts:
        said = selected(View(relation=view.relation), ", ".join(parts), dialect)
        (row,) = await rows_of(database, said.sql, said.values)
        made |= {one.name: (row[f"l{n}"], row[f"h{n}"]) for n, one in enumerate(asked)}
    return made


def _shares(known: Facts) -> dict[str, float]:
    return {
        name: min(fact.distinct / max(known.rows or 1, 1), 1.0)
        for name, fact in known.columns.items()
        if fact.distinct is not None
    }


def _told(made: Sequence[ColumnProfile], fraction: float) -> Piece:
    columns = [one.model_dump(mode="json") for one in made]
    return Piece({"type": "profile", "columns": columns, "fraction": round(min(fraction, 1.0), 4)})
