"""Write rows as a dataset: a table, a Parquet or a CSV file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.desk import Desk, Rows, desk, told
from jupyter_powa.blocks.literal import literal
from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Source, text_of
from jupyter_powa.blocks.plain_sql import IMPORT, rows_of, table
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.placing import place, taken
from jupyter_powa.explore.spreadsheet import options, safe
from jupyter_powa.model.workflow import Problem

ONLY_TABLES = "mode: rows can be appended to a table, not to a file. Write `replace` or `fail`."


class WriteBlock(
    BlockType,
    type="write",
    title="Write dataset",
    group="data",
    icon="write",
    example={"name": "people", "to": "table"},
):
    """Write the rows as a dataset: a table of the project's database, a Parquet file or a CSV file.

    It is written whole or not at all: a run that fails or is stopped leaves what was there. In CSV, a text that a
    spreadsheet would take for a formula has an apostrophe before it. A trial run writes nothing.
    """

    name: str = Field(min_length=1, max_length=200, description="The name of the dataset, and of its table.")
    to: Literal["table", "parquet", "csv"] = Field("table", description="What it is written as.")
    path: str | None = Field(None, description="parquet, csv: the file; empty: the name in the current folder.")
    mode: Literal["replace", "fail", "append"] = Field(
        "replace", description="What happens where it is there: it gives way, the block fails, rows are added (table)."
    )
    rows: Rows = None

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """Where a file is to be appended to."""
        if config.get("mode") == "append" and config.get("to", "table") != "table":
            return [Problem(code="invalid_config", message=ONLY_TABLES, field="mode")]
        return []

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """The rows written by DuckDB."""
        if config.get("to", "table") == "csv" or config.get("mode", "replace") != "replace":
            raise NotPlain("how it writes is known to a run alone")
        source, rows = table(config, names), rows_of(config, names)
        if config.get("to", "table") == "table":
            said = f"create or replace table {quoted(str(config['name']))} as from {source}"
            line = f"duckdb.sql({text_of(said)})"
        else:
            path = config.get("path") or f"{config['name']}.parquet"
            line = f"duckdb.sql({text_of(f'from {source}')}).write_parquet({text_of(path)})"

        def back(text: str) -> dict[str, Any]:
            raise NotRead("what it writes, and where, is changed in the graph")

        return Source(f"{line}\n{names.own} = {rows.name}", back, setup=(IMPORT,), frame=rows.frame)

    @classmethod
    def outside(cls, config: Mapping[str, Any]) -> str:
        """It writes."""
        return "It writes a dataset"

    async def run(self, ctx: BlockContext) -> Result:
        """Give the rows on, and tell where they were written."""
        if self.mode == "append" and self.to != "table":
            raise BlockError(ONLY_TABLES, code="invalid_config")
        async with desk(ctx) as at:
            rows = await at.incoming(self.rows)
            if at.trial is not None:
                return told(rows, rows.row_count)
            if self.to == "table":
                place, count, size = await self._table(at, rows)
            else:
                place, count, size = await self._file(at, rows)
        columns = [{"name": column.name, "type": column.type} for column in rows.schema]
        dataset = {"name": self.name, "place": place, "rows": count, "bytes": size, "columns": columns}
        return told(rows, rows.row_count, dataset=dataset)

    async def _table(self, at: Desk, rows: Relation) -> tuple[dict[str, Any], int, int | None]:
        (base,) = (await at.one("select current_database() as base")).values()
        table = f"{quoted(base)}.main.{quoted(self.name)}"
        there = await at.one(
            f"select count(*) as n from duckdb_tables() where database_name = {literal(base)} "
            f"and schema_name = 'main' and lower(table_name) = lower({literal(self.name)})"
        )
        if self.mode == "append" and there["n"]:
            sql = f"insert into {table} by name {rows.sql}"
        else:
            sql = f"create {'or replace ' if self.mode == 'replace' else ''}table {table} as {rows.sql}"
        try:
            page = await at.database.page(sql, progress=lambda fraction: at.ctx.progress(fraction, ""))
        except BlockError as error:
            if "already exists" in error.message:
                raise taken(f"a table or view {self.name}") from None
            raise
        return {"table": self.name}, int(page.arrow.column(0).to_pylist()[0]), None

    async def _file(self, at: Desk, rows: Relation) -> tuple[dict[str, Any], int, int | None]:
        target = self._target()
        query, how = rows.sql, "format parquet"
        if self.to == "csv":
            columns = list(rows.schema)
            query, how = f"select {safe(columns)} from ({rows.sql}\n) as q", options(columns)
        part = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
        try:
            page = await at.database.page(
                f"copy ({query}\n) to {literal(str(part))} ({how})",
                progress=lambda fraction: at.ctx.progress(fraction, ""),
            )
            place(part, target, replace=self.mode == "replace")
        except OSError as error:
            raise BlockError(f"{target} cannot be written: {error.strerror}.", code="not_written") from None
        finally:
            part.unlink(missing_ok=True)
        return {"file": str(target)}, int(page.arrow.column(0).to_pylist()[0]), target.stat().st_size

    def _target(self) -> Path:
        """The file that is to be; raises BlockError where it may not be."""
        target = Path(self.path or f"{self.name}.{self.to}").expanduser().resolve()
        if not target.parent.is_dir():
            raise BlockError(f"There is no folder {target.parent} for {target.name}.", code="file_not_found")
        if target.exists() and (self.mode == "fail" or not target.is_file()):
            raise taken(f"a file {target}")
        return target
