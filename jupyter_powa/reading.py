"""Read the project's database without changing it: what the copilot's tools and the explorer ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

from jupyter_powa.explore.verbs import Piece
from jupyter_powa.model.data import Rows, Table
from jupyter_powa.model.question import LookQuestion, ReadQuestion, SchemaQuestion
from jupyter_powa.powa import Powa

SECONDS = 30.0
"""Seconds that an answer may take."""


async def read_project(
    powa: Powa,
    sql: str,
    values: Sequence[Any] = (),
    *,
    limit: int = 100,
    seconds: float = SECONDS,
    kernel_id: str | None = None,
) -> Rows:
    """The first rows of a query on public tables; whoever wrote it, it can change nothing and see nothing else."""
    question = ReadQuestion(
        database=powa.settings.database_path, sql=sql, values=list(values), limit=limit, seconds=seconds
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
        root=str(powa.settings.root_dir),
        confined=not powa.kernels.trusted,
    )
    kernel = await powa.kernels.get(kernel_id)
    async with aclosing(kernel.look(question)) as answer:  # type: ignore[type-var]
        async for piece in answer:
            yield piece


async def describe_project(
    powa: Powa, tables: Sequence[str] | None = None, *, kernel_id: str | None = None
) -> list[Table]:
    """The public tables (of these names) with columns, keys, comments and row counts; none where there is no file."""
    names = None if tables is None else list(tables)
    question = SchemaQuestion(database=powa.settings.database_path, tables=names, seconds=SECONDS)
    kernel = await powa.kernels.get(kernel_id)
    return (await kernel.read(question)).tables or []
