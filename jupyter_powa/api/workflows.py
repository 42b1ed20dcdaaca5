"""/api/workflows: make, list, change and delete workflows, and save their graphs (contract W1 to W6)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from jupyter_powa.api.route import route
from jupyter_powa.engine.check import check, normalised, structure_problems
from jupyter_powa.errors import AlreadyDeployed, BadRequest
from jupyter_powa.launch import cancel
from jupyter_powa.model.file import gathered
from jupyter_powa.model.workflow import (
    MAX_BLOCKS,
    MAX_EDGES,
    Edge,
    Graph,
    GraphBlock,
    Problem,
    Wire,
    Workflow,
    WorkflowRow,
)
from jupyter_powa.powa import Powa
from jupyter_powa.runnable import invalid
from jupyter_powa.store.workflows import Order, Sort

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
Words = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Color = Annotated[str, StringConstraints(max_length=50, pattern=r"^[^\x00-\x1f]*$")]
Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Page(BaseModel):
    """One page of the workflows."""

    workflows: list[WorkflowRow] = Field(description="The workflows of the page.")
    total: int = Field(description="How many there are in all.")
    limit: int = Field(description="Most that a page holds.")
    offset: int = Field(description="How many come before the page.")


class NewWorkflow(Wire):
    """A new workflow, or the file of an exported one (contract 3.7): what it says beyond these fields is ignored."""

    model_config = ConfigDict(extra="ignore")

    name: Name = Field(description="What people call it.")
    description: Words | None = Field(None, description="What it is for.")
    variables: dict[str, Any] = Field(default_factory=dict, description="Defaults under the variables of a run.")
    color: Color | None = Field(None, description="A CSS colour for lists.")
    blocks: list[GraphBlock] = Field(
        default_factory=list,
        max_length=MAX_BLOCKS,
        validation_alias=AliasChoices("blocks", "nodes"),
        description="Its blocks.",
    )
    edges: list[Edge] = Field(default_factory=list, max_length=MAX_EDGES, description="Its edges.")

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, value: Any) -> Any:
        """A `*.powa.json` file keeps positions apart."""
        return gathered(value)


class Created(Workflow):
    """The new workflow, and what its graph still lacks."""

    warnings: list[Problem] = Field(default_factory=list, description="What was filled in, and what is to be done.")


class Changes(Wire):
    """What to change; fields that are left out stay as they are."""

    name: Name = Field("", description="What people call it.")
    description: Words | None = Field(None, description="What it is for.")
    color: Color | None = Field(None, description="A CSS colour for lists.")
    variables: dict[str, Any] = Field(default_factory=dict, description="Defaults under the variables of a run.")


class Changed(WorkflowRow):
    """The workflow as it is now."""

    ok: Literal[True] = Field(True, description="Always true.")


class WholeGraph(Graph):
    """The complete graph: `blocks` must be there, so that a body that lacks them does not wipe what is saved."""

    blocks: list[GraphBlock] = Field(
        max_length=MAX_BLOCKS,
        validation_alias=AliasChoices("blocks", "nodes"),
        description="All its blocks; an empty list is a draft.",
    )


class SavedGraph(BaseModel):
    """What was saved."""

    ok: Literal[True] = Field(True, description="Always true.")
    blocks: int = Field(description="How many blocks the graph has now.")
    edges: int = Field(description="How many edges the graph has now.")
    version: int = Field(description="The workflow's new version.")
    warnings: list[Problem] = Field(description="What was filled in, and what is to be done before it runs.")


@route("GET", "/api/workflows", action="read")
async def list_workflows(
    powa: Powa, limit: int = 50, offset: Offset = 0, q: str = "", sort: Sort = "created_at", order: Order = "desc"
) -> Page:
    """List workflows, the newest first; `q` finds a part of their names."""
    limit = min(max(limit, 1), powa.settings.max_limit)
    asked = q[:200].replace("\x00", "")
    rows, total = powa.store.workflows.list(limit=limit, offset=offset, q=asked, sort=sort, order=order)
    return Page(workflows=rows, total=total, limit=limit, offset=offset)


@route("POST", "/api/workflows", action="write", status=201)
async def create_workflow(powa: Powa, body: NewWorkflow) -> Created:
    """Create a workflow, or import an exported one with its graph."""
    graph, warnings = accepted(Graph.model_construct(blocks=body.blocks, edges=body.edges), draft=True)
    workflow = Workflow(
        name=body.name,
        description=body.description,
        variables=body.variables,
        color=body.color,
        blocks=graph.blocks,
        edges=graph.edges,
    )
    await powa.write(powa.store.workflows.put, workflow, origin="import" if graph.blocks else "api")
    return Created.model_construct(**workflow.__dict__, warnings=warnings)


@route("GET", "/api/workflows/{workflow_id}", action="read")
async def get_workflow(powa: Powa, workflow_id: str) -> Workflow:
    """Get a workflow with its blocks and edges."""
    return powa.store.workflows.get(workflow_id)


@route("PATCH", "/api/workflows/{workflow_id}", action="write")
async def change_workflow(powa: Powa, workflow_id: str, body: Changes) -> Changed:
    """Change a workflow's name, description, color or variables; allowed while it is deployed."""
    fields = {name: getattr(body, name) for name in body.model_fields_set}
    if not fields:
        powa.store.workflows.row(workflow_id)
        raise BadRequest("There is nothing to update: give a name, description, color or variables.")
    row = await powa.write(powa.store.workflows.change, workflow_id, **fields)
    powa.executions.saved(workflow_id, row.version)
    return Changed.model_construct(**row.__dict__, ok=True)


@route("DELETE", "/api/workflows/{workflow_id}", action="write")
async def delete_workflow(powa: Powa, workflow_id: str) -> None:
    """Delete a workflow with its executions and their logs; what still runs of it is stopped."""
    for running in powa.executions.of(workflow_id):
        await cancel(powa, running.plan.execution_id)
    await powa.write(powa.store.workflows.delete, workflow_id)


@route("PUT", "/api/workflows/{workflow_id}/graph", action="write")
async def put_graph(
    powa: Powa,
    workflow_id: str,
    body: WholeGraph,
    draft: bool = False,
    version: int | None = None,
    origin: Literal["api", "editor"] = "api",
) -> SavedGraph:
    """Save the complete graph: blocks and edges.

    `draft` saves what cannot run yet, with warnings. `version` refuses to replace any other version. Drafts of an
    editor that follow each other are kept as one version.
    """
    if powa.store.workflows.row(workflow_id).state == "deployed":
        raise AlreadyDeployed(workflow_id)
    # A large graph is looked at in a thread: others are answered meanwhile.
    graph, warnings = await asyncio.to_thread(accepted, body, draft=draft)
    kept: dict[str, Any] = {"expected": version, "origin": origin, "draft": draft and origin == "editor"}
    workflow = await powa.write(powa.store.workflows.save_graph, workflow_id, graph, **kept)
    powa.executions.saved(workflow_id, workflow.version)
    return SavedGraph(blocks=len(graph.blocks), edges=len(graph.edges), version=workflow.version, warnings=warnings)


def accepted(graph: Graph, *, draft: bool) -> tuple[Graph, list[Problem]]:
    """The graph as it is to be stored, and warnings; raises InvalidGraph. A draft only has to be a graph at all."""
    if not graph.blocks and not draft:
        raise invalid([Problem(code="empty", message="The graph has no blocks. Send `?draft=true` to save it so.")])
    complete, notes = normalised(graph)
    problems = check(complete)
    if refused := structure_problems(problems) if draft else [one for one in problems if one.stops]:
        raise invalid(refused)
    return complete, [*notes, *problems]
