"""/api/powa/files: the workflow of a `*.powa.json` file, and a workflow as the text of one (ours).

The files themselves are read and written by whoever asks, with Jupyter's own contents service: no path is opened here.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from jupyter_powa.api.body import read_body
from jupyter_powa.api.route import fitted, route
from jupyter_powa.api.workflows import Name, NewWorkflow, accepted
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.file import SUFFIX, file_id, file_of, is_file, parsed, written
from jupyter_powa.model.workflow import Graph, Wire, Workflow, new_id
from jupyter_powa.powa import Powa
from jupyter_powa.store.webhooks import bare
from jupyter_powa.unknown import WorkflowNotFound


class FileText(Wire):
    """A file that is opened, or imported."""

    path: Annotated[str, StringConstraints(min_length=1, max_length=4_096, pattern=r"^[^\x00-\x1f]+$")] | None = Field(
        None, description="Where it lies, as the contents service calls it: the same path is the same workflow."
    )
    name: Name | None = Field(None, description="What people call it where the file does not say it.")
    text: str = Field(description="What it holds, in our form or the vendor's (contract 3.7); empty for a new one.")


class FileOpened(BaseModel):
    """The workflow that stands for the file."""

    workflow_id: str = Field(description="Stays the same as long as the file keeps its path.")
    version: int = Field(description="The version that holds what the file holds.")


class FileWritten(BaseModel):
    """A workflow as a file."""

    name: str = Field(description="A name for the file.")
    text: str = Field(description="What it holds: the same workflow always gives the same text.")


@route("POST", "/api/powa/files", action="write")
async def open_file(powa: Powa, body: FileText) -> FileOpened:
    """Give the workflow of a file, brought to what the file holds: the file is what counts.

    Without a path it becomes a workflow of its own.
    """
    name = body.name or _stem(body.path or "") or "Imported workflow"
    new, graph = _read(body.text, name, powa.settings.max_body)
    known = file_id(powa.settings.root_dir / body.path.lstrip("/")) if body.path else new_id()
    workflow = await _brought(powa, known, new, graph)
    return FileOpened(workflow_id=known, version=workflow.version)


def _stem(path: str) -> str:
    name = PurePosixPath(path).name
    return name.removesuffix(SUFFIX).removesuffix(".json").strip() or name


def _read(text: str, name: str, limit: int) -> tuple[NewWorkflow, Graph]:
    """What a file says, and its graph; raises BadRequest in words about a file."""
    try:
        value = read_body(text.encode(), limit) if text.strip() else {}
    except BadRequest as error:
        raise BadRequest(error.message.replace("The body", "The file")) from None
    if is_file(text):
        file = parsed(text)
        about = {"name": file.name.strip() or name, "description": file.description, "variables": file.variables}
        new = fitted(NewWorkflow, about)
        graph = file.graph
    else:
        new = fitted(NewWorkflow, {**value, "name": value.get("name") or name})
        graph = Graph.model_construct(blocks=new.blocks, edges=new.edges)
    return new, accepted(graph, draft=True)[0]


async def _brought(powa: Powa, known: str, new: NewWorkflow, graph: Graph) -> Workflow:
    about: dict[str, Any] = {"name": new.name, "description": new.description, "variables": new.variables}
    workflows = powa.store.workflows
    try:
        found = workflows.get(known)
    except WorkflowNotFound:
        made = Workflow(id=known, blocks=graph.blocks, edges=graph.edges, **about)
        return await powa.write(workflows.put, made)
    renamed = any(getattr(found, name) != value for name, value in about.items())
    if _text(found) != _text(found.model_copy(update={"blocks": graph.blocks, "edges": graph.edges})):
        found = await powa.write(workflows.save_graph, known, graph)
    if renamed:  # after the graph, which may be refused
        await powa.write(workflows.change, known, **about)
    powa.executions.saved(known, found.version)
    return found


@route("GET", "/api/powa/workflows/{workflow_id}/file", action="read")
async def write_file(powa: Powa, workflow_id: str) -> FileWritten:
    """Give a workflow as the text of a file: in a stable order, positions apart, secrets left out."""
    workflow = powa.store.workflows.get(workflow_id)
    kept = "".join(letter if letter.isalnum() or letter in "-_ ." else "_" for letter in workflow.name).strip(" .")
    return FileWritten(name=f"{kept or 'workflow'}{SUFFIX}", text=_text(workflow))


def _text(workflow: Workflow) -> str:
    return written(file_of(workflow.name, bare(workflow.graph), workflow.description, workflow.variables))
