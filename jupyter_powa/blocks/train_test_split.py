"""Say of each row which part it belongs to: training, validation, test."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pydantic import Field, field_validator

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.desk import Rows, desk, told
from jupyter_powa.blocks.drawn import draw
from jupyter_powa.blocks.literal import literal
from jupyter_powa.blocks.plain import Names, NotPlain, Source
from jupyter_powa.blocks.plain_sql import query, table
from jupyter_powa.data.frames import quoted
from jupyter_powa.errors import BlockError

WHOLE = 2**64
"""One more than the largest number that `draw` gives."""


class TrainTestSplitBlock(
    BlockType,
    type="train_test_split",
    title="Train, validation, test",
    group="data",
    icon="parts",
    example={"by": ["text"], "seed": 1},
):
    """Say of each row which part it belongs to, in a new column: train, validation or test.

    Rows that are the same in the columns `by` always lie in one part, so nothing leaks from one to another; empty
    values are the same. The part comes from a hash of the seed and those values alone: a row that is added changes no
    other row's part, and the fractions hold on average over the values of `by`.
    """

    fractions: dict[str, float] = Field(
        default_factory=lambda: {"train": 0.8, "validation": 0.1, "test": 0.1},
        min_length=1,
        description="The parts with their fractions, which add up to 1.",
    )
    by: list[str] = Field(default_factory=list, description="Columns whose values never lie in two parts; empty: rows.")
    column: str = Field("split", min_length=1, description="The new column.")
    seed: int = Field(0, description="Another seed gives other parts.")
    rows: Rows = None

    @field_validator("fractions")
    @classmethod
    def _add_up(cls, value: dict[str, float]) -> dict[str, float]:
        if any(part <= 0 for part in value.values()) or abs(sum(value.values()) - 1) > 1e-9:
            raise ValueError(f"the fractions must be above 0 and add up to 1; these make {sum(value.values()):g}")
        return value

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """A query that names the part of each row."""
        block = cls.model_validate(config)
        if not block.by:
            raise NotPlain("it draws by the place of rows in a run")
        part = block._part(draw(block.seed, [quoted(name) for name in block.by]))
        return query([f"select *, {part} as {quoted(block.column)}\nfrom {table(config, names)}"], names)

    async def run(self, ctx: BlockContext) -> Result:
        """Give all rows with their part, and how many each part has."""
        async with desk(ctx) as at:
            rows = await at.incoming(self.rows)
            at.check(rows, self.by)
            if self.column.casefold() in map(str.casefold, rows.columns):
                raise BlockError(f"column: there is a column {self.column} already.", code="invalid_config")
            columns = [quoted(name) for name in self.by] or rows.order.split(", ")
            part = f"{self._part(draw(self.seed, columns))} as {quoted(self.column)}"
            output = await at.rest(f"select *, {part} from ({rows.query}\n) as t", rows.places)
            page = await at.database.page(
                f"select {quoted(self.column)}, count(*) from ({output.query}) as t group by 1",
                limit=len(self.fractions),
            )
        found: Mapping[Any, Any] = dict(zip(*(page.arrow.column(place).to_pylist() for place in (0, 1)), strict=True))
        parts = {name: int(found.get(name, 0)) for name in self.fractions}
        return told(output, rows.row_count, seed=self.seed, parts=parts)

    def _part(self, drawn: str) -> str:
        """The part of a row, by the number that was drawn for it."""
        *some, last = self.fractions
        if not some:
            return literal(last)
        cases, until = [], Fraction(0)
        for name in some:
            until += Fraction(self.fractions[name])
            cases.append(f"when {drawn} < {int(until * WHOLE)}::uhugeint then {literal(name)}")
        return f"case {' '.join(cases)} else {literal(last)} end"
