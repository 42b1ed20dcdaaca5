"""Whether a block's output fits its contract: columns, types, missing values, uniqueness, counted by the database."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from jupyter_powa.blocks.base import BlockContext
from jupyter_powa.data.base import Database
from jupyter_powa.data.encode import columns as names_of
from jupyter_powa.data.encode import is_frame, length, preview
from jupyter_powa.errors import BlockError
from jupyter_powa.model.options import Bound, Expect, ExpectedColumn

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
_UNKNOWN = '"NULL"'
"""DuckDB's type of a column that holds no value: it fits every word."""


async def must_fit(output: Any, expect: Expect, ctx: BlockContext) -> None:
    """Raises BlockError `contract_broken` with every rule that is broken, or `not_a_table`."""
    table = _table(output, expect)
    database = await ctx.database(None, {TABLE: table})
    try:
        check = _Check(database, expect, names_of(table), length(table))
        await check.look()
    finally:
        await database.close()
    if check.broken:
        words = "The output breaks its contract: " + "; ".join(check.broken) + "."
        shown = "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in check.samples)
        raise BlockError(words, code="contract_broken", trace=shown)


def _table(output: Any, expect: Expect) -> Any:
    """The output as a frame."""
    if type(output) is dict and "rows" in output:
        output = output["rows"]
    if is_frame(output):
        return output
    if isinstance(output, list) and all(isinstance(row, dict) for row in output):
        import pandas as pd

        if not output:
            return pd.DataFrame(columns=[column.name for column in expect.columns])
        return pd.DataFrame(output, dtype=object)  # or an integer beside a missing one would be a float
    words = (
        f"The output is {type(output).__name__}, and its contract is one of a table: give a frame, a list of "
        "objects, or an object with such `rows`."
    )
    raise BlockError(words, code="not_a_table")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A column as the database has it."""

    sql: str
    """Its quoted name."""
    type: str

    @property
    def value(self) -> str:
        """Its value, where NaN is a missing one, as it is in pandas."""
        return f"nullif({self.sql}, 'nan'::{self.type})" if self.type in ("FLOAT", "DOUBLE") else self.sql

    def fits(self, word: str) -> bool:
        return word == "any" or self.type == _UNKNOWN or re.fullmatch(_TYPES[word], self.type) is not None


class _Check:
    """One table against one contract. Few statements, each of which reads the table once."""

    def __init__(self, database: Database, expect: Expect, names: list[str], rows: int) -> None:
        self.database, self.expect = database, expect
        self.names, self.rows = names, rows
        self.seen: dict[str, _Seen] = {}
        self.broken: list[str] = []
        self.samples: list[Any] = []

    async def look(self) -> None:
        if self.names:  # the database has no table without columns
            described = await self.database.frame(f"describe select * from {TABLE}")
            # By place: where two names differ in case only, the database gives one of them another name.
            pairs = zip(described["column_name"], described["column_type"], strict=True)
            self.seen = {name: _Seen(_quoted(sql), kind) for name, (sql, kind) in zip(self.names, pairs, strict=True)}
        present = [column for column in self.expect.columns if column.name in self.seen]
        missing = [column.name for column in self.expect.columns if column.required and column.name not in self.seen]
        self.broken += [f"the column {name!r} is missing" for name in missing]
        if not self.expect.extra_columns:
            known = {column.name for column in self.expect.columns}
            self.broken += [f"the column {name!r} is not expected" for name in self.seen if name not in known]
        for column in present:
            if not (seen := self.seen[column.name]).fits(column.type):
                self.broken.append(f"the column {column.name!r} is {seen.type}, not {column.type}")
        self._rows(self.rows)
        if present:
            await self._columns(present)
        for columns in self.expect.unique:
            if all(name in self.seen for name in columns):
                await self._distinct(columns)
            else:
                self.broken.append(f"{' and '.join(columns)} cannot tell rows apart: not all of them are there")

    async def _columns(self, present: list[ExpectedColumn]) -> None:
        bounds = [await self._bounds(column) for column in present]
        asked = []
        for place, column in enumerate(present):
            asked.append(f'count({self.seen[column.name].value}) as "n{place}"')
            asked += [f'count(*) filter (where {rule}) as "{side}{place}"' for side, _, rule in bounds[place]]
        frame = await self.database.frame(f"select {', '.join(asked)} from {TABLE}")
        counts = {str(name): int(value) for name, value in frame.iloc[0].items()}
        for place, column in enumerate(present):
            await self._nulls(column, self.rows - counts[f"n{place}"])
            for side, bound, rule in bounds[place]:
                if found := counts[f"{side}{place}"]:
                    self.broken.append(f"column {column.name!r}: {_count(found, 'value')} {side} {bound}")
                    await self._show(rule)
            if column.unique:
                await self._distinct([column.name])

    async def _bounds(self, column: ExpectedColumn) -> list[tuple[str, Bound, str]]:
        """Each bound that the column can be compared with: its side, itself, and what is true of a value beyond it."""
        seen, found = self.seen[column.name], []
        for side, sign, bound in (("below", "<", column.min), ("above", ">", column.max)):
            if bound is None or seen.type == _UNKNOWN:
                continue
            if isinstance(bound, str):
                kind = "VARCHAR" if seen.fits("text") else seen.type
                text = "'" + bound.replace("'", "''") + "'"
                frame = await self.database.frame(f"select try_cast({text} as {kind}) is not null as fits")
                comparable = bool(frame["fits"].iloc[0])
                rule = f"{seen.value}::{kind} {sign} {text}::{kind}"
            else:
                comparable = seen.fits("number")
                rule = f"{seen.value} {sign} {bound!r}"
            if comparable:
                found.append((side, bound, rule))
            else:
                self.broken.append(f"column {column.name!r}: {seen.type} cannot be compared with {bound!r}")
        return found

    async def _nulls(self, column: ExpectedColumn, nulls: int) -> None:
        if self.rows and nulls / self.rows > column.max_null_rate:
            share = f"{nulls:,} of {self.rows:,} values missing ({nulls / self.rows:.3g} of all)"
            self.broken.append(f"column {column.name!r}: {share}, at most {column.max_null_rate:g} allowed")
            await self._show(f"{self.seen[column.name].value} is null")

    def _rows(self, rows: int) -> None:
        least, most = self.expect.min_rows, self.expect.max_rows
        if least is not None and rows < least:
            self.broken.append(f"{_count(rows, 'row')}, at least {least:,} expected")
        if most is not None and rows > most:
            self.broken.append(f"{_count(rows, 'row')}, at most {most:,} expected")

    async def _distinct(self, columns: list[str]) -> None:
        names = ", ".join(self.seen[name].value for name in columns)
        key = f"row({names})" if len(columns) > 1 else names  # one missing value is like no other, a row is
        twice = f"select {key} as key, count(*) as n from {TABLE} where {key} is not null group by key having n > 1"
        frame = await self.database.frame(f"select count(*) as groups, sum(n) as rows from ({twice})")
        if groups := int(frame["groups"].iloc[0]):
            rows = int(frame["rows"].iloc[0])
            named = " and ".join(map(repr, columns))
            self.broken.append(f"{named}: {_count(groups, 'repeated value')} in {rows:,} rows")
            await self._show(f"{key} in (select key from ({twice}))")

    async def _show(self, where: str) -> None:
        """Keep some of the rows that break a rule."""
        if (room := SAMPLE - len(self.samples)) > 0:
            frame = await self.database.frame(f"select * from {TABLE} where {where} limit {room}")
            self.samples += preview(frame)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
