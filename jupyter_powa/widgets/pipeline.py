"""A goal in a notebook: typed or given, talked about, tried on a few rows, run; its datasets open in the explorer."""

from __future__ import annotations

from html import escape
from typing import Any

import traitlets

from jupyter_powa.model.pipeline import PipelineSession
from jupyter_powa.pipeline import session as work
from jupyter_powa.powa import Powa
from jupyter_powa.widgets.base import PowaWidget
from jupyter_powa.widgets.fallback import graph_svg, problems_html


class PipelineWidget(PowaWidget):
    """A goal and the pipeline that is built for it; without a session, a box to type the goal into."""

    session_id = traitlets.Unicode("", help="The session; empty until a goal is typed.").tag(sync=True)
    workflow_id = traitlets.Unicode("", help="The workflow that is built.").tag(sync=True)
    goal = traitlets.Unicode("", help="What the user wants to accomplish.").tag(sync=True)
    model = traitlets.Unicode("", help="The model that a new session asks; empty: the chosen one.").tag(sync=True)
    height = traitlets.Int(560, help="Height of the conversation beside its graph, in pixels.").tag(sync=True)

    def __init__(self, powa: Powa, session: PipelineSession | None = None, **traits: Any) -> None:
        """Show that session, or (None) the box for a goal."""
        if session is not None:
            told = {"session_id": session.id, "workflow_id": session.workflow_id, "goal": session.goal}
            traits = {**told, "model": session.model_name or "", **traits}
        super().__init__(powa, _view="pipeline", **traits)

    def picture(self) -> str:
        """What was said last, and the graph of the steps, as static HTML."""
        if not self.session_id:
            return "<div><em>No goal yet.</em></div>"
        session = self._powa.store.pipelines.get(self.session_id)
        workflow, state = work.state_in(self._powa, session)
        said = [one for one in self._powa.store.conversations.messages(session.id) if one.role == "assistant"]
        shown = graph_svg(workflow.graph) if workflow.blocks else ""
        stops = [problem for problem in state.problems if problem.stops]
        content = said[-1].content if said else session.goal
        return f"<p>{escape(content)}</p>{shown}{problems_html(stops) if stops else ''}"

    def __repr__(self) -> str:
        return f"PipelineWidget({self.goal!r})"
