"""Change the draft: blocks and edges, by the names of blocks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, Field, WithJsonSchema

from jupyter_powa.copilot.asked import ChangedBlock, DrawnEdge, NewBlock
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.limits import Limit
from jupyter_powa.luggage import missing
from jupyter_powa.model.chat import DraftChanged
from jupyter_powa.model.workflow import Problem

MOST_PROBLEMS: Limit[int] = 40
"""Problems that are told at once. Source: ours."""


def _list_of(form: type[BaseModel]) -> Any:
    """A list for a model to fill; each item is read by itself, so that one bad item does not lose the others."""
    return Annotated[list[Any], WithJsonSchema({"type": "array", "items": form.model_json_schema()})]


class ModifyWorkflow(Tool, name="modify_workflow", saying="Modifying workflow…", alone=True):
    """Add, change and remove blocks and edges of the draft. All edits of one call are done together: a new block's id
    may be used in edges and references of the same call. What does not fit is skipped, with a reason: mend it and call
    again. Nothing is saved: the user reviews the whole change. Look up a type with get_block_info first.
    """

    add_blocks: _list_of(NewBlock) = Field(default_factory=list, description="Blocks to add.")  # type: ignore[valid-type]
    remove_blocks: list[str] = Field(default_factory=list, description="Names of blocks to remove.")
    update_blocks: _list_of(ChangedBlock) = Field(  # type: ignore[valid-type]
        default_factory=list, description="Blocks to change; config is merged field by field."
    )
    add_edges: _list_of(DrawnEdge) = Field(default_factory=list, description="Edges to draw.")  # type: ignore[valid-type]
    remove_edges: _list_of(DrawnEdge) = Field(default_factory=list, description="Edges to take out.")  # type: ignore[valid-type]

    async def run(self, turn: Turn) -> dict[str, Any]:
        """Edit the draft, and tell what became of each edit and what the checker says."""
        edited, problems = turn.draft.edit(self.__dict__)
        problems = [*problems, *missing(turn.powa, turn.draft.graph)]
        if edited.applied:
            turn.talk.tell(DraftChanged(turn.draft.whole))
        blocks = turn.draft.graph.blocks
        told: dict[str, Any] = {
            "ok": not edited.skipped and not any(problem.stops for problem in problems),
            "applied": edited.applied,
            "skipped": [asdict(skipped) for skipped in edited.skipped],
            "problems": [said(problem, turn) for problem in problems[:MOST_PROBLEMS]],
            "blocks": [block.name for block in blocks[:200]],
        }
        if len(problems) > MOST_PROBLEMS:
            told["more_problems"] = len(problems) - MOST_PROBLEMS
        return told


def said(problem: Problem, turn: Turn) -> dict[str, Any]:
    """A problem as a model reads it, by the block's name."""
    names = {block.id: block.name for block in turn.draft.graph.blocks}
    block = names.get(problem.block_id or "")
    told = {"code": problem.code, "message": problem.message, "block": block, "field": problem.field}
    return {key: value for key, value in told.items() if value is not None} | {"stops": problem.stops}
