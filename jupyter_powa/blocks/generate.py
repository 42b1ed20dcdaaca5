"""Let a model make rows."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, Literal

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.batched import Batched
from jupyter_powa.blocks.desk import SHOWN, Desk, Rows, desk, told
from jupyter_powa.blocks.making import Making, Slot
from jupyter_powa.blocks.making import Row as Made
from jupyter_powa.blocks.modelled import Guess, Modelled, guessed
from jupyter_powa.blocks.pace import Pace
from jupyter_powa.blocks.paid import EVERY, Paid
from jupyter_powa.blocks.shaped import Shape, Type, listed, selected, shapes
from jupyter_powa.blocks.text import Prompt
from jupyter_powa.data.encode import rows as plain
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation, place_column
from jupyter_powa.errors import BlockError, ModelError
from jupyter_powa.model.workflow import Problem

ANSWER = 25
"""Characters of one value in an answer, about."""


class GenerateBlock(
    Modelled,
    BlockType,
    type="generate",
    title="Generate rows",
    group="model",
    icon="generate",
    example={
        "model": "local/llama3",
        "prompt": "Make up short diary entries.",
        "columns": {"text": "text"},
        "count": 1,
    },
):
    """Make rows by a model, of columns with types; no two are the same.

    Rows that come in are examples of what is wanted, or seeds: then `count` rows are made for each of them, behind its
    own columns. Each answer must fit the columns. What is repeated or does not fit is counted and asked for anew;
    where the model has nothing new any more, there are fewer rows. Rows reach the model marked as data.
    """

    prompt: Prompt = Field(min_length=1, description="What the rows shall be; may hold references.")
    columns: dict[str, Type | Shape] = Field(
        min_length=1,
        description="The columns with their types, or more of each: "
        "`{'text': 'text', 'stars': {'type': 'integer', 'min': 1, 'max': 5, 'description': 'How good it was.'}}`.",
    )
    count: int = Field(ge=1, le=10_000_000, description="How many rows; with seeds, for each of them.")
    unique: list[str] = Field(default_factory=list, description="Columns that make rows the same; empty: all.")
    use: Literal["examples", "seeds"] = Field("examples", description="What the rows that come in are.")
    examples: int = Field(3, ge=1, le=100, description="Examples that a request shows, each request the next ones.")
    batch_size: int = Field(10, ge=1, le=1_000, description="Rows of one request.")
    temperature: float | None = Field(1.0, ge=0, le=2, description="Higher: less alike.")
    rows: Rows = None

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """Where the model is a reference, or rows are told apart by a column that nobody makes."""
        found = super().problems(config)
        columns, unique = config.get("columns"), config.get("unique")
        if isinstance(columns, dict) and isinstance(unique, list) and config.get("use") != "seeds":
            for name in unique:
                if name not in columns:
                    words = f"unique: there is no column {name!r}; there are: {', '.join(map(str, columns))}."
                    found.append(Problem(code="invalid_config", message=words, field="unique"))
        return found

    async def run(self, ctx: BlockContext) -> Result:
        """Give the rows, in the order in which they were asked for."""
        async with desk(ctx) as at:
            came = await at.incoming(self.rows) if ctx.inputs or self.rows is not None else None
            if came is None and self.use == "seeds":
                raise BlockError(
                    "Seeds are rows that come in: draw an edge from a step that gives them.", code="no_rows"
                )
            count = self.count if at.trial is None else min(self.count, at.trial)
            making = self._making(count, await self._given(at, came))
            pace = Pace(ctx.progress, making.wanted)
            asked = Batched(ctx, self.model, making, self.concurrency, await Paid.of(at), pace)
            made = await making.made(asked, self.batch_size)
            if making.wanted and not made:
                why = next((row["powa_reason"] for row in making.sample if "powa_reason" in row), "it gave none")
                raise ModelError(f"{self.model} made no row that fits: {why}.", code="schema_mismatch")
            output = await self._rest(at, came if self.use == "seeds" else None, made)
        beside = {"wanted": making.wanted, "cost": asked.cost.told()}
        came_in = came.row_count if came is not None else None
        return told(output, came_in, making.reasons, making.sample[:SHOWN], **beside)

    def guess(self, rows: int, characters: float) -> Guess:
        """What it would ask for behind so many rows, of so many characters each."""
        making = self._making(self.count, [{}] * rows if self.use == "seeds" else [])
        shown = 0.0 if not rows else characters * (1 if self.use == "seeds" else self.examples)
        ask = making.ask([Slot(0, place) for place in range(1, min(self.count, self.batch_size) + 1)])
        requests = ceil(self.count / self.batch_size) * (rows if self.use == "seeds" else 1)
        each = sum(len(name) + ANSWER for name in self.columns)
        made = guessed(ask, making.wanted, self.batch_size, shown * requests, each)
        return made._replace(requests=requests) if self.use == "seeds" else made

    async def _given(self, at: Desk, came: Relation | None) -> list[Made]:
        if came is None:
            return []
        return plain((await at.database.page(came.sql, limit=EVERY)).arrow, came.row_count)

    def _making(self, count: int, given: list[Made]) -> Making:
        return Making(
            prompt=self.prompt,
            columns=shapes(self.columns),
            count=count,
            given=given,
            seeds=self.use == "seeds",
            shown=self.examples,
            unique=self.unique,
            settings={"temperature": self.temperature, "max_tokens": self.max_tokens, "timeout": self.timeout},
        )

    async def _rest(self, at: Desk, seeds: Relation | None, made: list[tuple[int, Made]]) -> Relation:
        """The rows as a table; behind the columns of their seeds, where they have some."""
        import pandas as pd  # late: it takes long to load

        columns = shapes(self.columns)
        frame = pd.DataFrame(
            {
                "place": pd.Series(range(len(made)), dtype="int64"),
                "seed": pd.Series([seed + 1 for seed, _ in made], dtype="int64"),
                "made": pd.Series([listed(row, columns) for _, row in made], dtype="object"),
            }
        )
        place = f"a.place as {place_column(1)}"
        if seeds is None:
            query = f"select {place}, {selected(columns, 'a.made')} from powa_rows as a order by a.place"
        else:
            names = {name.casefold() for name in columns}
            gone = [quoted(one) for one in seeds.columns if one.casefold() in names]
            star = f"q.* exclude ({', '.join([seeds.order, *gone, 'powa_n'])})"
            query = (
                f"select {place}, {star}, {selected(columns, 'a.made')} from (select *, row_number() over "
                f"(order by {seeds.order}) as powa_n from ({seeds.query}\n) as t) as q "
                f"join powa_rows as a on a.seed = q.powa_n order by a.place"
            )
        return await at.rest_beside(frame, query, 1, row_count=len(made))
