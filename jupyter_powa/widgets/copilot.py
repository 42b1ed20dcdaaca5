"""The chat with the copilot beside its graph: say what the workflow shall do, look at the change, apply it."""

from __future__ import annotations

from typing import Any

import traitlets

from jupyter_powa.errors import PowaError
from jupyter_powa.model.copilot import Message
from jupyter_powa.powa import Powa
from jupyter_powa.widgets.base import PowaWidget
from jupyter_powa.widgets.fallback import graph_svg
from jupyter_powa.widgets.transcript import transcript_html

MAX_GRAPH = 19_000
"""Characters of the graph's picture: with the transcript it stays below 100 kB."""


class CopilotWidget(PowaWidget):
    """A conversation about one stored workflow, beside the workflow's live graph."""

    workflow_id = traitlets.Unicode(help="The workflow that is talked about.").tag(sync=True)
    session_id = traitlets.Unicode("", help="The conversation; empty: the newest about it.").tag(sync=True)
    title = traitlets.Unicode(help="The workflow's name.").tag(sync=True)
    height = traitlets.Int(560, help="Height in pixels.").tag(sync=True)

    def __init__(self, powa: Powa, workflow_id: str, session_id: str = "", **traits: Any) -> None:
        """Show that conversation; raises WorkflowNotFound, SessionNotFound."""
        super().__init__(powa, _view="copilot", workflow_id=workflow_id, session_id=session_id, **traits)
        try:
            self.title = powa.store.workflows.get(workflow_id).name
            if session_id:
                powa.store.conversations.get(session_id)
        except PowaError:
            self.close()
            raise

    @property
    def _messages(self) -> list[Message]:
        conversations = self._powa.store.conversations
        newest = None if self.session_id else conversations.newest(self.workflow_id)
        session_id = self.session_id or (newest.id if newest else "")
        return conversations.messages(session_id) if session_id else []

    def picture(self) -> str:
        """The graph and the conversation, as static HTML."""
        graph = self._powa.store.workflows.get(self.workflow_id).graph
        drawn = graph_svg(graph)
        if len(drawn) > MAX_GRAPH:
            drawn = f"<div><em>{len(graph.blocks):,} blocks</em></div>"
        return drawn + transcript_html(self._messages)

    def __repr__(self) -> str:
        return f"CopilotWidget({self.title!r}, messages={len(self._messages)})"
