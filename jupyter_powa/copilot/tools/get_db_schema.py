"""Read the schema of the project's database, or of one of its data sources."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import Field

from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.tools.sources import SOURCE, known_sources, listed
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import BadRequest
from jupyter_powa.limits import Limit
from jupyter_powa.model.data import Table
from jupyter_powa.reading import describe_project

ROOM: Limit[int] = 12_000
"""Characters of tables that are described at once; of the others the names are told. Source: ours."""
NAMES: Limit[int] = 300
"""Names of further tables that are told. Source: ours."""


class GetDbSchema(Tool, name="get_db_schema", saying="Reading the database schema…"):
    """Read the tables of the project's database, or of a data source: columns with types, keys, comments, and row
    counts. Where there are many, those that the conversation is about come first, and of the rest only the names.
    `data_sources` names the other databases that the project can reach.
    """

    table_name: str | None = Field(None, description="One table; all of them where it is left out.")
    source: str | None = SOURCE

    async def run(self, turn: Turn) -> dict[str, Any]:
        """The tables; raises BadRequest for one that is not there."""
        with known_sources(turn, self.source):
            tables = await describe_project(turn.powa, source=self.source, kernel_id=turn.kernel_id)
        if self.table_name:
            wanted = self.table_name.rpartition(".")[2].strip('"').casefold()
            found = [table for table in tables if table.name.casefold() == wanted]
            if not found:
                names = ", ".join(table.name for table in tables[:NAMES]) or "there are none"
                words = f"There is no table {self.table_name!r}. The tables: {names}."
                raise BadRequest(words, code="unknown_table")
            return {"tables": [told(found[0])], "left_out": 0}
        return fitting(ranked(tables, turn.said)) | ({} if self.source else listed(turn))


def ranked(tables: list[Table], text: str) -> list[Table]:
    """The tables, those first whose names and columns the text speaks of; else in their own order."""
    words = set(_words(text))

    def score(table: Table) -> int:
        named = 5 * len(words & set(_words(table.name)))
        columns = {word for column in table.columns for word in _words(f"{column.name} {column.comment or ''}")}
        return named + len(words & columns)

    return sorted(tables, key=score, reverse=True)


def fitting(tables: list[Table]) -> dict[str, Any]:
    """As many tables as there is room for, and the names of the others."""
    described: list[dict[str, Any]] = []
    room = ROOM
    for table in tables:
        one = told(table)
        room -= len(json.dumps(one, ensure_ascii=False))
        if room < 0 and described:
            break
        described.append(one)
    rest = tables[len(described) :]
    more = {"others": [table.name for table in rest[:NAMES]]} if rest else {}
    return {"tables": described, "left_out": len(rest), **more}


def told(table: Table) -> dict[str, Any]:
    """A table as a model reads it."""
    foreign = {
        column: f"foreign: {key.table}({other})"
        for key in table.foreign_keys
        for column, other in zip(key.columns, key.references, strict=False)
    }
    columns = [
        {
            "column": column.name,
            "type": column.type,
            "nullable": column.nullable,
            "default": column.default,
            "key": "primary" if column.name in table.primary_key else foreign.get(column.name),
            "comment": column.comment,
        }
        for column in table.columns
    ]
    kept = ("column", "type", "nullable", "default")
    lean = [{key: value for key, value in one.items() if value is not None or key in kept} for one in columns]
    view = {"kind": "view"} if table.kind == "view" else {}
    return {"name": table.name, **view, "rows": table.row_count, "comment": table.comment, "columns": lean}


def _words(text: str) -> list[str]:
    """The words of a text, without the plural's s."""
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", text).casefold()
    return [word.rstrip("s") for word in re.findall(r"[a-z0-9]+", apart) if len(word) > 2]
