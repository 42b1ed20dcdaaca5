"""End a workflow: what the run gives back."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from pydantic import AliasChoices, Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.plain import Names, Source
from jupyter_powa.blocks.plain_values import AS_TEXT, assigned, literal, uses_text, value_of
from jupyter_powa.blocks.text import Value


class OutputBlock(
    BlockType,
    type="output",
    aliases=("response",),
    title="Output",
    group="flow",
    icon="output",
    final=True,
    example={"output": {"answer": "<Ask.output>"}},
):
    """Give the run's output: a value, a text or an object, with references to earlier blocks.

    Without `output` it passes on what comes in.
    """

    output: Value = Field(None, description="What the run gives back; may hold references. Empty: what comes in.")
    status: int = Field(
        200,
        ge=100,
        le=599,
        validation_alias=AliasChoices("status", "status_code"),
        description="HTTP status for whoever asked.",
    )
    headers: dict[str, Any] = Field(default_factory=dict, description="HTTP headers for whoever asked.")

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """Its value with earlier blocks in it."""
        given = "output" in config
        text = literal(config["output"], names) if given else names.passed()
        setup = AS_TEXT if given and uses_text(config["output"], names) else ()

        def back(edited: str) -> dict[str, Any]:
            value = assigned(edited, names.own)
            passes = not given and ast.unparse(value) == ast.unparse(ast.parse(text, mode="eval").body)
            return {} if passes else {"output": value_of(value, names)}

        return Source(f"{names.own} = {text}", back, setup=setup)

    async def run(self, ctx: BlockContext) -> Result:
        """Give the filled output."""
        given = "output" in self.model_fields_set
        return Result(self.output if given else ctx.passed, {"status": self.status, "headers": dict(self.headers)})

    @property
    def preview_rows(self) -> int:
        """More rows than a block in the middle: this is what the run was for."""
        return 1_000
