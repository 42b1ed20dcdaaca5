"""Look up a block type before it is used."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jupyter_powa.blocks import catalog, describe
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import BadRequest


class GetBlockInfo(Tool, name="get_block_info", saying="Looking up a block…"):
    """Get a block type's config fields, defaults, ways out, an example, and what its output is like."""

    block_type: str = Field(description="The type's word, as in the list of block types.")

    async def run(self, turn: Turn) -> dict[str, Any]:
        """The type in plain words."""
        kind = catalog().get(self.block_type)
        if kind is None:
            words = f"There is no block type {self.block_type!r}. Known: {', '.join(sorted(catalog()))}."
            raise BadRequest(words, code="unknown_type")
        info, kinds = describe(kind), kind.kinds()
        required = info.config_schema.get("required", ())
        fields = {
            name: _field(one, name in required, type(kinds[name]).__name__ if name in kinds else None)
            for name, one in info.config_schema.get("properties", {}).items()
        }
        told = {
            "type": info.type,
            "title": info.title,
            "description": info.description,
            "aliases": info.aliases,
            "fields": fields,
            "handles": [*info.handles, "error"],
            "example": info.example,
            "beside_config": {
                "timeout": "seconds that one attempt may take",
                "retry": {"attempts": 3, "wait": 1.0},
                "expect": "what its output must be like: {columns: {name: {type, null_rate, unique}}}",
            },
        }
        if definitions := info.config_schema.get("$defs"):
            told["definitions"] = definitions
        return told


_TOLD = ("description", "type", "anyOf", "enum", "default", "items")


def _field(schema: dict[str, Any], required: bool, kind: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {key: schema[key] for key in _TOLD if key in schema}
    if "$ref" in schema:
        told["type"] = schema["$ref"].rpartition("/")[2]
    told["required"] = required
    return told | ({"kind": kind} if kind else {})
