"""A notebook's workflow and the store: saved, read again, and never over what somebody else has saved."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from jupyter_powa.engine.check import normalised
from jupyter_powa.errors import Conflict
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model import workflow as model
from jupyter_powa.model.workflow import Graph
from jupyter_powa.notebook.builder import Builder
from jupyter_powa.powa import Powa
from jupyter_powa.unknown import WorkflowNotFound

T = TypeVar("T")


class Stored:
    """What a Workflow has of the store."""

    id: str
    name: str
    description: str | None
    variables: dict[str, Any]
    powa: Powa
    _builder: Builder
    _stands_on: tuple[int, Graph] | None = None
    """The version of the store that this goes on from, and the graph as it was then."""

    def save(self, *, replace: bool = False) -> Self:
        """Keep it in the store; a new version only where the graph has changed. Raises AlreadyDeployed.

        Where the graph was changed here and elsewhere since it was saved, nothing is saved and Conflict is raised;
        `replace` saves it all the same.
        """
        if replace:
            self._stands_on = None
        waited(self._saved())
        return self

    def reload(self) -> Self:
        """Go on from what is stored; what was changed here and not saved is dropped. Raises WorkflowNotFound."""
        self._take(self.powa.store.workflows.get(self.id))
        return self

    async def _saved(self) -> model.Workflow:
        self._catch_up()
        saved = await self._kept(normalised(self._builder.graph)[0])
        self._stands_on = (saved.version, self._builder.graph)
        return saved

    async def _kept(self, graph: Graph) -> model.Workflow:
        store = self.powa.store.workflows
        try:
            known = store.get(self.id)
        except WorkflowNotFound:
            fresh = model.Workflow(id=self.id, name=self.name, blocks=graph.blocks, edges=graph.edges)
            fresh = fresh.model_copy(update={"description": self.description, "variables": self.variables})
            return await self.powa.write(store.put, fresh, origin="cell")
        if (known.name, known.description, known.variables) != (self.name, self.description, self.variables):
            fields = {"name": self.name, "description": self.description, "variables": self.variables}
            await self.powa.write(store.change, self.id, **fields)
        if store.changes(known, graph):
            if self._stands_on is not None and self._stands_on[0] != known.version:
                raise Conflict(
                    f"{self.name!r} was changed here, and elsewhere as well (version {known.version}): nothing is "
                    "saved. `reload()` goes on from what is stored, `save(replace=True)` puts this in its place."
                )
            known = await self.powa.write(store.save_graph, self.id, graph, expected=known.version, origin="cell")
            self.powa.executions.saved(self.id, known.version)
        return store.get(self.id)

    def _take(self, saved: model.Workflow) -> None:
        """Go on from a graph that was saved by other means: by hand, or the copilot's."""
        self._builder = Builder(saved.graph)
        self._stands_on = (saved.version, self._builder.graph)

    def _catch_up(self) -> None:
        """Where others have saved it since, and nothing is unsaved here, this is what they saved."""
        if self._stands_on is None:
            return
        store, (version, graph) = self.powa.store.workflows, self._stands_on
        try:
            if store.row(self.id).version != version and self._builder.graph == graph:
                self._take(store.get(self.id))
        except WorkflowNotFound:  # deleted elsewhere: saving makes it anew
            self._stands_on = None


def waited(work: Coroutine[Any, Any, T]) -> T:
    """The result of work of the `powa` loop, waited for."""
    return loop_thread().submit(work).result()
