"""The versions of a workflow, from a cell: what was saved when, what differs, and put one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from jupyter_powa.copilot.diff import between
from jupyter_powa.engine.check import normalised
from jupyter_powa.model import workflow as model
from jupyter_powa.model.copilot import WorkflowDiff
from jupyter_powa.model.workflow import Graph
from jupyter_powa.notebook.stored import waited
from jupyter_powa.powa import Powa
from jupyter_powa.widgets.compared import compared_html

if TYPE_CHECKING:
    import pandas as pd


class Difference:
    """What makes one version of another; alone in a cell, block by block."""

    def __init__(self, diff: WorkflowDiff, old: str, new: str) -> None:
        self.diff, self._old, self._new = diff, old, new

    @property
    def empty(self) -> bool:
        """Whether the two are the same."""
        return self.diff.empty

    def __repr__(self) -> str:
        return f"From {self._old} to {self._new}: {self.diff.summary.text}"

    def _repr_html_(self) -> str:
        return compared_html(self.diff, f"From {self._old} to {self._new}")


class Versioned:
    """What a Workflow has of its past."""

    id: str
    powa: Powa

    @property
    def graph(self) -> Graph:
        """The blocks and edges as they are now."""
        raise NotImplementedError

    def save(self) -> Self:
        """Keep it in the store."""
        raise NotImplementedError

    def _take(self, saved: model.Workflow) -> None:
        raise NotImplementedError

    @property
    def versions(self) -> pd.DataFrame:
        """The versions that are kept, newest first, one row each; raises WorkflowNotFound where it was never saved."""
        import pandas as pd

        names = ["number", "saved_at", "origin", "draft", "restored", "blocks", "edges"]
        rows = [row.model_dump() for row in self.powa.store.versions.list(self.id)]
        frame = pd.DataFrame(rows, columns=names).astype({"restored": "Int64"})
        return frame.set_index("number")

    def diff(self, old: int | None = None, new: int | None = None) -> Difference:
        """What makes version `new` of version `old`.

        `new` is what is here now where it is left out, saved or not; `old` is the newest that was saved, or the one
        before `new`. Raises VersionNotFound.
        """
        store = self.powa.store
        if new is None:
            after, words = normalised(self.graph)[0], "now"
            base = store.workflows.row(self.id).version if old is None else old
        else:
            after, words = store.versions.get(self.id, new).graph, f"version {new}"
            base = (store.versions.before(self.id, new) or 0) if old is None else old
        before = store.versions.get(self.id, base).graph if base else Graph()
        return Difference(between(before, after, base or None), f"version {base}" if base else "nothing", words)

    def restore(self, number: int) -> Self:
        """Put the graph of a version back: that is a version of its own, so that nothing is lost by it.

        What is not saved yet is saved first. Raises VersionNotFound, AlreadyDeployed.
        """
        graph = self.powa.store.versions.get(self.id, number).graph
        self.save()
        work = self.powa.write(self.powa.store.workflows.save_graph, self.id, graph, origin="restore", restored=number)
        saved = waited(work)
        self._take(saved)
        self.powa.executions.saved(self.id, saved.version)
        return self
