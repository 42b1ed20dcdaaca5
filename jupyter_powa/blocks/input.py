"""Start a workflow: the run's variables, over defaults."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.plain import Names, NotRead, Source, text_of
from jupyter_powa.blocks.plain_values import literal, value_of
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

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """Each variable as one of the notebook, in a cell of parameters; and all of them together."""
        given = config.get("input") or {}
        free = {name: value for name, value in given.items() if name.isidentifier() and not iskeyword(name)}
        lines = [_parameter(name, value) for name, value in free.items()]
        all_of_them = ", ".join(
            f"{text_of(name)}: {name if name in free else literal(value, names)}" for name, value in given.items()
        )

        def back(text: str) -> dict[str, Any]:
            others = {name: value for name, value in given.items() if name not in free}
            return {"input": {**_read(text), **others}}

        parameters = Source("\n".join(lines), back) if lines else None
        return Source(f"{names.own} = {{{all_of_them}}}", _elsewhere, parameters=parameters, names=tuple(free))

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


_HINTS = {"string": "str", "number": "float", "integer": "int", "boolean": "bool", "object": "dict", "array": "list"}
"""The Python type for each type word."""


def _parameter(name: str, value: Any) -> str:
    if is_type(value):
        return f"{name}: {_HINTS[value]} = None  # must be given"
    return f"{name} = {literal(value, Names(name))}"


def _read(text: str) -> dict[str, Any]:
    """The variables of a cell of parameters: a default each, or a type word; raises NotRead."""
    words, found = {hint: word for word, hint in _HINTS.items()}, {}
    try:
        body = ast.parse(text).body
    except SyntaxError as error:
        raise NotRead(f"it is no Python: {error}") from None
    for one in body:
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value_of(value, Names(name))
            case ast.AnnAssign(target=ast.Name(id=name), annotation=hint, value=value) if value is not None:
                default = value_of(value, Names(name))
                word = words.get(ast.unparse(hint))
                found[name] = word if default is None and word else default
            case _:
                raise NotRead(f"`{ast.unparse(one)[:80]}` is no assignment of a parameter")
    return found


def _elsewhere(text: str) -> dict[str, Any]:
    raise NotRead("the parameters are set in the cell before it: change them there")
