"""Compute columns from the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.desk import Desk, Rows, desk, told
from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Source
from jupyter_powa.blocks.plain_sql import Part, query, string, table
from jupyter_powa.blocks.text import CODE
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation
from jupyter_powa.errors import BlockError
from jupyter_powa.model.workflow import Problem


class DeriveBlock(
    BlockType,
    type="derive",
    title="Derive columns",
    group="data",
    icon="derive",
    example={"columns": {"double": "count * 2"}},
):
    """Compute columns from the others, by SQL or Python expressions.

    A column of that name is replaced, any other is added behind the others. In SQL, references are values. In Python
    each column is a pandas series of all rows by its name, `df` is the whole frame, `pd` and `np` are there; this reads
    the rows into memory.
    """

    columns: Annotated[dict[str, str], CODE] = Field(
        min_length=1, description="For each column its expression: `{'total': 'price * count'}`."
    )
    language: Literal["sql", "python"] = Field("sql", description="What the expressions are written in.")
    rows: Rows = None

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """Where a Python expression is no Python; it is read, never run."""
        columns = config.get("columns")
        if config.get("language") != "python" or not isinstance(columns, dict):
            return []
        found = []
        for name, text in columns.items():
            try:
                compile(str(text).strip(), "<column>", "eval")
            except (SyntaxError, ValueError) as error:
                words = f"The expression of {name} is not Python: {error}."
                found.append(Problem(code="syntax_error", message=words, field="columns"))
        return found

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """A query that adds its columns behind the others; one that was there moves there, too."""
        if config.get("language", "sql") != "sql":
            raise NotPlain("its expressions are Python")
        columns = {str(name): str(text) for name, text in config["columns"].items()}
        others = Part("_others", ", ".join(map(string, columns)))
        added = ",\n".join(f"  ({text}) as {quoted(name)}" for name, text in columns.items())
        head, middle = "select columns(name -> name not in (", ")),\n"
        return query([head, others, middle, Part("columns", added, _added), f"\nfrom {table(config, names)}"], names)

    async def run(self, ctx: BlockContext) -> Result:
        """Give all rows, in their order, with the new columns."""
        async with desk(ctx) as at:
            rows = await at.incoming(self.rows)
            output = await (self._sql(at, rows) if self.language == "sql" else self._python(at, rows))
        return told(output, rows.row_count)

    async def _sql(self, at: Desk, rows: Relation) -> Relation:
        there = {name.casefold() for name in rows.columns}
        new: list[str] = []
        instead: list[str] = []
        tables: list[str] = []
        for name, text in self.columns.items():
            expression, more = await at.expression(text)
            tables.append(more.removeprefix("with ").strip())
            (instead if name.casefold() in there else new).append(f"({expression}\n) as {quoted(name)}")
        shared = ", ".join(dict.fromkeys(filter(None, tables)))
        star = f"* replace ({', '.join(instead)})" if instead else "*"
        query = f"{f'with {shared} ' if shared else ''}select {', '.join([star, *new])} from ({rows.query}\n) as t"
        if await at.changes(*self.columns.values()):
            return await at.rest(query, rows.places, row_count=rows.row_count)
        return await at.relation(query, rows.places, row_count=rows.row_count)

    async def _python(self, at: Desk, rows: Relation) -> Relation:
        frame = await at.database.frame(rows.sql)
        await at.ctx.sockets.perform(lambda: self._computed(frame))
        return await at.rest_frame(frame)

    def _computed(self, frame: Any) -> None:
        import numpy as np
        import pandas as pd

        for name, text in self.columns.items():
            seen = {"df": frame, "pd": pd, "np": np, **{str(column): frame[column] for column in frame.columns}}
            try:
                frame[name] = eval(text.strip(), seen)
            except Exception as error:
                words = f"The column {name} cannot be computed: {type(error).__name__}: {error}"
                raise BlockError(words, code="code_error") from None


_ADDED = re.compile(r'\((?P<text>.*?)\)\s+as\s+"(?P<name>(?:[^"]|"")+)"\s*(?:,\s*(?=\()|\Z)', re.DOTALL | re.IGNORECASE)


def _added(sql: str) -> dict[str, str]:
    """The columns that a query adds, by name; raises NotRead."""
    found = list(_ADDED.finditer(sql))
    if not found or "".join(one[0] for one in found).strip() != sql.strip():
        raise NotRead('its columns have not the form `(expression) as "name"`')
    return {one["name"].replace('""', '"'): one["text"].strip() for one in found}
