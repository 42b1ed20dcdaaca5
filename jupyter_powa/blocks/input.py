"""Start a workflow: the run's variables, over defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.errors import BlockError

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}
"""Words that stand for a type without a default (contract 3.1: not for the word itself)."""


class InputBlock(
    BlockType,
    type="input",
    aliases=("starter", "manual"),
    title="Input",
    group="flow",
    icon="input",
    entry=True,
    example={"input": {"city": "string", "limit": 10}},
):
    """Start a workflow with the variables of the run.

    `input` names the variables: each with a default, or with a type word (string, number, integer, boolean, object,
    array) where the run must give it. The output holds them all, and whatever else the run was given.
    """

    input: dict[str, Any] = Field(
        default_factory=dict, description="The variables by name: a default each, or a type word for a required one."
    )
    schedule_enabled: bool = Field(False, description="Kept for the schedule; nothing is scheduled yet.")
    schedule_type: str | None = Field(None, description="interval or cron.")
    schedule_interval_value: int | None = Field(None, description="How many units between two runs.")
    schedule_interval_unit: str | None = Field(None, description="minutes, hours or days.")
    schedule_cron: str | None = Field(None, description="A cron line.")
    schedule_timezone: str | None = Field(None, description="Time zone of the cron line.")
    schedule_start_at: str | None = Field(None, description="First moment of the schedule.")
    schedule_end_at: str | None = Field(None, description="Last moment of the schedule.")
    schedule_max_runs: int | None = Field(None, description="Most runs of the schedule.")

    async def run(self, ctx: BlockContext) -> Result:
        """Give the variables by name; fails where a required one is missing or of another type."""
        values = {name: value for name, value in self.input.items() if not is_type(value)}
        values.update(ctx.variables)
        for name, word in self.input.items():
            if is_type(word):
                _require(name, word, values)
        return Result(values)


def is_type(value: Any) -> bool:
    """Whether an entry of `input` is a type word rather than a default."""
    return isinstance(value, str) and value in TYPES


def _require(name: str, word: str, values: Mapping[str, Any]) -> None:
    if name not in values:
        raise BlockError(f"The run needs the input {name!r} ({word}), and it was not given.", code="missing_input")
    value = values[name]
    if not isinstance(value, TYPES[word]) or (isinstance(value, bool) and word != "boolean"):
        raise BlockError(
            f"The input {name!r} must be of type {word}, not {type(value).__name__}.", code="invalid_input"
        )
