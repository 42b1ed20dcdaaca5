"""The builder of an agent in a notebook: tables, meanings, relations, filters, golden questions; a test; published."""

from __future__ import annotations

from typing import Any

import traitlets

from jupyter_powa.briefing.drafts import begun
from jupyter_powa.errors import PowaError
from jupyter_powa.model.agent_draft import AgentDraft
from jupyter_powa.model.source import PROJECT_ID
from jupyter_powa.powa import Powa
from jupyter_powa.sources import known_source
from jupyter_powa.widgets.base import PowaWidget
from jupyter_powa.widgets.built import built_html


class AgentBuilderWidget(PowaWidget):
    """An agent as it is edited: kept here over a reload of the page, and held to nothing before it is published."""

    agent_id = traitlets.Unicode(help="The agent that is edited; empty: a new one.").tag(sync=True)
    name = traitlets.Unicode(help="What it is called, as it is stored, or as a new one shall be called.").tag(sync=True)
    datasource_id = traitlets.Unicode(PROJECT_ID, help="The data source that a new one begins with.").tag(sync=True)
    draft: Any = traitlets.Dict(help="What was edited; empty: nothing so far.").tag(sync=True)
    height = traitlets.Int(640, help="Height in pixels.").tag(sync=True)

    def __init__(self, powa: Powa, agent_id: str = "", **traits: Any) -> None:
        """Edit that agent, or (empty) a new one; raises AgentNotFound, Conflict for a built-in one."""
        super().__init__(powa, _view="builder", agent_id=agent_id, **traits)
        try:
            if agent_id:
                self.name = begun(powa, powa.store.agents.get(agent_id)).name
        except PowaError:
            self.close()
            raise

    @property
    def edited(self) -> AgentDraft:
        """The draft as it stands now; where nothing was edited, what is stored."""
        if self.draft:
            return AgentDraft.model_validate(self.draft)
        if self.agent_id:
            return begun(self._powa, self._powa.store.agents.get(self.agent_id))
        return AgentDraft(name=self.name, datasource_id=self.datasource_id)

    def picture(self) -> str:
        """What the agent knows, as static HTML."""
        draft = self.edited
        try:
            source = known_source(self._powa, draft.datasource_id).name
        except PowaError:
            source = ""
        return built_html(draft, source)

    def __repr__(self) -> str:
        return f"AgentBuilderWidget({self.name!r})"
