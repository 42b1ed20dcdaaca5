"""Run one read-only query on the project's database, or on one of its data sources."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jupyter_powa.copilot.shown import shown
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.tools.sources import SOURCE, known_sources
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.limits import Limit
from jupyter_powa.reading import read_project

ROWS: Limit[int] = 50
"""Rows of a query that a model is shown. Source: ours."""
CELL: Limit[int] = 300
"""Characters of one cell that a model is shown. Source: ours."""


class ExecutePublicSql(Tool, name="execute_public_sql", saying="Looking into the data…"):
    """Run one read-only SQL query on the project's public tables (DuckDB), or on those of a data source (in its own
    dialect), to look at the data before you build. It cannot write, read files, or see private schemas.
    """

    sql: str = Field(min_length=1, description="One SELECT.")
    source: str | None = SOURCE

    async def run(self, turn: Turn) -> dict[str, Any]:
        """The first rows; raises SqlRefused, BlockError."""
        with known_sources(turn, self.source):
            rows = await read_project(turn.powa, self.sql, limit=ROWS, source=self.source, kernel_id=turn.kernel_id)
        names = [column.name for column in rows.columns]
        return {
            "columns": [{"name": column.name, "type": column.type} for column in rows.columns],
            "row_count": len(rows.rows),
            "more": rows.more,
            "rows": [dict(zip(names, shown(row, CELL), strict=True)) for row in rows.rows],  # last: long ones are cut
        }
