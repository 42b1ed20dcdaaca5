"""Block types that only tests need, on a shelf of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockContext, BlockType
from jupyter_powa.model.workflow import Graph
from tests.engine.running import graph_of


class GivesUp(BlockType, type="gives_up", title="Gives up"):
    """Cancel itself."""

    async def run(self, ctx: BlockContext) -> Any:
        raise asyncio.CancelledError


class Breaks(BlockType, type="breaks", title="Breaks"):
    """Make a mistake."""

    async def run(self, ctx: BlockContext) -> Any:
        return 1 / 0


@pytest.fixture
def shelf() -> Iterator[Callable[[str], Graph]]:
    """A graph of one block `it`, of a type that is there for this test only."""
    own = {kind.type: kind for kind in (GivesUp, Breaks)}
    catalog().update(own)
    yield lambda word: graph_of({"it": word})
    for word in own:
        catalog().pop(word, None)
