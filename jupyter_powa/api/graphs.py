"""/api/powa/graph: a graph while it is drawn: edited and judged, and stored nowhere."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel, Field

from jupyter_powa.api.route import route
from jupyter_powa.blocks import catalog
from jupyter_powa.copilot.edits import edit
from jupyter_powa.engine.check import ERROR_HANDLE, check, normalised
from jupyter_powa.model.workflow import Block, Edge, Graph, Problem
from jupyter_powa.powa import Powa


class DrawnGraph(Graph):
    """A graph, and what is to be changed in it."""

    edits: dict[str, Any] = Field(
        default_factory=dict,
        description="As modify_workflow takes them: add_blocks, update_blocks, remove_blocks, add_edges, remove_edges.",
    )


class NotDone(BaseModel):
    """One edit that was not done."""

    edit: str = Field(description="Which.")
    code: str = Field(description="A short word for why.")
    message: str = Field(description="Why, and what to do.")


class JudgedGraph(BaseModel):
    """The graph after the edits, as the checker sees it."""

    blocks: list[Block] = Field(description="Its blocks; references follow a block that was renamed.")
    edges: list[Edge] = Field(description="Its edges.")
    problems: list[Problem] = Field(description="What is wrong with it: `stops` is what a run would refuse.")
    handles: dict[str, list[str]] = Field(description="The ways out of each block, by its id, in order.")
    skipped: list[NotDone] = Field(description="Edits that were not done.")


@route("POST", "/api/powa/graph", action="write")
async def judge_graph(powa: Powa, body: DrawnGraph) -> JudgedGraph:
    """Edit and check a graph without saving it: what an editor asks while somebody draws."""
    return await asyncio.to_thread(_judged, body)


def _judged(body: DrawnGraph) -> JudgedGraph:
    graph, _ = normalised(Graph.model_construct(blocks=body.blocks, edges=body.edges))
    skipped: list[NotDone] = []
    if body.edits:
        edited = edit(graph, body.edits)
        graph = edited.graph
        skipped = [NotDone(edit=one.edit, code=one.code, message=one.message) for one in edited.skipped]
    return JudgedGraph.model_construct(
        blocks=graph.blocks,
        edges=graph.edges,
        problems=check(graph),
        handles={block.id: _ways_out(block) for block in graph.blocks},
        skipped=skipped,
    )


def _ways_out(block: Block) -> list[str]:
    kind = catalog().get(block.type)
    ways = list(kind.handles(block.config)) if kind else ["output"]
    return ways if kind and kind.final else [*ways, ERROR_HANDLE]
