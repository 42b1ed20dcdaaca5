"""What the palette, the forms, the copilot and the docs know of a block type."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class BlockInfo(BaseModel):
    """One block type, described."""

    model_config = ConfigDict(populate_by_name=True)

    type: str = Field(description="The word for it in a graph.")
    title: str = Field(description="What people call it.")
    description: str = Field(description="What it does; the first line is enough to choose by.")
    group: str = Field(description="Where it stands in the palette.")
    icon: str = Field(description="A word for its picture.")
    aliases: list[str] = Field(description="Other words for it in a graph.")
    handles: list[str] = Field(description="The ways out of its example, in order.")
    entry: bool = Field(description="Whether it starts a workflow.")
    config_schema: dict[str, Any] = Field(alias="schema", description="JSON schema of its config.")
    example: dict[str, Any] = Field(description="A config that works.")
