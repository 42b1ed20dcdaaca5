"""A block type of the benchmarks' own."""

from __future__ import annotations

import asyncio

from pydantic import Field

from jupyter_powa.blocks import register
from jupyter_powa.blocks.base import BlockContext, BlockType


@register
class WaitBlock(BlockType, type="bench_wait", title="Wait", group="flow", example={"seconds": 0.01}):
    """Wait for a moment."""

    seconds: float = Field(0.05, description="How long.")

    async def run(self, ctx: BlockContext) -> None:
        """Wait."""
        await asyncio.sleep(self.seconds)
