"""Whether a block's output fits its contract: columns, types, missing values, uniqueness, counted by the database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from jupyter_powa.blocks.base import BlockContext
from jupyter_powa.data.base import Database
from jupyter_powa.data.encode import is_frame, preview
from jupyter_powa.errors import BlockError
from jupyter_powa.model.options import Expect, ExpectedColumn

TABLE = "powa_output"
SAMPLE = 5
"""Rows that are shown of those that break a rule."""
_TYPES = {
    "integer": r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT",
    "number": r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|UINTEGER|FLOAT|DOUBLE|REAL|DECIMAL.*",
    "text": r"VARCHAR|ENUM.*|UUID",
    "boolean": r"BOOLEAN",
    "date": r"DATE",
    "timestamp": r"TIMESTAMP.*",
}
"""DuckDB's types for each word of a contract."""


async def must_fit(output: Any, expect: Expect, ctx: BlockContext) -> None:
    """Raises BlockError `contract_broken` with every rule that is broken, or `not_a_table`."""
    table = _table(output, expect)
    database = await ctx.database(None, {TABLE: table})
    try:
        check = _Check(database, expect)
        await check.look()
    finally:
        await database.close()
    if check.broken:
        words = "The output breaks its contract: " + "; ".join(check.broken) + "."
        shown = "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in check.samples)
        raise BlockError(words, code="contract_broken", trace=shown)


def _table(output: Any, expect: Expect) -> Any:
    """The output as a frame."""
    if is_frame(output):
        return output
    if isinstance(output, list) and all(isinstance(row, dict) for row in output):
        import pandas as pd

        return pd.DataFrame(output, columns=None if output else [column.name for column in expect.columns])
    words = (
        f"The output is {type(output).__name__}, and its contract is one of a table: give a frame or a list of objects."
    )
    raise BlockError(words, code="not_a_table")


class _Check:
    """One table against one contract. Few statements, each of which reads the table once."""

    def __init__(self, database: Database, expect: Expect) -> None:
        self.database, self.expect = database, expect
        self.broken: list[str] = []
        self.samples: list[Any] = []

    async def look(self) -> None:
        described = await self.database.frame(f"describe select * from {TABLE}")
        types = dict(zip(described["column_name"], described["column_type"], strict=True))
        present = [column for column in self.expect.columns if column.name in types]
        missing = [column.name for column in self.expect.columns if column.required and column.name not in types]
        self.broken += [f"the column {name!r} is missing" for name in missing]
        if not self.expect.extra_columns:
            known = {column.name for column in self.expect.columns}
            self.broken += [f"the column {name!r} is not expected" for name in types if name not in known]
        for column in present:
            if column.type != "any" and not re.fullmatch(_TYPES[column.type], types[column.name]):
                self.broken.append(f"the column {column.name!r} is {types[column.name]}, not {column.type}")
        counts = await self._counts(present)
        self._rows(counts["rows"])
        for place, column in enumerate(present):
            await self._column(column, place, counts)
        for columns in self.expect.unique:
            if all(name in types for name in columns):
                await self._distinct(columns)
            else:
                self.broken.append(f"{' and '.join(columns)} cannot tell rows apart: not all of them are there")

    async def _counts(self, columns: list[ExpectedColumn]) -> dict[str, int]:
        asked = ['count(*) as "rows"']
        for place, column in enumerate(columns):
            name = _quoted(column.name)
            asked.append(f'count({name}) as "n{place}"')
            asked += [f'count(*) filter ({rule}) as "{word}{place}"' for word, rule in _bounds(column, name)]
        frame = await self.database.frame(f"select {', '.join(asked)} from {TABLE}")
        return {str(name): int(value) for name, value in frame.iloc[0].items()}

    def _rows(self, rows: int) -> None:
        least, most = self.expect.min_rows, self.expect.max_rows
        if least is not None and rows < least:
            self.broken.append(f"{_count(rows, 'row')}, at least {least:,} expected")
        if most is not None and rows > most:
            self.broken.append(f"{_count(rows, 'row')}, at most {most:,} expected")

    async def _column(self, column: ExpectedColumn, place: int, counts: dict[str, int]) -> None:
        rows, name = counts["rows"], _quoted(column.name)
        nulls = rows - counts[f"n{place}"]
        if rows and nulls / rows > column.max_null_rate:
            share = f"{nulls:,} of {rows:,} values missing ({nulls / rows:.3g} of all)"
            self.broken.append(f"column {column.name!r}: {share}, at most {column.max_null_rate:g} allowed")
            await self._show(f"{name} is null")
        for word, rule in _bounds(column, name):
            if found := counts[f"{word}{place}"]:
                side = "below" if word == "low" else "above"
                bound = column.min if word == "low" else column.max
                self.broken.append(f"column {column.name!r}: {_count(found, 'value')} {side} {bound}")
                await self._show(rule.removeprefix("where "))
        if column.unique:
            await self._distinct([column.name])

    async def _distinct(self, columns: list[str]) -> None:
        names = ", ".join(map(_quoted, columns))
        twice = f"select {names}, count(*) as n from {TABLE} where ({names}) is not null group by {names} having n > 1"
        frame = await self.database.frame(f"select count(*) as groups, sum(n) as rows from ({twice})")
        if groups := int(frame["groups"].iloc[0]):
            rows = int(frame["rows"].iloc[0])
            named = " and ".join(map(repr, columns))
            self.broken.append(f"{named}: {_count(groups, 'repeated value')} in {rows:,} rows")
            await self._show(f"({names}) in (select ({names}) from ({twice}))")

    async def _show(self, where: str) -> None:
        """Keep some of the rows that break a rule."""
        if (room := SAMPLE - len(self.samples)) > 0:
            frame = await self.database.frame(f"select * from {TABLE} where {where} limit {room}")
            self.samples += preview(frame)


def _bounds(column: ExpectedColumn, name: str) -> Iterator[tuple[str, str]]:
    if column.min is not None:
        yield "low", f"where {name} < {_literal(column.min)}"
    if column.max is not None:
        yield "high", f"where {name} > {_literal(column.max)}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _literal(value: float | str) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(float(value))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
