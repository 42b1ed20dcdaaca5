"""How a workflow stands in a `*.powa.json` file: the same workflow always gives the same text, good to compare.

What it does comes first; where its blocks stand is a part of its own at the end, so that moving one changes one line.
"""

from __future__ import annotations

import json
from typing import Any

from jupyter_powa.model.workflow import Graph

SUFFIX = ".powa.json"
FORMAT = 1
"""The version of the format that is written here."""
_EDGE_KEYS = ("id", "source", "target", "sourceHandle", "targetHandle", "condition")


def written(name: str, description: str | None, variables: dict[str, Any], graph: Graph) -> str:
    """The text of the file: blocks and edges by their ids, the fields of a config by their names, positions apart."""
    blocks = sorted(graph.model_dump(mode="json")["blocks"], key=lambda block: block["id"])
    edges = sorted(graph.model_dump(mode="json", by_alias=True)["edges"], key=lambda edge: edge["id"])
    positions = {block["id"]: block.pop("position") for block in blocks}
    for block in blocks:
        block["config"] = dict(sorted(block["config"].items()))
    head = {"name": name, "description": description, "version": FORMAT, "variables": variables}
    lines = json.dumps(
        {**head, "blocks": blocks, "edges": [_edge(edge) for edge in edges]}, indent=2, ensure_ascii=False
    )
    return f'{lines[:-2]},\n  "positions": {_positions(positions)}\n}}\n'


def _edge(edge: dict[str, Any]) -> dict[str, Any]:
    return {key: edge[key] for key in _EDGE_KEYS}


def _positions(positions: dict[str, dict[str, float]]) -> str:
    """A line for each block."""
    lines = [
        f"    {json.dumps(block, ensure_ascii=False)}: {json.dumps({key: _whole(at[key]) for key in ('x', 'y')})}"
        for block, at in positions.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"


def _whole(pixels: float) -> int:
    return round(pixels)


def gathered(value: Any) -> Any:
    """What a file held, each position back in its block; what has no positions apart stays as it is."""
    if type(value) is not dict:
        return value
    positions, blocks = value.get("positions"), value.get("blocks")
    if type(positions) is not dict or type(blocks) is not list:
        return value
    return {**value, "blocks": [_placed(block, positions) for block in blocks]}


def _placed(block: Any, positions: dict[str, Any]) -> Any:
    known = type(block) is dict and type(block.get("id")) is str and positions.get(block["id"])
    return {**block, "position": known} if known else block
