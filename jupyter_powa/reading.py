"""Read the project's database without changing it: what the copilot's tools and the explorer ask for."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from typing import Any

from jupyter_powa.errors import PowaError
from jupyter_powa.explore.verbs import Piece
from jupyter_powa.model.data import Rows, Schema, Table
from jupyter_powa.model.explore import PastQuery
from jupyter_powa.model.question import (
    BindQuestion,
    DigestQuestion,
    ListQuestion,
    LookQuestion,
    ReadQuestion,
    SchemaQuestion,
)
from jupyter_powa.model.source import DataSource, SourceAccess
from jupyter_powa.powa import Powa
from jupyter_powa.redact import without_passwords
from jupyter_powa.sources import access_to, accesses
from jupyter_powa.unknown import SourceNotFound

log = logging.getLogger(__name__)

SECONDS = 30.0
"""Seconds that an answer may take."""


async def read_project(
    powa: Powa,
    sql: str,
    values: Sequence[Any] = (),
    *,
    limit: int = 100,
    seconds: float = SECONDS,
    source: str | None = None,
    kernel_id: str | None = None,
) -> Rows:
    """The first rows of a query on public tables; whoever wrote it, it can change nothing and see nothing else."""
    question = ReadQuestion(
        database=powa.settings.database_path,
        sql=sql,
        values=list(values),
        limit=limit,
        memory=powa.settings.query_memory,
        seconds=seconds,
        source=source,
        sources=_carried(powa, source),
    )
    kernel = await powa.kernels.get(kernel_id)
    return (await kernel.read(question)).rows or Rows(columns=[], rows=[])


async def look_project(
    powa: Powa, verb: str, arguments: dict[str, Any], *, kernel_id: str | None = None
) -> AsyncIterator[Piece]:
    """The pieces of an answer about rows, as `explore/` names the verb; raises BadRequest, BlockError."""
    question = LookQuestion(
        database=powa.settings.database_path,
        verb=verb,
        arguments=arguments,
        sources=accesses(powa),
        root=str(powa.settings.root_dir),
        confined=not powa.kernels.trusted,
    )
    kernel = await powa.kernels.get(kernel_id)
    async with aclosing(kernel.look(question)) as answer:  # type: ignore[type-var]
        async for piece in answer:
            yield piece


async def found_sources(powa: Powa, kernel_id: str | None = None) -> list[DataSource]:
    """The connections of a notebook, and of JupySQL's file, that can be used by name."""
    async with aclosing(look_project(powa, "found", {}, kernel_id=kernel_id)) as answer:  # type: ignore[type-var]
        told = (await anext(answer)).told
    ours = set(DataSource.model_fields)
    rows = [{word: value for word, value in one.items() if word in ours} for one in told["sources"]]
    return [DataSource.model_validate({**row, "id": row["name"], "found": True}) for row in rows]


async def describe_project(
    powa: Powa, tables: Sequence[str] | None = None, *, source: str | None = None, kernel_id: str | None = None
) -> list[Table]:
    """The public tables (of these names) with columns, keys, comments and row counts; none where there is no file."""
    names = None if tables is None else list(tables)
    question = SchemaQuestion(
        database=powa.settings.database_path,
        tables=names,
        seconds=SECONDS,
        source=source,
        sources=_carried(powa, source),
    )
    kernel = await powa.kernels.get(kernel_id)
    return (await kernel.read(question)).tables or []


async def plan_project(
    powa: Powa, sql: str, *, seconds: float = SECONDS, source: str | None = None, kernel_id: str | None = None
) -> None:
    """Whether a query would be read: it is looked through and planned, and not run; raises SqlRefused, BlockError."""
    question = BindQuestion(
        database=powa.settings.database_path,
        sql=sql,
        seconds=seconds,
        source=source,
        sources=_carried(powa, source),
    )
    await (await powa.kernels.get(kernel_id)).read(question)


async def digest_tables(powa: Powa, names: dict[str, list[str]], *, source: str | None = None) -> dict[str, str]:
    """A digest of the tables of each list of names, as they are now; raises BlockError."""
    question = DigestQuestion(
        database=powa.settings.database_path,
        tables=names,
        source=source,
        sources=_carried(powa, source),
        seconds=SECONDS,
    )
    return (await (await powa.kernels.get(None)).read(question)).digests or {}


async def list_schemas(powa: Powa, *, source: str | None = None, kernel_id: str | None = None) -> list[Schema]:
    """The schemas of a data source, their tables by name alone."""
    question = ListQuestion(
        database=powa.settings.database_path, source=source, sources=_carried(powa, source), seconds=SECONDS
    )
    return (await (await powa.kernels.get(kernel_id)).read(question)).schemas or []


async def remember_query(powa: Powa, query: PastQuery) -> None:
    """Keep a statement in the history, without the passwords in it; a store that cannot is told in the log."""
    error = None if query.error is None else without_passwords(query.error)
    clean = query.model_copy(update={"sql": without_passwords(query.sql), "error": error})
    try:
        await powa.write(powa.store.queries.add, clean)
    except PowaError as failed:
        log.warning("A query is not in the history: %s", failed)


def _carried(powa: Powa, source: str | None) -> dict[str, SourceAccess]:
    """What a question about a data source carries; nothing for a connection of the notebook that is asked."""
    if source is None:
        return {}
    with suppress(SourceNotFound):
        return {source: access_to(powa, source)}
    return {}
