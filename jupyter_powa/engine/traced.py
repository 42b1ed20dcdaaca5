"""Run a graph with spans for it and each of its blocks, where somebody traces; elsewhere as it is."""

from __future__ import annotations

from typing import Any

from jupyter_powa import tracing
from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.engine.careful import Turn
from jupyter_powa.engine.compiled import Node
from jupyter_powa.engine.kept import Clean, KeptResults
from jupyter_powa.engine.outcome import Outcome
from jupyter_powa.engine.run import GraphRun
from jupyter_powa.model.execution import Emit
from jupyter_powa.model.plan import Plan


async def run(
    plan: Plan, sockets: Sockets, emit: Emit, kept: KeptResults, clean: Clean | None = None
) -> dict[str, Record]:
    """As `engine.run.run`."""
    tracer, asked = tracing.tracer(), (plan, sockets, emit, kept, clean)
    return await (GraphRun(*asked) if tracer is None else TracedRun(tracer, *asked)).go()


class TracedRun(GraphRun):
    """One run of one graph, with a span for it and one for each block under it."""

    def __init__(self, tracer: Any, plan: Plan, *asked: Any) -> None:
        super().__init__(plan, *asked)
        self._tracer, self._carried = tracer, plan.trace
        self._about = {
            "powa.workflow.id": plan.workflow_id,
            "powa.execution.id": plan.execution_id,
            "powa.trigger": plan.trigger,
            "powa.blocks": len(plan.graph.blocks),
        }

    async def go(self) -> dict[str, Record]:
        """Run it to its end."""
        with tracing.under(self._carried), tracing.within(self._tracer, "run workflow", self._about) as span:
            results = await super().go()
            if self.error is not None:
                tracing.failed(span, self.code or "execution_failed")
            return results

    async def _attempt(self, node: Node, turn: Turn) -> Outcome:
        id, type, name = node.head
        about = {"powa.block.id": id, "powa.block.type": type, "powa.block.name": name, "powa.execution.id": self.id}
        with tracing.within(self._tracer, f"run block {type}", about) as span:
            outcome = await super()._attempt(node, turn)
            if outcome.failed:
                tracing.failed(span, outcome.code)
            return outcome
