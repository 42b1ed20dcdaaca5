"""/api/powa/workflows/{id}/versions and …/diff: what was saved before, what differs, and put it back."""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import BaseModel, Field

from jupyter_powa.api.route import route
from jupyter_powa.api.workflows import SavedGraph, accepted
from jupyter_powa.copilot.diff import between
from jupyter_powa.errors import AlreadyDeployed
from jupyter_powa.model.copilot import WorkflowDiff
from jupyter_powa.model.version import Version, VersionRow
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa


class VersionList(BaseModel):
    """The versions of a workflow."""

    versions: list[VersionRow] = Field(description="Those that are kept, newest first.")


@route("GET", "/api/powa/workflows/{workflow_id}/versions", action="read")
async def list_versions(powa: Powa, workflow_id: str) -> VersionList:
    """List the versions of a workflow that are kept, newest first."""
    return VersionList(versions=list(powa.store.versions.list(workflow_id)))


@route("GET", "/api/powa/workflows/{workflow_id}/versions/{number}", action="read")
async def get_version(powa: Powa, workflow_id: str, number: int) -> Version:
    """Get one version of a workflow with its graph."""
    return powa.store.versions.get(workflow_id, number)


@route("POST", "/api/powa/workflows/{workflow_id}/versions/{number}/restore", action="write")
async def restore_version(powa: Powa, workflow_id: str, number: int, version: int | None = None) -> SavedGraph:
    """Put the graph of a version back; that is a version of its own.

    `version` refuses to replace any other version, as where a graph is saved.
    """
    if powa.store.workflows.row(workflow_id).state == "deployed":
        raise AlreadyDeployed(workflow_id)
    kept = powa.store.versions.get(workflow_id, number)
    graph, warnings = await asyncio.to_thread(accepted, kept.graph, draft=True)
    save = powa.store.workflows.save_graph
    saved = await powa.write(save, workflow_id, graph, expected=version, origin="restore", restored=number)
    powa.executions.saved(workflow_id, saved.version)
    return SavedGraph(blocks=len(graph.blocks), edges=len(graph.edges), version=saved.version, warnings=warnings)


@route("GET", "/api/powa/workflows/{workflow_id}/diff", action="read")
async def compare_versions(
    powa: Powa,
    workflow_id: str,
    old: Annotated[int | None, Field(alias="from")] = None,
    to: int | None = None,
) -> WorkflowDiff:
    """Compare two versions of a workflow, block by block.

    `to` is the present one where it is left out, `from` the one that is kept before `to`.
    """
    store = powa.store
    after = store.versions.get(workflow_id, to if to is not None else store.workflows.row(workflow_id).version)
    before = store.versions.before(workflow_id, after.number) if old is None else old
    graph = Graph() if before is None else store.versions.get(workflow_id, before).graph
    return await asyncio.to_thread(between, graph, after.graph, before)
