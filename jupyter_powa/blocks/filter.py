"""Keep the rows for which a condition holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.desk import Rows, desk, told
from jupyter_powa.blocks.plain import Names, Source
from jupyter_powa.blocks.plain_sql import Part, query, table
from jupyter_powa.blocks.text import Sql


class FilterBlock(
    BlockType, type="filter", title="Filter rows", group="data", icon="filter", example={"where": "count > 10"}
):
    """Keep the rows for which a SQL condition holds.

    A row for which the condition is null is left out, as in SQL. What is left out is counted. References are values,
    never text; the outputs of earlier blocks are tables by their names.
    """

    where: Sql = Field(min_length=1, description="A SQL condition on the columns: `amount > 0 and region = 'EU'`.")
    rows: Rows = None

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """A query with its condition."""
        return query([f"select * from {table(config, names)}\nwhere ", Part("where", str(config["where"]))], names)

    async def run(self, ctx: BlockContext) -> Result:
        """Give the rows that are kept, in their order."""
        async with desk(ctx) as at:
            rows = await at.incoming(self.rows)
            condition, tables = await at.expression(self.where)
            here = f"{tables}select * from ({rows.query}\n) as t where"
            make = at.rest if await at.changes(self.where) else at.relation
            kept = await make(f"{here} ({condition}\n)", rows.places)
            left = rows.row_count - kept.row_count
            sample = await at.some(f"{here} not coalesce(({condition}\n), false)") if left else []
        return told(kept, rows.row_count, {f"not: {self.where}": left}, sample)
