"""The graph as it changes in one turn, and the change that comes of it. Not stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_powa.copilot.asked import Edited
from jupyter_powa.copilot.diff import between
from jupyter_powa.copilot.edits import edit
from jupyter_powa.engine.check import check, normalised
from jupyter_powa.model.copilot import WorkflowDiff
from jupyter_powa.model.workflow import Graph, Problem


class Draft:
    """A graph that starts as the workflow's, or as the editor's own, and is edited from there."""

    def __init__(self, base: Graph, version: int) -> None:
        """`version`: of the workflow as it is stored."""
        self.base = base
        self.graph = normalised(base)[0]
        self.version = version
        self.edits = 0
        """How often it has changed."""

    def edit(self, asked: Mapping[str, Any]) -> tuple[Edited, list[Problem]]:
        """Do what fits of these edits; what became of each, and what the checker says of the graph now."""
        edited = edit(self.graph, asked)
        if edited.applied:
            self.edits += 1
        self.graph = edited.graph
        return edited, check(self.graph)

    @property
    def whole(self) -> WorkflowDiff:
        """The whole change so far, which may be empty."""
        return between(self.base, self.graph, self.version)

    @property
    def diff(self) -> WorkflowDiff | None:
        """The whole change so far; None where there is none."""
        diff = self.whole
        return None if diff.empty else diff
