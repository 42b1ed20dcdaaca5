"""Rows as a Markdown table in a file: for people, so only as many as people read."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from jupyter_powa.data.plain import plain
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.statement import statement
from jupyter_powa.limits import Limit
from jupyter_powa.model.explore import View

MOST: Limit[int] = 10_000
"""Rows of a Markdown table. Source: ours; whoever shows it holds all of it."""


async def markdown(look: Look, view: View, file: Path) -> int:
    """Write the rows to the file and give how many there are; raises BlockError where there are too many."""
    async with look.at(view.relation) as (database, relation):
        said = statement(view.model_copy(update={"relation": relation}), dialect_of(database.kind))
        page = await database.page(said.sql, said.values, limit=MOST)
    rows = plain(page)
    if rows.more:
        words = f"A Markdown table holds at most {MOST:,} rows: export to CSV or Parquet, or filter first."
        raise BlockError(words, code="too_many_rows")
    names = [column.name for column in page.columns]
    lines = [_line(names), _line(["---"] * len(names)), *map(_line, rows.rows)]
    await asyncio.to_thread(file.write_text, "\n".join(lines) + "\n", encoding="utf-8")
    return len(rows.rows)


def _line(cells: list[Any]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(value: Any) -> str:
    """A cell that cannot end itself, begin another line, or be taken for HTML."""
    if value is None:
        return ""
    text = str(value).replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\").replace("|", "\\|")
    return " ".join(text.splitlines())
