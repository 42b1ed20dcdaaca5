"""Draw some of the rows, the same ones each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.desk import Desk, Rows, desk, told
from jupyter_powa.blocks.drawn import draw
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation
from jupyter_powa.errors import BlockError
from jupyter_powa.model.workflow import Problem

TWO = "Say either `size`, the number of rows, or `fraction`, a part of them."


class SampleBlock(
    BlockType, type="sample", title="Sample rows", group="data", icon="sample", example={"size": 100, "seed": 1}
):
    """Draw some of the rows by a seed: the same rows and seed give the same sample.

    The rows are drawn by a hash of the seed and their place, without a generator whose order threads could change.
    With `by`, each group gives its share: the largest remainders fill up what rounding leaves.
    """

    size: int | None = Field(None, ge=1, description="How many rows; all of them where there are fewer.")
    fraction: float | None = Field(None, gt=0, le=1, description="Which part of the rows, 0 to 1.")
    by: list[str] = Field(default_factory=list, description="Columns whose groups are drawn from by their share.")
    seed: int = Field(0, description="Another seed draws other rows.")
    rows: Rows = None

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """Where it does not say how many."""
        if (config.get("size") is None) == (config.get("fraction") is None):
            return [Problem(code="invalid_config", message=TWO, field="size")]
        return []

    async def run(self, ctx: BlockContext) -> Result:
        """Give the rows that were drawn, in their order."""
        if (self.size is None) == (self.fraction is None):
            raise BlockError(TWO, code="invalid_config")
        async with desk(ctx) as at:
            rows = await at.incoming(self.rows)
            size = self.size if self.size is not None else round((self.fraction or 0) * rows.row_count)
            output = await self._drawn(at, rows, min(size, rows.row_count))
        return told(output, rows.row_count, seed=self.seed)

    async def _drawn(self, at: Desk, rows: Relation, size: int) -> Relation:
        drawn = f"select *, {draw(self.seed, rows.order.split(', '))} as drawn from ({rows.query}\n) as t"
        if not self.by:
            chosen = f"select * exclude (drawn) from ({drawn}) as d order by drawn, {rows.order} limit {size}"
            return await at.rest(f"select * from ({chosen}) as c order by {rows.order}", rows.places)
        at.check(rows, self.by)
        keys = ", ".join(map(quoted, self.by))
        # Whole numbers alone: a share is rounded down, and the rows that are left go to the largest remainders.
        share = f"count(*)::hugeint * {size}"
        query = f"""
with drawn as ({drawn}),
shares as (
  select {keys}, {share} // {max(rows.row_count, 1)} as least,
    row_number() over (order by {share} % {max(rows.row_count, 1)} desc, {keys}) as place from drawn group by {keys}),
quotas as (select *, least + (place <= {size} - (select sum(least) from shares))::int as quota from shares),
ranked as (select *, row_number() over (partition by {keys} order by drawn, {rows.order}) as rank from drawn)
select ranked.* exclude (drawn, rank) from ranked join quotas
on {" and ".join(f"ranked.{quoted(name)} is not distinct from quotas.{quoted(name)}" for name in self.by)}
where rank <= quota order by {", ".join(f"ranked.{one}" for one in rows.order.split(", "))}"""
        return await at.rest(query, rows.places)
