"""A version of a workflow: its graph as it was saved once."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from jupyter_powa.model.workflow import Graph

Origin = Literal["api", "cell", "copilot", "editor", "import", "restore", "unknown"]
"""What saved a version; `unknown` is what was stored before versions were kept."""


class VersionRow(BaseModel):
    """A version in a list: all but its graph."""

    number: int = Field(description="The workflow's version; numbers of drafts that were folded into a later are gone.")
    saved_at: datetime = Field(description="UTC.")
    origin: Origin = Field(description="What saved it.")
    draft: bool = Field(description="Saved by an editor by itself; the next draft may take its place.")
    restored: int | None = Field(description="The version that was put back by it; None where none was.")
    blocks: int = Field(description="How many blocks its graph has.")
    edges: int = Field(description="How many edges its graph has.")


class Version(VersionRow):
    """A version with its graph."""

    graph: Graph = Field(description="The graph as it was saved.")
