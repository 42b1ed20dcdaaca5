"""Go on along several ways at once."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType
from jupyter_powa.blocks.plain import Names, NotRead, Source
from jupyter_powa.blocks.plain_values import assigned
from jupyter_powa.limits import Limit

MAX_BRANCHES: Limit[int] = 100
"""Ways out of one split. Source: ours."""


class SplitBlock(BlockType, type="split", title="Split", group="flow", icon="split", example={"branches": 2}):
    """Pass what comes in on along several ways at once; they run at the same time."""

    branches: int = Field(2, ge=1, le=MAX_BRANCHES, description="How many ways out.")

    async def run(self, ctx: BlockContext) -> Any:
        """Give what came in."""
        return ctx.passed

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """What came in, once more."""
        text = names.passed()

        def back(edited: str) -> dict[str, Any]:
            if ast.unparse(assigned(edited, names.own)) != ast.unparse(ast.parse(text, mode="eval").body):
                raise NotRead("a split passes on what comes in: change the blocks before it")
            return {}

        return Source(f"{names.own} = {text}", back)

    @classmethod
    def handles(cls, config: Mapping[str, Any]) -> tuple[str, ...]:
        """`1` to `N`."""
        try:
            count = min(int(config.get("branches", 2)), MAX_BRANCHES)
        except (TypeError, ValueError, OverflowError):  # a reference, say: only the run knows
            count = MAX_BRANCHES
        return tuple(str(place) for place in range(1, count + 1))
