"""An agent's answer in a notebook: its words and its SQL above its rows in the grid, a chart, and what can be done."""

from __future__ import annotations

from typing import Any

import traitlets

from jupyter_powa.errors import PowaError
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Entry, SqlAgent
from jupyter_powa.model.explore import Relation, View
from jupyter_powa.powa import Powa
from jupyter_powa.widgets.answered import answered_html
from jupyter_powa.widgets.choices import choices
from jupyter_powa.widgets.explorer import ExplorerWidget

MOST_DRAWN: Limit[int] = 500
"""Rows of a chart that are saved with a notebook. Source: ours, a year of days and some."""


class AnswerWidget(ExplorerWidget):
    """One answer of a conversation; the question back is answered in it, which shows the next one."""

    agent_id = traitlets.Unicode(help="Who was asked.").tag(sync=True)
    agent = traitlets.Unicode(help="Its name.").tag(sync=True)
    session_id = traitlets.Unicode(help="The conversation.").tag(sync=True)
    entry_id = traitlets.Unicode(help="The entry that is shown; the front end sets it after a further question.").tag(
        sync=True
    )
    entry = traitlets.Dict(help="The entry, without the rows that the grid reads itself.").tag(sync=True)
    choices: Any = traitlets.List(help="What a question back offers: label, and the question said anew.").tag(sync=True)
    drawn: Any = traitlets.List(help="The rows of its chart.").tag(sync=True)

    def __init__(self, powa: Powa, agent: SqlAgent, session_id: str, entry_id: str, **traits: Any) -> None:
        """Show that entry; raises AgentSessionNotFound."""
        self._powa = powa
        self._shown = self._read(session_id, entry_id)
        names = {"agent_id": agent.id, "agent": agent.name, "session_id": session_id, "entry_id": entry_id}
        view = _view(self._shown, traits.get("source", ""))
        super().__init__(powa, view, title="Rows", **{**names, **_told(self._shown), **traits})
        self._view = "answer"
        self.observe(self._take_entry, "entry_id")

    def _take_entry(self, change: Any) -> None:
        """Show another entry of the conversation."""
        self._shown = self._read(self.session_id, change["new"])
        view = _view(self._shown, self.source)
        shown = None if view is None else view.model_dump(mode="json", exclude_none=True)
        with self.hold_sync():  # the front end hears of all of it at once
            for name, value in {"view": shown, "tabs": None, "first": b"", **_told(self._shown)}.items():
                setattr(self, name, value)

    def _take_first(self) -> None:
        try:
            super()._take_first()
        except PowaError:  # the answer holds its rows; what the grid cannot read again, it says itself
            self.first = b""

    def _read(self, session_id: str, entry_id: str) -> Entry:
        entries = self._powa.store.agent_sessions.get(session_id).entries
        return next(one for one in entries if one.id == entry_id)

    def picture(self) -> str:
        """The answer as static HTML."""
        return answered_html(self._shown)

    def __repr__(self) -> str:
        return f"AnswerWidget({self._shown.chat.prompt!r})"


def _view(entry: Entry, source: str) -> View | None:
    answer = entry.chat.response
    if not isinstance(answer.content, list) or not answer.sql_text:
        return None
    return View(relation=Relation(sql=answer.sql_text, source=source or None))


def _told(entry: Entry) -> dict[str, Any]:
    """The entry as the front end draws it, and the rows of its chart."""
    answer = entry.chat.response
    told = entry.model_dump(mode="json")
    if isinstance(answer.content, list):
        told["chat"]["response"]["content"] = None
    told["chat"]["response"].pop("stages")
    drawn: list[dict[str, Any]] = []
    if answer.chart is not None and isinstance(answer.content, list):
        names = [answer.chart[part] for part in ("x", "y", "color") if part in answer.chart]
        drawn = [{name: row.get(name) for name in names} for row in answer.content[:MOST_DRAWN]]
    offered = [[label, prompt] for label, prompt in choices(entry.chat.prompt, answer.asks).items()]
    return {"choices": offered, "drawn": drawn, "entry": told}
