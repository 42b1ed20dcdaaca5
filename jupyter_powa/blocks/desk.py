"""Where the steps of a dataset work: rows that come in, queries that stand on each other, tables that rest."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, Result
from jupyter_powa.blocks.literal import inlined, literal
from jupyter_powa.blocks.text import VALUE
from jupyter_powa.data.base import Database
from jupyter_powa.data.encode import rows as plain
from jupyter_powa.data.frames import is_table, named, quoted
from jupyter_powa.data.relation import RUNS, Relation, place_column, related
from jupyter_powa.errors import BlockError

SHOWN = 5
"""Rows that were left out and are shown with the reason."""
FIRST = place_column(1)
CLOCK = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}
"""What tells the time without brackets."""

Rows = Annotated[
    Any,
    VALUE,
    Field(description="Where the rows come from, `<Block.output>`; empty: from the one block that leads here."),
]


@dataclass
class Desk:
    """One step's view of the project's database."""

    ctx: BlockContext
    database: Database
    names: dict[str, Any]
    """Earlier outputs that are tables, by the blocks' names."""
    made: int = field(default=0)

    @property
    def trial(self) -> int | None:
        """How many rows a read gives in a trial run; None where all of them are read."""
        return self.ctx.terms.trial

    async def relation(self, query: str, places: int, **more: Any) -> Relation:
        """A relation that stays a query."""
        return await related(self.database, self.ctx.sockets.databases, query, places, **more)

    async def rest(self, query: str, places: int = 0, **more: Any) -> Relation:
        """A relation whose rows are a table from now on.

        `places`: how many columns of the place the query has; with none, its rows' order is theirs.
        """
        table = await self._free()
        page = await self.database.page(f"create table {table} as {query}", progress=self._tell)
        more.setdefault("row_count", int(page.arrow.column(0).to_pylist()[0]))
        kept = f"select * from {table}" if places else f"select rowid as {FIRST}, * from {table}"
        return await self.relation(kept, places or 1, **more)

    async def rest_frame(self, frame: Any, **more: Any) -> Relation:
        """The rows of a frame, as a table of the database."""
        return await self.rest_beside(frame, "select * from powa_rows", **more)

    async def rest_beside(self, frame: Any, query: str, places: int = 0, **more: Any) -> Relation:
        """The rows of a query that sees a frame as `powa_rows`, as a table of the database."""
        seen = await self.ctx.database(None, {"powa_rows": frame})
        try:
            return await Desk(self.ctx, seen, {}, self._next()).rest(query, places, **more)
        finally:
            await seen.close()

    async def of(self, value: Any, what: str) -> Relation:
        """A value as a relation: a relation itself, a frame, rows as objects, one object."""
        if isinstance(value, Relation):
            return value
        if is_table(value):
            return await self.rest_frame(value)
        if isinstance(value, Mapping):
            value = [dict(value)]
        if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
            import pandas as pd

            return await self.rest_frame(pd.DataFrame(value))
        raise BlockError(f"{what} is no table: it is of type {type(value).__name__}.", code="not_a_table")

    async def incoming(self, rows: Any) -> Relation:
        """The rows that come in: those of `rows`, else of the one block that leads here; raises BlockError."""
        if isinstance(rows, str) and rows:
            raise BlockError(f"rows: {rows} has no value. Write <Block.output> of a block before this one.")
        if rows is not None and not isinstance(rows, str):
            return await self.of(rows, "What `rows` names")
        if not self.ctx.inputs:
            raise BlockError("No rows come in: draw an edge from the step that gives them.", code="no_rows")
        if len(self.ctx.inputs) > 1:
            known = ", ".join(f"<{name}.output>" for name in self.ctx.inputs)
            raise BlockError(f"Several blocks lead here: say in `rows` which gives the rows: {known}.", code="no_rows")
        return await self.of(self.ctx.passed, f"The output of {next(iter(self.ctx.inputs))}")

    async def expression(self, text: str) -> tuple[str, str]:
        """An expression's text with its values written in, and the `with` that makes the tables that it names."""
        sql, frames = inlined(text, self.ctx)
        tables = {**named(sql, self.names), **frames}
        parts = [f"{quoted(name)} as ({(await self.of(one, name)).sql})" for name, one in tables.items()]
        return sql, f"with {', '.join(parts)} " if parts else ""

    async def one(self, sql: str) -> dict[str, Any]:
        """The first row of a query."""
        return plain((await self.database.page(sql, limit=1)).arrow, 1)[0]

    async def some(self, sql: str, limit: int = SHOWN) -> list[dict[str, Any]]:
        """The first rows of a query as plain values, without the columns of the place."""
        found = plain((await self.database.page(f"select * from ({sql}\n) as kept limit {limit}", limit=limit)).arrow)
        return [{name: cell for name, cell in row.items() if not name.startswith("powa row ")} for row in found]

    async def changes(self, *expressions: str) -> bool:
        """Whether an expression may give another value each time that it is asked: `random()`, `now()`.

        By the words that stand in it; a word too many costs a table.
        """
        words = sorted({word for text in expressions for word in re.findall(r"[a-z_]\w*", text.lower())})
        found = await self.one(
            f"select count(*) as n from duckdb_functions() where stability <> 'CONSISTENT' and function_type in "
            f"('scalar', 'macro') and function_name in ({', '.join(map(literal, words)) or 'null'})"
        )
        return bool(found["n"]) or not CLOCK.isdisjoint(words)

    def check(self, rows: Relation, columns: Sequence[str], what: str = "What comes in") -> None:
        """Raise BlockError where rows have no such column."""
        there = {name.casefold() for name in rows.columns}
        for name in columns:
            if name.casefold() not in there:
                words = f"{what} has no column {name!r}. It has: {', '.join(rows.columns)}."
                raise BlockError(words, code="unknown_column")

    def _tell(self, fraction: float | None) -> None:
        self.ctx.progress(fraction, "")

    def _next(self) -> int:
        self.made += 1
        return self.made * 100

    async def table(self, word: str, run: str = "") -> str:
        """The name of a table beside those that rest: of this run's step, or of that step in another run."""
        (base,) = (await self.one("select current_database() as name")).values()
        name = f"{self.ctx.sockets.workflow_id}/{run or self.ctx.execution_id}/{self.ctx.id}/{word}"
        return f"{quoted(base)}.{quoted(RUNS)}.{quoted(name)}"

    async def room(self) -> None:
        """See to it that there is a place for such tables."""
        (base,) = (await self.one("select current_database() as name")).values()
        await self._schema(f"create schema if not exists {quoted(base)}.{quoted(RUNS)}")

    async def _free(self) -> str:
        """The name of a table that is not there, whatever an earlier attempt left."""
        self.made += 1
        (base,) = (await self.one("select current_database() as name")).values()
        name = f"{self.ctx.sockets.workflow_id}/{self.ctx.execution_id}/{self.ctx.id}"
        name += f"/{self.made}" if self.made > 1 else ""
        table = f"{quoted(base)}.{quoted(RUNS)}.{quoted(name)}"
        await self.room()
        await self.database.page(f"drop table if exists {table}")
        return table

    async def _schema(self, sql: str) -> None:
        """Make the private schema; of steps that begin at once only one can, and the others find it a moment later."""
        for pause in (0.01, 0.05, 0.25, 1.0):
            try:
                await self.database.page(sql)
            except BlockError as error:
                if "write-write conflict" not in error.message:
                    raise
                await asyncio.sleep(pause)
            else:
                return
        await self.database.page(sql)


@asynccontextmanager
async def desk(ctx: BlockContext) -> AsyncIterator[Desk]:
    """A step's view of the project's database, which it lets go of at the end."""
    names = {name: one["output"] for name, one in ctx.values.results.items() if is_table(one.get("output"))}
    database = await ctx.database(None, names)
    try:
        yield Desk(ctx, database, names)
    finally:
        await database.close()


def told(
    output: Relation,
    rows_in: int | None = None,
    reasons: Mapping[str, int] | None = None,
    sample: Sequence[dict[str, Any]] = (),
    **more: Any,
) -> Result:
    """A step's result: its rows, how many came in, and which were left out and why."""
    beside: dict[str, Any] = {"row_count": output.row_count, "rows_in": rows_in, **more}
    if reasons is not None:
        left = {reason: count for reason, count in reasons.items() if count}
        beside["rejects"] = {"count": sum(left.values()), "reasons": left, "sample": list(sample)}
    return Result(output, beside)
