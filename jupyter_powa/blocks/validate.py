"""Hold rows to a contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.desk import SHOWN, Desk, Rows, desk, told
from jupyter_powa.blocks.literal import literal
from jupyter_powa.blocks.text import SQL
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation
from jupyter_powa.errors import BlockError

Cell = str | int | float | bool | None


class Rule(BaseModel):
    """One rule of a contract."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["schema", "not_null", "unique", "range", "values", "sql"] = Field(description="What is asked.")
    columns: dict[str, str] | list[str] = Field(
        default_factory=list, description="schema: the columns with their types. unique: the columns, together."
    )
    column: str = Field("", description="not_null, range, values, unique: the column.")
    max_rate: float = Field(0, ge=0, le=1, description="not_null: which part of the rows may be empty.")
    min: Cell = Field(None, description="range: the smallest value.")
    max: Cell = Field(None, description="range: the largest value.")
    values: list[Cell] = Field(default_factory=list, description="values: those that are allowed.")
    where: str = Field("", description="sql: a condition that each row must fulfil.")
    name: str = Field("", description="What the rule is called in reports.")

    @property
    def words(self) -> str:
        """What it is called."""
        said = {
            "schema": "schema",
            "not_null": f"{self.column} is empty",
            "unique": f"{', '.join(self.keys)} occurs more than once",
            "range": f"{self.column} is not from {'…' if self.min is None else self.min} to "
            f"{'…' if self.max is None else self.max}",
            "values": f"{self.column} is none of {', '.join(map(str, self.values[:10]))}",
            "sql": f"not: {self.where}",
        }
        return self.name or said[self.type]

    @property
    def keys(self) -> list[str]:
        """The columns that it looks at."""
        if self.type == "unique":
            return [self.column] if self.column else list(self.columns)
        return [self.column] if self.type in ("not_null", "range", "values") else []


class ValidateBlock(
    BlockType,
    type="validate",
    title="Validate",
    group="data",
    icon="check",
    example={"rules": [{"type": "not_null", "column": "text"}, {"type": "range", "column": "count", "min": 0}]},
):
    """Hold the rows to rules: schema, empty values, uniqueness, ranges, allowed values, SQL.

    `stop` fails the block, and shows rows that broke a rule; `reject` leaves those rows out and passes the others on
    (of rows with one key, the first stays). An empty value breaks `not_null` alone.
    """

    rules: Annotated[list[Rule], SQL] = Field(min_length=1, description="The rules that all rows must keep.")
    on_violation: Literal["stop", "reject"] = Field("stop", description="What a broken rule does.")
    rows: Rows = None

    async def run(self, ctx: BlockContext) -> Result:
        """Give the rows that keep all rules; raises BlockError (`validation_failed`)."""
        async with desk(ctx) as at:
            rows = await at.incoming(self.rows)
            self._schemas(rows)
            marked, flags = await self._marked(at, rows)
            counts = await self._counts(at, marked, flags)
            broken = [place for place in flags if counts[place] > self.rules[place].max_rate * rows.row_count]
            if not broken:
                return told(rows, rows.row_count, {})
            anything = " or ".join(flags[place] for place in broken)
            flagged = ", ".join(flags.values())
            sample = await at.some(f"select * exclude ({flagged}) from ({marked}) as m where {anything}")
            reasons = {self.rules[place].words: counts[place] for place in broken}
            if self.on_violation == "stop":
                raise _stopped(reasons, rows, sample)
            good = f"select * exclude ({flagged}) from ({marked}) as m where not ({anything})"
            output = await at.rest(good, rows.places)
        result = told(output, rows.row_count, reasons, sample)
        result.fields["rejects"]["count"] = rows.row_count - output.row_count  # a row may break several rules
        return result

    def _schemas(self, rows: Relation) -> None:
        there = {column.name: column.type for column in rows.schema}
        for rule in self.rules:
            if rule.type != "schema":
                continue
            wanted: Mapping[str, str] = (
                rule.columns if isinstance(rule.columns, dict) else dict.fromkeys(rule.columns, "")
            )
            wrong = [f"{name} is missing" for name in wanted if name not in there]
            wrong += [
                f"{name} is {there[name]}, not {kind}"
                for name, kind in wanted.items()
                if name in there and kind and there[name].casefold() != kind.casefold()
            ]
            if wrong:
                raise BlockError(f"The rows do not have the schema: {'; '.join(wrong)}.", code="validation_failed")

    async def _marked(self, at: Desk, rows: Relation) -> tuple[str, dict[int, str]]:
        """The rows with a flag for each rule that they break."""
        flags: dict[int, str] = {}
        said, tables = [], []
        for place, rule in enumerate(self.rules):
            if rule.type == "schema":
                continue
            at.check(rows, rule.keys)
            broken, more = await self._broken(at, rule, rows)
            flags[place] = f'"powa rule {place + 1}"'
            said.append(f"coalesce({broken}, {'true' if rule.type == 'sql' else 'false'}) as {flags[place]}")
            tables.append(more.removeprefix("with ").strip())
        shared = ", ".join(dict.fromkeys(filter(None, tables)))
        head = f"with {shared} " if shared else ""
        return f"{head}select *{''.join(f', {one}' for one in said)} from ({rows.query}\n) as t", flags

    async def _broken(self, at: Desk, rule: Rule, rows: Relation) -> tuple[str, str]:
        if rule.type == "sql":
            condition, tables = await at.expression(rule.where)
            return f"not ({condition}\n)", tables
        column = quoted(rule.column)
        if rule.type == "not_null":
            return f"{column} is null", ""
        if rule.type == "values":
            return f"{column} not in ({', '.join(map(literal, rule.values)) or 'null'})", ""
        if rule.type == "range":
            ends = [
                f"{column} {sign} {literal(end)}" for sign, end in (("<", rule.min), (">", rule.max)) if end is not None
            ]
            return f"({' or '.join(ends) or 'false'})", ""
        keys = ", ".join(map(quoted, rule.keys))
        given = " and ".join(f"{quoted(name)} is not null" for name in rule.keys)
        return f"(row_number() over (partition by {keys} order by {rows.order}) > 1 and {given})", ""

    async def _counts(self, at: Desk, marked: str, flags: dict[int, str]) -> dict[int, int]:
        if not flags:
            return {}
        asked = ", ".join(f"count(*) filter ({flag}) as n{place}" for place, flag in enumerate(flags.values()))
        found = await at.one(f"select {asked} from ({marked}) as m")
        return dict(zip(flags, map(int, found.values()), strict=True))


def _stopped(reasons: Mapping[str, int], rows: Relation, sample: list[dict[str, Any]]) -> BlockError:
    said = "; ".join(f"{reason}: {count:,} of {rows.row_count:,} rows" for reason, count in reasons.items())
    shown = "\n".join(json.dumps(row, ensure_ascii=False, default=str)[:500] for row in sample[:SHOWN])
    return BlockError(f"The rows break the contract. {said}. Some of them:\n{shown}", code="validation_failed")
