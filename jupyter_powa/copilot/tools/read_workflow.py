"""Read blocks of the draft whole (ours)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jupyter_powa.copilot.outline import WHOLE, told
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import BadRequest


class ReadWorkflow(Tool, name="read_workflow", saying="Reading the workflow…"):
    """Read blocks of the draft with their whole config, and the edges. The state that you were shown is an outline:
    read a block before you change its texts.
    """

    blocks: list[str] | None = Field(None, description="Names or ids; all blocks where it is left out.")

    async def run(self, turn: Turn) -> dict[str, Any]:
        """The blocks, and the edges by the names of their ends."""
        graph, names = turn.draft.graph, {block.id: block.name for block in turn.draft.graph.blocks}
        wanted = None if self.blocks is None else {word.casefold() for word in self.blocks}
        found = [one for one in graph.blocks if wanted is None or {one.id.casefold(), one.name.casefold()} & wanted]
        if wanted and not found:
            known = ", ".join(names.values())
            raise BadRequest(f"There is none of these blocks. The blocks: {known}.", code="unknown_block")
        ids = {block.id for block in found}
        return {
            "name": turn.workflow.name,
            "version": turn.draft.version,
            "variables": turn.workflow.variables,
            "blocks": [told(block, WHOLE) for block in found],
            "edges": [
                {"source": names[edge.source], "sourceHandle": edge.source_handle, "target": names[edge.target]}
                for edge in graph.edges
                if edge.source in ids or edge.target in ids
            ],
        }
