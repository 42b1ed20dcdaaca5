"""The workflow in a file, whichever form it has: `*.powa.json`, the vendor's JSON, a notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jupyter_powa.errors import BadRequest
from jupyter_powa.model.file import WorkflowFile, file_of, is_file, parsed
from jupyter_powa.model.workflow import Graph
from jupyter_powa.written.flow import flow_of
from jupyter_powa.written.notebook import Notebook, is_written, read


def workflow_in(path: Path) -> WorkflowFile:
    """The workflow of a file; raises BadRequest where it holds none, OSError where it cannot be read."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        notebook = notebook_in(path)
        if not is_written(notebook):
            return flow_of(notebook, path.stem).file
        said = read(notebook)
        if said.problems:
            raise BadRequest(" ".join(said.problems))
        return said.file
    if is_file(text):
        return parsed(text)
    return _vendors(text, path)


def notebook_in(path: Path) -> Notebook:
    """The notebook of a file; raises BadRequest where it is none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{path.name} is no notebook: it is not JSON ({error}).") from None
    if not isinstance(value, dict) or value.get("nbformat") != 4:
        raise BadRequest(f"{path.name} is no notebook of the format 4: open it in JupyterLab and save it.")
    cells = value.get("cells", [])
    if type(value.get("metadata", {})) is not dict or type(cells) is not list or not all(map(_is_cell, cells)):
        raise BadRequest(f"{path.name} is no notebook: its metadata or its cells have not the form of any.")
    return value


def _is_cell(value: Any) -> bool:
    if type(value) is not dict or type(value.get("metadata", {})) is not dict:
        return False
    source = value.get("source", "")
    return type(source) is str or (type(source) is list and all(type(line) is str for line in source))


def _vendors(text: str, path: Path) -> WorkflowFile:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{path.name} is no workflow: it is not JSON ({error}).") from None
    if not isinstance(value, dict) or not {"blocks", "nodes"} & value.keys():
        raise BadRequest(f"{path.name} is no workflow: it has no `blocks`.")
    try:
        graph = Graph.model_validate({key: value[key] for key in ("blocks", "nodes", "edges") if key in value})
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5])
        raise BadRequest(f"{path.name} is no workflow: {where}.") from None
    return file_of(str(value.get("name") or path.stem), graph, value.get("description"), value.get("variables"))
