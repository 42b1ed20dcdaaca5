"""Run one SQL statement and pass its rows on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Needs, Result
from jupyter_powa.blocks.plain import Names, NotPlain, Source
from jupyter_powa.blocks.plain_sql import Part, query
from jupyter_powa.blocks.refs import Ref, bind
from jupyter_powa.blocks.text import Sql
from jupyter_powa.data.encode import columns, is_frame
from jupyter_powa.data.writes import reads_only
from jupyter_powa.errors import BlockError


class SqlBlock(
    BlockType,
    type="sql",
    title="SQL query",
    group="data",
    icon="table",
    example={"query": "select 42 as answer"},
):
    """Run one SQL statement and pass all its rows on as a frame.

    Tables of the project's database, frames of the kernel and of earlier blocks, and CSV, Parquet and JSON files are
    there by name: `from Orders`, `from 'orders.parquet'`. A reference becomes a bound value, never text; a reference
    to a frame becomes a table.
    """

    query: Sql = Field(min_length=1, description="One statement. References become bound values, never text.")
    connection: str | None = Field(None, description="The data source by name; empty: the project's database.")
    params: list[Any] | dict[str, Any] = Field(
        default_factory=list, description="Values for `?` (a list) or `$name` (an object)."
    )
    output_as: Literal["frame", "rows", "value"] = Field(
        "frame", description="frame: all rows as a table. rows: a list of objects. value: the first cell."
    )
    max_rows: int = Field(
        1_000, ge=1, le=100_000, description="Most rows that leave the kernel; the next block always gets them all."
    )

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """Its statement, asked of DuckDB."""
        if config.get("connection") or config.get("output_as", "frame") != "frame":
            raise NotPlain("it asks a data source" if config.get("connection") else "it gives no frame")
        params = config.get("params") or {}
        if not isinstance(params, Mapping):
            raise NotPlain("its values are bound by their place")
        return query([Part("query", str(config.get("query", "")))], names, params)

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs | None:
        """The data source that it names."""
        return Needs(sources=(str(config["connection"]),)) if config.get("connection") else None

    @classmethod
    def outside(cls, config: Mapping[str, Any]) -> str:
        """Whether it may write, or reads where nobody tells of changes."""
        return super().outside(config) if reads_only(str(config.get("query", ""))) else "It may change tables"

    async def run(self, ctx: BlockContext) -> Result:
        """Give the rows, with their columns, their number and the statement as it ran."""
        bound = bind(self.query, ctx.values, self.params)
        if bound.unresolved:
            raise BlockError(_unresolved(bound.unresolved[0], ctx), code="unresolved_reference")
        earlier = {name: result["output"] for name, result in ctx.values.results.items() if is_frame(result["output"])}
        database = await ctx.database(self.connection, {**earlier, **bound.frames})
        try:
            frame = await database.frame(bound.sql, bound.values, progress=lambda fraction: ctx.progress(fraction, ""))
        finally:
            await database.close()
        beside = {"columns": columns(frame), "row_count": len(frame), "sql": bound.sql}
        return Result(self._shaped(frame), beside)

    def _shaped(self, frame: Any) -> Any:
        if self.output_as == "rows":
            return frame.to_dict("records")
        if self.output_as == "value":
            cells = frame.iloc[:1, :1].astype(object).to_numpy().flatten().tolist()
            return cells[0] if cells else None
        return frame

    @property
    def preview_rows(self) -> int:
        """As many as its `max_rows`."""
        return self.max_rows


def _unresolved(ref: Ref, ctx: BlockContext) -> str:
    """Why a reference has no value, and what there is instead."""
    result = ctx.values.results.get(ref.name)
    if result is None:
        known = ", ".join(sorted(ctx.values.results)) or "none"
        return f"{ref.text} has no value: no block {ref.name!r} has run before this one. Those that have: {known}."
    output = result.get("output")
    has = columns(output) if is_frame(output) else list(output) if isinstance(output, dict) else []
    there = f" Its output has: {', '.join(map(str, has))}." if has else ""
    return f"{ref.text} has no value: the block {ref.name!r} gives no {'.'.join(ref.path)!r}.{there}"
