"""Keep one of the rows that are the same."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.desk import Desk, Rows, desk, told
from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Source
from jupyter_powa.blocks.plain_sql import rows_of
from jupyter_powa.blocks.plain_values import assigned, literal, value_of
from jupyter_powa.blocks.text import Sql
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation


class DeduplicateBlock(
    BlockType,
    type="deduplicate",
    title="Deduplicate",
    group="data",
    icon="deduplicate",
    example={"columns": ["text"], "normalise": True},
):
    """Keep one of the rows that are the same in some columns; empty values are the same as empty values.

    The first one stays, or the first by `order_by`; rows keep their order.
    """

    columns: list[str] = Field(default_factory=list, description="The columns that make rows the same; empty: all.")
    normalise: bool = Field(
        False, description="Whether texts are the same that differ in case, spaces or Unicode form alone."
    )
    order_by: Sql | None = Field(None, description="Which one stays, as in SQL: `updated_at desc`; empty: the first.")
    rows: Rows = None

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """The frame without its duplicates."""
        rows = rows_of(config, names)
        if config.get("normalise") or config.get("order_by") or not rows.frame:
            raise NotPlain("which row stays is known to a run alone")
        columns = config.get("columns") or []
        given = f"subset={literal(columns, names)}, " if columns else ""

        def back(text: str) -> dict[str, Any]:
            node = assigned(text, names.own)
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != f"{rows.name}.drop_duplicates":
                raise NotRead(f"it has not the form `{rows.name}.drop_duplicates(subset=[…])`")
            subset = [one.value for one in node.keywords if one.arg == "subset"]
            return {"columns": value_of(subset[0], names)} if subset else {}

        call = f"{rows.name}.drop_duplicates({given}ignore_index=True)"
        return Source(f"{names.own} = {call}", back, frame=True, fields={"row_count": f"len({names.own})"})

    async def run(self, ctx: BlockContext) -> Result:
        """Give one row of each kind."""
        async with desk(ctx) as at:
            rows = await at.incoming(self.rows)
            at.check(rows, self.columns)
            stay = await self._stay(at, rows)
            place = f"({rows.order})" if rows.places > 1 else rows.order
            output = await at.rest(f"select * from ({rows.query}\n) as t where {place} in ({stay})", rows.places)
            left = rows.row_count - output.row_count
            gone = f"{place} not in (select {place} from ({output.query}) as o)"
            sample = await at.some(f"select * from ({rows.query}\n) as t where {gone}") if left else []
        return told(output, rows.row_count, {"the same as another row": left}, sample)

    async def _stay(self, at: Desk, rows: Relation) -> str:
        """The places of the rows that stay, as a query."""
        types = {column.name.casefold(): column.type for column in rows.schema}
        names = self.columns or rows.columns
        keys = ", ".join(self._key(quoted(name), types[name.casefold()]) for name in names)
        if self.order_by:
            order, tables = await at.expression(self.order_by)
            ranked = f"row_number() over (partition by {keys} order by {order}\n, {rows.order})"
            return f"{tables}select {rows.order} from ({rows.query}\n) as t qualify {ranked} = 1"
        if rows.places == 1:
            return f"select min({rows.order}) from ({rows.query}\n) as t group by {keys}"
        return f"select unnest(min(row({rows.order}))) from ({rows.query}\n) as t group by {keys}"

    def _key(self, column: str, kind: str) -> str:
        if not self.normalise or kind != "VARCHAR":
            return column
        return rf"lower(nfc_normalize(trim(regexp_replace({column}, '\s+', ' ', 'g'))))"
