"""A workflow that is talked about: ask the copilot from a cell, or open the chat."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from jupyter_powa.model import workflow as model
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa

if TYPE_CHECKING:
    from jupyter_powa.notebook.ask import Answer
    from jupyter_powa.widgets.copilot import CopilotWidget


class Talkable:
    """What the copilot can be asked about."""

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

    def ask(self, said: str, *, model: str = "", approve: Collection[str] = (), show: bool = True) -> Answer:
        """Say something about this workflow to the copilot and wait for its answer.

        Nothing changes by that: `answer.apply()` makes the change that it proposes, `answer.undo()` takes it back.
        `model`: for this once, as `planner` or `scripted/file.json`; else the one that is chosen. `approve`: what is
        said yes to without asking: run, create, update, delete. Raises CopilotFailed, TurnInProgress.
        """
        from jupyter_powa.notebook.ask import ask

        self.save()
        stored = self.powa.store.workflows.get(self.id)
        return ask(self.powa, stored, self.graph, said, self._take, model=model, approve=approve, show=show)

    def chat(self, height: int = 560) -> CopilotWidget:
        """The chat with the copilot beside the live graph."""
        from jupyter_powa.widgets.copilot import CopilotWidget

        self.save()
        return CopilotWidget(self.powa, self.id, height=height)
