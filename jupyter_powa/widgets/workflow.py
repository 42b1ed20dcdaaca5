"""The graph of a workflow, live: what runs, what came out, and a form to run it with."""

from __future__ import annotations

from typing import Any

import traitlets

from jupyter_powa.errors import PowaError
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa
from jupyter_powa.widgets.base import PowaWidget
from jupyter_powa.widgets.fallback import graph_svg


class WorkflowWidget(PowaWidget):
    """The graph of one stored workflow. It follows every run, wherever that was started."""

    workflow_id = traitlets.Unicode(help="The workflow that is shown.").tag(sync=True)
    title = traitlets.Unicode(help="Its name.").tag(sync=True)

    def __init__(self, powa: Powa, workflow_id: str, **traits: Any) -> None:
        """Show that workflow; raises WorkflowNotFound."""
        super().__init__(powa, _view="workflow", workflow_id=workflow_id, **traits)
        try:
            self.title = powa.store.workflows.get(workflow_id).name
        except PowaError:
            self.close()
            raise

    @property
    def _graph(self) -> Graph:
        return self._powa.store.workflows.get(self.workflow_id).graph

    def picture(self) -> str:
        """The graph with the states of its last run, as SVG."""
        executions = self._powa.store.executions.list(self.workflow_id, limit=1)
        logs = self._powa.store.logs.list(executions[0].id) if executions else []
        return graph_svg(self._graph, {log.block_id: log.status for log in logs})

    def __repr__(self) -> str:
        graph = self._graph
        return f"WorkflowWidget({self.title!r}, blocks={len(graph.blocks)}, edges={len(graph.edges)})"
