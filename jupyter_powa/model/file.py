"""A workflow as a file in a repository, `*.powa.json`: stable order, a line for each edge, positions apart from logic.

    {
      "powa": 1,                                    the form of the file
      "name": "Sales",
      "description": "What it is for.",             left out where there is none
      "variables": {"at_least": 100},               left out where there are none
      "blocks": [{"id", "type", "name", "config", …}],   by id; name where it is not the id; config by field
      "edges": [{"source", "target", …}],           by source, way out, target; a line each
      "positions": {"big_orders": [260, 0]}         by id, a line each; left out at [0, 0]
    }

What has its default is not written, and two graphs that are the same give the same text, in whatever order their blocks
and edges were made. Within a field of a config keys stay in their order, since outputs and forms show it.
The file is also in the vendor's form (contract 3.7): whoever knows that one can read it, but for the positions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field, FiniteFloat, ValidationError

from jupyter_powa.errors import BadRequest
from jupyter_powa.model.workflow import Block, Edge, Graph, Position, Wire

SUFFIX = ".powa.json"
"""How the names of these files end."""
FORM: Literal[1] = 1
"""The form of the file; another form is another number."""


class WorkflowFile(Wire):
    """What a workflow's file holds."""

    powa: Literal[1] = Field(FORM, description="The form of this file.")
    name: str = Field(description="What people call it.")
    description: str | None = Field(None, description="What it is for.")
    variables: dict[str, Any] = Field(default_factory=dict, description="Defaults under the variables of a run.")
    blocks: list[Block] = Field(default_factory=list, description="The blocks, by id.")
    edges: list[Edge] = Field(default_factory=list, description="The edges, by source, way out and target.")
    positions: dict[str, tuple[FiniteFloat, FiniteFloat]] = Field(
        default_factory=dict, description="Where blocks stand on the canvas, by id: x and y in pixels."
    )

    @property
    def graph(self) -> Graph:
        """Its blocks, where they stand, and its edges."""
        places = {key: Position(x=x, y=y) for key, (x, y) in self.positions.items()}
        blocks = [
            block.model_copy(update={"position": places[block.id]}) if block.id in places else block
            for block in self.blocks
        ]
        return Graph(blocks=blocks, edges=self.edges)


def file_of(name: str, graph: Graph, description: str | None = None, variables: Any = None) -> WorkflowFile:
    """The file of a workflow."""
    places = {block.id: (block.position.x, block.position.y) for block in graph.blocks}
    return WorkflowFile(
        name=name,
        description=description,
        variables=variables or {},
        blocks=[block.model_copy(update={"position": Position(), "pin": None}) for block in graph.blocks],
        edges=graph.edges,
        positions={key: place for key, place in places.items() if place != (0, 0)},
    )


def written(file: WorkflowFile) -> str:
    """The text of a file; raises BadRequest where a config holds what JSON cannot."""
    parts = [f'"powa": {file.powa}', f'"name": {_json(file.name)}']
    if file.description:
        parts.append(f'"description": {_json(file.description)}')
    if file.variables:
        parts.append(f'"variables": {_indented(dict(sorted(file.variables.items())))}')
    blocks = sorted(file.blocks, key=lambda block: block.id)
    parts.append(f'"blocks": {_lines("[]", (_indented(_block(block), 4) for block in blocks))}')
    edges = sorted(file.edges, key=lambda edge: (edge.source, edge.source_handle, edge.target, _json(_edge(edge))))
    parts.append(f'"edges": {_lines("[]", (_json(_edge(edge)) for edge in edges))}')
    places = sorted(file.positions.items())
    parts.append(f'"positions": {_lines("{}", (f"{_json(key)}: {_json(_place(at))}" for key, at in places))}')
    return "{\n  " + ",\n  ".join(parts) + "\n}\n"


def parsed(text: str) -> WorkflowFile:
    """The file of a text; raises BadRequest, which says where it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"This is no workflow file: it is not JSON ({error}).") from None
    if not isinstance(value, dict) or "powa" not in value:
        raise BadRequest('This is no workflow file: it has no `"powa": 1`.')
    if value["powa"] != FORM:
        raise BadRequest(f"This workflow file has the form {value['powa']!r}; this version reads the form {FORM}.")
    try:
        file = WorkflowFile.model_validate(value)
        file.graph  # noqa: B018 (its limits hold as for every graph)
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5])
        raise BadRequest(f"This workflow file does not fit its form: {where}.") from None
    return file


def gathered(value: Any) -> Any:
    """What a file held, each position back in its block; a value that has no positions apart stays as it is."""
    if type(value) is not dict:
        return value
    positions, blocks = value.get("positions"), value.get("blocks")
    if type(positions) is not dict or type(blocks) is not list:
        return value
    return {**value, "blocks": [_placed(block, positions) for block in blocks]}


def _placed(block: Any, positions: dict[str, Any]) -> Any:
    at = positions.get(block["id"]) if type(block) is dict and type(block.get("id")) is str else None
    return {**block, "position": {"x": at[0], "y": at[1]}} if type(at) is list and len(at) == 2 else block


def file_id(path: str | Path) -> str:
    """The id of the workflow that a file is."""
    return str(uuid5(NAMESPACE_URL, f"jupyter_powa:file:{Path(path).resolve()}"))


def is_file(text: str) -> bool:
    """Whether a text is meant as such a file, well formed or not."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return '"powa":' in text
    return isinstance(value, dict) and "powa" in value


def _block(block: Block) -> dict[str, Any]:
    told = block.model_dump(by_alias=True, exclude={"config", "position"})
    if told["name"] == Block(id=block.id, type=block.type).name:
        del told["name"]
    if told.pop("enabled") is False:
        told["enabled"] = False
    config = {key: block.config[key] for key in sorted(block.config)}
    head = [key for key in ("id", "type", "name", "enabled") if key in told]
    return {key: told.pop(key) for key in head} | {"config": config} | told


def _edge(edge: Edge) -> dict[str, Any]:
    plain = Edge(source=edge.source, target=edge.target, source_handle=edge.source_handle)
    told = edge.model_dump(by_alias=True)
    told = {key: told[key] for key in ("source", "sourceHandle", "target", "targetHandle", "condition", "id")}
    usual = plain.model_dump(by_alias=True) | {"sourceHandle": "output"}
    if edge.target_handle != "input":
        usual["id"] = Edge.model_validate(told | {"id": ""}).id
    return {key: value for key, value in told.items() if key in ("source", "target") or value != usual[key]}


def _place(at: Iterable[float]) -> list[float]:
    return [int(one) if one == int(one) else one for one in at]


def _lines(brackets: str, items: Iterable[str]) -> str:
    inner = ",\n    ".join(items)
    return f"{brackets[0]}\n    {inner}\n  {brackets[1]}" if inner else brackets


def _indented(value: Any, by: int = 2) -> str:
    return _json(value, indent=2).replace("\n", "\n" + " " * by)


def _json(value: Any, indent: int | None = None) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a character: written as its number
        return json.dumps(value, allow_nan=False, indent=indent)
    except (TypeError, ValueError) as error:
        raise BadRequest(f"A workflow file holds what JSON can hold: {error}.") from None
    return text
