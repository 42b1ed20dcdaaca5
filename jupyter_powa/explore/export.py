"""All rows of what is looked at, written to a file, a table of the project's, or a frame of the notebook's.

A file appears under its name when it is whole; a failed or stopped export leaves nothing.
"""

from __future__ import annotations

import asyncio
import keyword
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Literal
from uuid import uuid4

from pydantic import Field

from jupyter_powa.data.base import Database, Progress
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import DUCKDB, dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.markdown import markdown
from jupyter_powa.explore.placing import place, taken
from jupyter_powa.explore.spreadsheet import options, safe
from jupyter_powa.explore.statement import ROWS, statement, written
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import Relation, Said, View

BEAT = 0.25
"""Seconds between two words on how far it is."""
ENDINGS = {"csv": ".csv", "parquet": ".parquet", "json": ".json", "markdown": ".md"}

Format = Literal["csv", "parquet", "json", "markdown", "frame", "table"]


class ExportForm(Said):
    """What is exported, as what, and under which name."""

    view: View = Field(description="What is looked at.")
    format: Format = Field("csv", description="A file's format, a frame in the notebook, a table of the project's.")
    name: str = Field(min_length=1, max_length=1_000, description="The file's path, the variable, or the table.")
    raw: bool = Field(False, description="Whether CSV keeps texts that a spreadsheet would take for a formula.")
    replace: bool = Field(False, description="Whether what has that name gives way.")


@verb
async def export(look: Look, form: ExportForm) -> AsyncIterator[Piece]:
    """How an export goes: `progress`, then `exported` with the rows and bytes; raises BlockError."""
    began = perf_counter()
    how_far: list[float | None] = [None]

    def tell(fraction: float | None) -> None:
        how_far[0] = fraction

    work = asyncio.create_task(_exported(look, form, tell))
    try:
        while not (await asyncio.wait({work}, timeout=BEAT))[0]:
            yield Piece({"type": "progress", "fraction": how_far[0], "seconds": round(perf_counter() - began, 3)})
        yield Piece({"type": "exported", **work.result()})
    finally:
        work.cancel()
        await asyncio.wait({work})


async def _exported(look: Look, form: ExportForm, tell: Progress) -> dict[str, Any]:
    if form.format == "frame":
        return await _frame(look, form, tell)
    if form.format == "table":
        return await _table(look, form, tell)
    target = _target(look, form)
    part = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
    try:
        rows = await write_rows(look, form, part, tell)
        place(part, target, replace=form.replace)
    finally:
        part.unlink(missing_ok=True)
    return {"name": form.name, "rows": rows, "bytes": target.stat().st_size}


async def write_rows(look: Look, form: ExportForm, part: Path, tell: Progress) -> int:
    """Write all rows to a file in the form's format and give their number; raises BlockError."""
    if form.format == "markdown":
        return await markdown(look, form.view, part)
    async with _in_duckdb(look, form.view, tell) as (database, sql):
        columns = (await database.page(f"select * from ({sql}\n) as q", limit=1)).columns
        how = options(columns, form.raw) if form.format == "csv" else "format json, array true"
        how = "format parquet" if form.format == "parquet" else how
        rows = f"select {safe(columns)} from ({sql}\n) as q" if form.format == "csv" and not form.raw else sql
        copy = f"copy ({rows}\n) to {DUCKDB.literal(str(part))} ({how})"
        try:
            page = await database.page(copy, progress=tell)
        except OSError as error:
            raise BlockError(f"The file cannot be written: {error.strerror}.", code="not_written") from None
        return int(page.arrow.column(0).to_pylist()[0])


@asynccontextmanager
async def _in_duckdb(look: Look, view: View, tell: Progress) -> AsyncIterator[tuple[Database, str]]:
    """A DuckDB that may write files, and the rows as a query there; rows of other databases are fetched first."""
    async with look.at(view.relation) as (database, relation):
        here = view.model_copy(update={"relation": relation})
        if database.kind == "duckdb" and view.relation.source is None:
            yield database, written(here)
            return
        said = statement(here, dialect_of(database.kind))
        frame = await database.frame(said.sql, said.values, progress=tell)
    memory = await look.memory.open(None, {ROWS: frame})
    try:
        yield memory, f"select * from {DUCKDB.name(ROWS)}"
    finally:
        await memory.close()


def _target(look: Look, form: ExportForm) -> Path:
    """The file that is to be; raises BlockError where it may not be, or is there already."""
    ending = ENDINGS[form.format]
    name = form.name if form.name.lower().endswith(ending) else form.name + ending
    root = look.root.resolve()
    target = (root / name).resolve()
    if look.confined and not target.is_relative_to(root):
        raise BlockError(f"{form.name} lies outside of the notebooks' folder.", code="not_allowed")
    if not target.parent.is_dir():
        raise BlockError(f"There is no folder {target.parent.name} for {target.name}.", code="file_not_found")
    if target.exists() and (not form.replace or not target.is_file()):
        raise taken(f"a file {target.name}")
    return target


async def _frame(look: Look, form: ExportForm, tell: Progress) -> dict[str, Any]:
    name = form.name
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise BlockError(f"{name!r} cannot be the name of a variable.", code="invalid_name")
    if name in look.variables and not form.replace:
        raise taken(f"a variable {name}")
    async with look.at(form.view.relation) as (database, relation):
        said = statement(form.view.model_copy(update={"relation": relation}), dialect_of(database.kind))
        frame = await database.frame(said.sql, said.values, progress=tell)
    look.variables[name] = frame
    return {"name": name, "rows": len(frame), "bytes": int(frame.memory_usage(deep=False).sum())}


async def _table(look: Look, form: ExportForm, tell: Progress) -> dict[str, Any]:
    """A table of the project's database: made whole or not at all, since DuckDB does so."""
    relation = form.view.relation
    if relation.source is None and relation.kept is None and (relation.sql is not None or relation.table is not None):
        return await _made(await look.databases.open(None, look.seen()), form, written(form.view), tell)
    view = form.view.model_copy(update={"relation": relation})
    async with look.at(relation) as (database, there):
        said = statement(view.model_copy(update={"relation": there}), dialect_of(database.kind))
        frame = await database.frame(said.sql, said.values, progress=tell)
    rows = Relation(variable=ROWS)
    return await _made(await look.databases.open(None, {ROWS: frame}), form, written(View(relation=rows)), tell)


async def _made(database: Database, form: ExportForm, sql: str, tell: Progress) -> dict[str, Any]:
    how = "create or replace table" if form.replace else "create table"
    try:
        page = await database.page(f"{how} {DUCKDB.name(form.name)} as {sql}", progress=tell)
    except BlockError as error:
        if "already exists" in error.message:
            raise taken(f"a table {form.name}") from None
        raise
    finally:
        await database.close()
    return {"name": form.name, "rows": int(page.arrow.column(0).to_pylist()[0]), "bytes": None}
