"""What a workflow has done so far, from a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_powa.launch import state
from jupyter_powa.model.workflow import Block, Graph
from jupyter_powa.notebook.builder import Builder
from jupyter_powa.notebook.run import Run
from jupyter_powa.notebook.started import Started
from jupyter_powa.powa import Powa

if TYPE_CHECKING:
    import pandas as pd


class Past:
    """The executions of a stored workflow."""

    id: str
    name: str
    powa: Powa
    _builder: Builder

    @property
    def graph(self) -> Graph:
        """The blocks and edges as they are now."""
        raise NotImplementedError

    @property
    def runs(self) -> pd.DataFrame:
        """Its latest executions, newest first, one row each."""
        import pandas as pd

        names = ["id", "status", "trigger", "kernel", "version", "input", "error", "started_at", "completed_at"]
        rows = [execution.model_dump() for execution in self.powa.store.executions.list(self.id, limit=100)]
        frame = pd.DataFrame(rows, columns=names)
        took = pd.to_datetime(frame["completed_at"], utc=True) - pd.to_datetime(frame["started_at"], utc=True)
        frame.insert(2, "seconds", took.dt.total_seconds())
        return frame

    def last(self, execution_id: str | None = None) -> Run:
        """The latest run, wherever it was started, or the one of that id; raises LookupError where there is none."""
        found = execution_id or next((one.id for one in self.powa.store.executions.list(self.id, limit=1)), None)
        if found is None:
            raise LookupError(f"{self.name!r} has not been run yet")
        return Run(Started(self.powa, found, self.name, self.graph))

    def pin(self, name: str) -> None:
        """Hold what a block gave last: it is not run any more, whatever a run asks for, until `unpin`.

        Raises LookupError where it has given nothing yet.
        """
        block = self._builder._way(name).placed.block
        for execution in self.powa.store.executions.list(self.id, limit=100):
            for log in state(self.powa, execution.id)[1]:
                if log.block_id == block.id and log.status == "success":
                    return self._pin(block, log.reused_from or execution.id)
        raise LookupError(f"{block.name!r} has given nothing yet: run it first.")

    def unpin(self, name: str) -> None:
        """Let a block run again."""
        self._pin(self._builder._way(name).placed.block, None)

    def _pin(self, block: Block, execution_id: str | None) -> None:
        self._builder.blocks[block.id] = block.model_copy(update={"pin": execution_id})
