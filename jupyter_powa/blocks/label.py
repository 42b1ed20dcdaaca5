"""Let a model label rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.batched import Batched, Refused
from jupyter_powa.blocks.desk import SHOWN, Desk, Rows, desk, told
from jupyter_powa.blocks.modelled import Guess, Modelled, chunks, guessed, marked, only
from jupyter_powa.blocks.pace import Pace
from jupyter_powa.blocks.paid import EVERY, Paid
from jupyter_powa.blocks.text import Prompt
from jupyter_powa.data.encode import rows as plain
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation
from jupyter_powa.llm.base import Ask, ModelMessage
from jupyter_powa.model.workflow import Problem

TWO = "Name two categories at least, each once."
UNSURE = "the model is not sure enough"
ANSWER = 45
"""Characters of an answer, about: `{"label": "positive", "confidence": 0.9}`."""
NUMBER = "powa_row"
"""What a row's number is called in a request of several rows."""


class LabelBlock(
    Modelled,
    BlockType,
    type="label",
    title="Label rows",
    group="model",
    icon="label",
    example={
        "model": "local/llama3",
        "prompt": "Which label fits this review?",
        "categories": {"positive": "The writer would buy it again.", "negative": "They would not."},
        "min_confidence": 0.6,
    },
):
    """Label each row by a model: one of some categories, with how sure the model says that it is.

    The label stands in a column behind the others, the confidence (0 to 1) beside it. With `min_confidence` a row of
    which the model is less sure, or which fits no category, stays without a label or is left out. A row that no
    answer fits is left out, and counted with the reason. Rows reach the model marked as data.
    """

    prompt: Prompt = Field("Which label fits this row?", description="What the model is asked; may hold references.")
    categories: dict[str, str] | list[str] = Field(
        min_length=2, description="The labels; or each label with what it means: `{'spam': 'Unwanted advertising.'}`."
    )
    columns: list[str] = Field(default_factory=list, description="The columns that the model sees; empty: all.")
    column: str = Field("label", min_length=1, description="The column for the label; one of that name is replaced.")
    min_confidence: float | None = Field(
        None, ge=0, le=1, description="How sure the model must be; empty: each row gets a label."
    )
    unsure: Literal["keep", "reject"] = Field(
        "keep", description="A row below `min_confidence` stays with an empty label, or is left out."
    )
    batch_size: int = Field(1, ge=1, le=100, description="Rows in one request: more are cheaper, one is safer.")
    temperature: float | None = Field(0.0, ge=0, le=2, description="0: the likeliest label.")
    rows: Rows = None

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """Where there is nothing to choose from, or the model is a reference."""
        found = super().problems(config)
        given = config.get("categories")
        if isinstance(given, list) and len(given) > 1 and len({*map(str, given)}) < len(given):
            found.append(Problem(code="invalid_config", message=TWO, field="categories"))
        return found

    async def run(self, ctx: BlockContext) -> Result:
        """Give the rows with their labels, in their order."""
        async with desk(ctx) as at:
            rows = await at.incoming(self.rows)
            at.check(rows, self.columns)
            seen = ", ".join(map(quoted, self.columns or rows.columns))
            page = await at.database.page(
                f"select {seen} from ({rows.query}\n) as q order by {rows.order}", limit=EVERY
            )
            given = plain(page.arrow, rows.row_count)
            pace = Pace(ctx.progress, len(given))
            asked = Batched(ctx, self.model, self, self.concurrency, await Paid.of(at), pace)
            answers = await asked.all(chunks(given, self.batch_size))
            only(answers, self.model)
            output = await self._with(at, rows, answers)
        refused = [
            {**row, "powa_reason": answer.detail or answer.reason}
            for row, answer in zip(given, answers, strict=True)
            if isinstance(answer, Refused)
        ]
        reasons: dict[str, int] = {}
        for answer in answers:
            why = self._left_out(answer)
            reasons |= {why: reasons.get(why, 0) + 1} if why else {}
        return told(
            output,
            rows.row_count,
            reasons,
            refused[:SHOWN],
            labels=self._counts(answers),
            unlabelled=sum(not self._left_out(answer) and self._label(answer) is None for answer in answers),
            cost=asked.cost.told(),
        )

    def guess(self, rows: int, characters: float) -> Guess:
        """What it would ask for behind so many rows, of so many characters each."""
        ask = self.ask([{}] * min(self.batch_size, max(rows, 1)))
        return guessed(ask, rows, self.batch_size, rows * characters, ANSWER)

    def ask(self, items: Sequence[Mapping[str, Any]]) -> Ask:
        """The request for some rows."""
        words = f"You label data. {self.prompt}\n{self._choice()}"
        if len(items) == 1:
            data = json.dumps(items[0], ensure_ascii=False, default=str)
            schema = self._schema()
        else:
            data = "\n".join(
                json.dumps({NUMBER: place, **row}, ensure_ascii=False, default=str)
                for place, row in enumerate(items, 1)
            )
            schema = {
                "type": "object",
                "properties": {"rows": {"type": "array", "items": self._schema(NUMBER)}},
                "required": ["rows"],
                "additionalProperties": False,
            }
            words += f"\nThere are {len(items)} rows: label each one for itself, and repeat its {NUMBER}."
        messages = [ModelMessage("system", words), ModelMessage("user", f"{self.prompt}\n{marked(data)}")]
        return Ask(messages, (), self.temperature, self.max_tokens, schema, self.timeout)

    def read(self, items: Sequence[Any], value: Any) -> list[Any] | str:
        """The label and confidence for each row; or what is wrong with the answer."""
        if len(items) == 1:
            return [(value["label"], value["confidence"])]
        found = {one[NUMBER]: (one["label"], one["confidence"]) for one in value["rows"]}
        if set(found) != set(range(1, len(items) + 1)) or len(value["rows"]) != len(items):
            return f"each {NUMBER} from 1 to {len(items)} must be there once"
        return [found[place] for place in range(1, len(items) + 1)]

    @property
    def _names(self) -> list[str]:
        return list(self.categories)

    def _choice(self) -> str:
        means = self.categories if isinstance(self.categories, dict) else {}
        said = "\n".join(f"- {name}{f': {means[name]}' if means.get(name) else ''}" for name in self._names)
        none = "" if self.min_confidence is None else " Where none of them fits, the label is null."
        return f"The labels are:\n{said}\nChoose one, and say how sure you are, from 0 to 1.{none}"

    def _schema(self, *numbers: str) -> dict[str, Any]:
        names: list[Any] = [*self._names, *([None] if self.min_confidence is not None else [])]
        fields: dict[str, Any] = {name: {"type": "integer"} for name in numbers}
        fields |= {"label": {"enum": names}, "confidence": {"type": "number", "minimum": 0, "maximum": 1}}
        return {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}

    def _label(self, answer: tuple[str | None, float]) -> str | None:
        label, confidence = answer
        return label if self.min_confidence is None or confidence >= self.min_confidence else None

    def _left_out(self, answer: Any) -> str:
        """Why a row is left out; empty where it is not."""
        if isinstance(answer, Refused):
            return answer.reason
        return UNSURE if self.unsure == "reject" and self._label(answer) is None else ""

    def _counts(self, answers: Sequence[Any]) -> dict[str, int]:
        """How many rows got each label."""
        labels = [self._label(answer) for answer in answers if not self._left_out(answer)]
        return {name: count for name in self._names if (count := labels.count(name))}

    async def _with(self, at: Desk, rows: Relation, answers: Sequence[Any]) -> Relation:
        """The rows with the two columns beside them."""
        import pandas as pd  # late: it takes long to load

        stay = [(place, answer) for place, answer in enumerate(answers, 1) if not self._left_out(answer)]
        frame = pd.DataFrame(
            {
                "n": pd.Series([place for place, _ in stay], dtype="int64"),
                "label": pd.Series([json.dumps([self._label(answer)]) for _, answer in stay], dtype="object"),
                "sure": pd.Series([float(answer[1]) for _, answer in stay], dtype="float64"),
            }
        )
        new = (self.column, f"{self.column}_confidence")
        gone = [quoted(one) for one in rows.columns if one.casefold() in {name.casefold() for name in new}]
        star = f"q.* exclude ({', '.join([*gone, 'powa_n'])})"
        query = (
            f"select {star}, json_extract_string(a.label, '$[0]') as {quoted(new[0])}, a.sure as {quoted(new[1])} "
            f"from (select *, row_number() over (order by {rows.order}) as powa_n from ({rows.query}\n) as t) as q "
            f"join powa_rows as a on a.n = q.powa_n order by q.powa_n"
        )
        return await at.rest_beside(frame, query, rows.places, row_count=len(stay))
