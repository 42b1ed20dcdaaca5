"""Choose one way on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from jupyter_powa.blocks.base import BlockContext, BlockType, Branch, Result
from jupyter_powa.blocks.expression import ExpressionError, holds, parse
from jupyter_powa.blocks.text import CONDITIONS, EXPRESSION, Expression, Kind
from jupyter_powa.model.workflow import Problem

LEGACY = {"output": "if", "true": "if", "false": "else", "default": "else"}


class Condition(BaseModel):
    """One branch: taken when its expression is true and none before it was."""

    model_config = ConfigDict(extra="ignore", frozen=True)  # editors keep ids and labels of their own here

    expression: Expression = Field(description="A comparison, like `<Fetch.output.count> > 10 and region == 'EU'`.")


class ConditionBlock(
    BlockType,
    type="condition",
    title="Condition",
    group="flow",
    icon="branch",
    routed=True,
    example={"branches": [{"expression": "<Input.output.count> > 10"}]},
):
    """Choose the first branch whose expression is true, else the way out `else`.

    Expressions compare values: `== != < <= > >= in`, `and or not`, `+ - * / %`; JavaScript's `=== !== && || !` mean
    the same. A reference is the value itself; text that looks like a number or a boolean is compared as one.
    An expression that cannot be evaluated is logged and counts as false.
    """

    branches: Annotated[list[Condition], CONDITIONS] = Field(
        min_length=1, max_length=50, description="The ways out in order: if, elif_1, elif_2 …"
    )

    mode: str | None = Field(None, description="The vendor's word for the form of its editor; the branches count.")

    @model_validator(mode="before")
    @classmethod
    def _legacy(cls, value: Any) -> Any:
        return {"branches": branches(value)} if isinstance(value, Mapping) and "branches" not in value else value

    async def run(self, ctx: BlockContext) -> Result:
        """Give whether any branch was taken, and leave by it."""
        for place, branch in enumerate(self.branches):
            try:
                taken = holds(branch.expression, ctx.values)
            except ExpressionError as error:
                ctx.write(f"{handle(place)}: `{branch.expression}` {error}; it counts as false.\n", "stderr")
                taken = False
            if taken:
                return Branch(handle(place), True, result=True, route=handle(place))
        return Branch("else", False, result=False, route="else")

    @classmethod
    def kinds(cls) -> dict[str, Kind]:
        """Those of its fields; the older forms' words are not filled either."""
        return {**super().kinds(), "expression": EXPRESSION, "cases": EXPRESSION}

    @classmethod
    def handles(cls, config: Mapping[str, Any]) -> tuple[str, ...]:
        """`if`, `elif_1` and so on, `else`."""
        return (*(handle(place) for place in range(len(branches(config)) or 1)), "else")

    @classmethod
    def way_out(cls, word: str) -> str:
        """`if` for a plain edge and for the older `true`; `else` for `false` and `default` (contract 3.3)."""
        return LEGACY.get(word.lower(), word)

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """A warning for each expression that cannot be read."""
        found = []
        for place, branch in enumerate(branches(config)):
            try:
                parse(str(branch.get("expression", "")) if isinstance(branch, Mapping) else "")
            except ExpressionError as error:
                words = f"The expression of {handle(place)} {error}; it would always count as false."
                found.append(Problem(code="invalid_expression", message=words, field="branches", stops=False))
        return found


def handle(place: int) -> str:
    """The way out of the branch in that place."""
    return "if" if place == 0 else f"elif_{place}"


def branches(config: Mapping[str, Any]) -> list[Any]:
    """The branches of a config; also of the older forms `expression`, and `expression` with `cases` (a switch)."""
    if isinstance(config.get("branches"), list):
        return list(config["branches"])
    expression = config.get("expression")
    if expression is None:
        return []
    cases = config.get("cases")
    if not isinstance(cases, list):
        return [{"expression": expression}]
    values = [case.get("value") if isinstance(case, Mapping) else case for case in cases]
    return [{"expression": f"({expression}) == {value!r}"} for value in values]
