"""What one call of modify_workflow may ask for, and what becomes of each of its edits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.blocks.base import BlockType
from jupyter_powa.model.workflow import MAX_NAME, Graph


class NewBlock(BaseModel):
    """A block to add."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="A block type.")
    id: str = Field("", description="What edges and references of this call name it by; `type_N` where empty.")
    name: str = Field("", max_length=MAX_NAME, description="What people call it; unique in the workflow.")
    config: dict[str, Any] = Field(default_factory=dict, description="The fields of its type: see get_block_info.")
    position: dict[str, float] | None = Field(None, description="As {x, y}. Leave it out: a place is found.")
    enabled: bool = Field(True, description="False: it is skipped.")
    timeout: Any = Field(None, description="Seconds that one attempt may take.")
    retry: Any = Field(None, description="As {attempts: 3, wait: 1}: tried again where it fails.")
    expect: Any = Field(None, description="What its output must be like.")


class ChangedBlock(BaseModel):
    """What to change in a block."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Its name, or its id.")
    config: dict[str, Any] = Field(default_factory=dict, description="Fields to set; the others stay.")
    unset: list[str] = Field(default_factory=list, description="Fields to take out: of its config, or an option.")
    name: str = Field("", max_length=MAX_NAME, description="A new name; references to it follow.")
    type: str = Field("", description="A new type.")
    enabled: bool | None = Field(None, description="Whether it runs.")
    position: dict[str, float] | None = Field(None, description="Where it stands, as {x, y}.")
    timeout: Any = Field(None, description="Seconds that one attempt may take.")
    retry: Any = Field(None, description="As {attempts: 3, wait: 1}.")
    expect: Any = Field(None, description="What its output must be like.")


class DrawnEdge(BaseModel):
    """An edge, by the names of its ends."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    source: str = Field(description="Name or id of the block that it leaves.")
    target: str = Field(description="Name or id of the block that it enters.")
    source_handle: str = Field("output", alias="sourceHandle", description="The way out: output, if, else, error, 1.")


@dataclass(frozen=True)
class Skipped:
    """One edit that was not done, and why."""

    edit: str
    code: str
    message: str


@dataclass
class Edited:
    """A graph after some edits, and what became of each."""

    graph: Graph
    applied: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class Refusal(Exception):
    """One edit does not fit."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def words_of(kind: type[BlockType]) -> set[str]:
    """The fields of a block type and the other words for them."""
    words = set(kind.model_fields)
    for info in kind.model_fields.values():
        choices = getattr(info.validation_alias, "choices", [info.validation_alias])
        words |= {choice for choice in choices if isinstance(choice, str)}
    return words


def fields_of(form: type[BaseModel] | None) -> str:
    """The fields of an edit in words."""
    if form is None:
        return "a name"
    return ", ".join(info.alias or name for name, info in form.model_fields.items())


def told(item: Any, kind: str) -> str:
    """An edit in a few words, for whoever reads why it was skipped."""
    verb = kind.replace("_blocks", "").replace("_edges", " edge")
    if isinstance(item, DrawnEdge):
        return f"{verb} {item.source} → {item.target}"
    if isinstance(item, dict) and "source" in item:
        return f"{verb} {item.get('source')} → {item.get('target')}"
    if isinstance(item, dict):
        item = item.get("name") or item.get("id") or item.get("type") or "?"
    return re.sub(r"\s+", " ", f"{verb} {item}")[:120]
