"""Read rows from files, a table, a query or the web."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from jupyter_powa.blocks.base import OUTSIDE, BlockContext, BlockType, Needs, Result
from jupyter_powa.blocks.desk import Desk, desk, told
from jupyter_powa.blocks.literal import inlined
from jupyter_powa.blocks.plain import Names, NotPlain, Source
from jupyter_powa.blocks.plain_sql import Part, query, string, strings
from jupyter_powa.blocks.reader import (
    files,
    format_of,
    from_files,
    from_name,
    limited,
    of_file,
    of_rows,
    options_of,
    wanted,
)
from jupyter_powa.blocks.refs import bind
from jupyter_powa.blocks.text import Sql
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.workflow import Problem
from jupyter_powa.web.base import Request

LARGEST_DOWNLOAD: Limit[int] = 200_000_000
"""Bytes of a file that is fetched from the web. Source: ours; it is held in memory once."""
FETCH_SECONDS = 300.0
ONE = "Say exactly one of `path`, `table`, `query` and `url`."


class ReadBlock(
    BlockType, type="read", title="Read rows", group="data", icon="read", example={"query": "select 1 as id"}
):
    """Read rows from files, a table, a query or the web; this is where a dataset begins.

    Files: a path, a pattern like `data/*.csv`, or a list of them; they are read in the order of their names. A table
    is one of the project's database, an earlier block's output, or a frame of the notebook. With `connection`, table
    and query mean that data source. Rows come in the order of the source; a query of its own should say `order by`.
    """

    path: str | list[str] | None = Field(None, description="A file, a pattern (`data/*.parquet`), or a list of them.")
    table: str | None = Field(None, description="The name of a table or a frame.")
    query: Sql | None = Field(None, description="One SELECT. References become bound values, never text.")
    url: str | None = Field(None, description="The address of a CSV, Parquet or JSON file.")
    connection: str | None = Field(None, description="The data source by name; empty: the project's database.")
    format: Literal["auto", "csv", "parquet", "json"] = Field("auto", description="auto: by the file's ending.")
    columns: list[str] = Field(default_factory=list, description="The columns that are wanted; empty: all.")
    options: dict[str, Any] = Field(
        default_factory=dict, description="Options of DuckDB's reader: `{'delim': ';', 'header': true}`."
    )

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs | None:
        """The data source that it names."""
        return Needs(sources=(str(config["connection"]),)) if config.get("connection") else None

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """Where it names no source, or more than one."""
        if sum(bool(config.get(word)) for word in ("path", "table", "query", "url")) != 1:
            return [Problem(code="invalid_config", message=ONE, field="path")]
        return []

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """A query of the files, the table, or its own."""
        if config.get("url") or config.get("connection"):
            raise NotPlain("it asks the web" if config.get("url") else "it asks a data source")
        columns = wanted(config.get("columns") or [])
        if config.get("query"):
            if config.get("columns"):
                raise NotPlain("it keeps some columns of a query")
            return query([Part("query", str(config["query"]))], names)
        if config.get("table"):
            name = str(config["table"])
            if "." in name:
                raise NotPlain("which table it means is known to a run alone")
            return query([f"select {columns} from ", Part("table", quoted(name), _bare)], names)
        path = config.get("path") or ""
        many = [path] if isinstance(path, str) else path
        try:
            kind = format_of(many, config.get("format", "auto"))
            function, more = options_of(kind, config.get("options") or {})
        except BlockError as error:
            raise NotPlain(error.message) from None
        text = string(path) if isinstance(path, str) else f"[{', '.join(map(string, path))}]"
        return query([f"select {columns} from {function}(", Part("path", text, strings), f"{more})"], names)

    @classmethod
    def outside(cls, config: Mapping[str, Any]) -> str:
        """Whether it reads where nobody tells of changes."""
        return OUTSIDE["web"] if config.get("url") else super().outside(config)

    async def run(self, ctx: BlockContext) -> Result:
        """Give the rows, and a fingerprint of what was read."""
        if sum(map(bool, (self.path, self.table, self.query, self.url))) != 1:
            raise BlockError(ONE, code="invalid_config")
        async with desk(ctx) as at:
            if self.path:
                rows, prints = await self._files(at)
            elif self.url:
                rows, prints = await self._url(at, self.url)
            else:
                rows = await (self._source(at) if self.connection else self._here(at))
                named = {"table": self.table} if self.table else {"query": self.query}
                prints = [await of_rows(at, rows, {**named, "connection": self.connection})]
        rows = replace(rows, fingerprints=tuple(prints))
        return told(rows, rows.row_count, fingerprint=prints)

    async def _files(self, at: Desk) -> tuple[Relation, list[dict[str, Any]]]:
        paths = await asyncio.to_thread(files, self.path or "")
        kind = format_of([path.name for path in paths], self.format)
        prints = [await asyncio.to_thread(of_file, path) for path in paths]
        return await from_files(at, paths, kind, self.options, self.columns), prints

    async def _url(self, at: Desk, url: str) -> tuple[Relation, list[dict[str, Any]]]:
        request = Request("GET", url, timeout=FETCH_SECONDS, max_bytes=LARGEST_DOWNLOAD)
        response = await at.ctx.sockets.outside.web().send(request)
        if response.status >= 400:
            raise BlockError(f"{urlsplit(url).hostname} answered {response.status} for the file.", code="http_error")
        name = Path(urlsplit(response.url).path).name or "file"
        kind = format_of([name], self.format)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"fetched{''.join(Path(name).suffixes[-2:])}")
            await asyncio.to_thread(path.write_bytes, response.body)
            told_of = {**await asyncio.to_thread(of_file, path), "file": url.partition("?")[0]}
            rows = await from_files(at, [path], kind, self.options, self.columns, rest=True)
        told_of.pop("changed")
        return rows, [told_of]

    async def _here(self, at: Desk) -> Relation:
        if self.table:
            return await from_name(at, self.table, self.columns)
        sql, frames = inlined(self.query or "", at.ctx)
        seen = await at.ctx.database(None, {**at.names, **frames})
        try:
            query = limited(f"select {wanted(self.columns)} from ({sql}\n) as q", at)
            return await Desk(at.ctx, seen, {}).rest(query)
        finally:
            await seen.close()

    async def _source(self, at: Desk) -> Relation:
        """The rows of another database, fetched once."""
        database = await at.ctx.database(self.connection, {})
        mark = "`" if database.kind in ("mysql", "mariadb") else '"'
        name = ".".join(_in_marks(word, mark) for word in (self.table or "").split("."))
        bound = bind(self.query or f"select * from {name}", at.ctx.values)
        try:
            if at.trial is None:
                frame = await database.frame(bound.sql, bound.values)
            else:
                frame = (await database.page(bound.sql, bound.values, limit=at.trial)).arrow
        finally:
            await database.close()
        if not self.columns:
            return await at.rest_frame(frame)
        seen = await at.ctx.database(None, {"powa_rows": frame})
        try:
            return await Desk(at.ctx, seen, {}).rest(f"select {wanted(self.columns)} from powa_rows")
        finally:
            await seen.close()


def _in_marks(word: str, mark: str) -> str:
    return quoted(word) if mark == '"' else f"{mark}{word.replace(mark, mark * 2)}{mark}"


def _bare(sql: str) -> str:
    """A quoted name without its quotes."""
    return sql[1:-1].replace('""', '"') if sql.startswith('"') else sql
