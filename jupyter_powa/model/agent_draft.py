"""An agent as somebody is editing it: what it will know, be told and be held to, once it is published."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Context, ContextTable, Relationship

MOST_TABLES: Limit[int] = 20_000
"""Tables of an agent. Source: ours; linking is measured with 10,000."""
MOST_GOLDENS: Limit[int] = 5_000
"""Golden questions of an agent. Source: ours; its index is read anew with all of them."""
Words = Annotated[str, StringConstraints(max_length=50_000)]


class DraftGolden(BaseModel):
    """A golden question of a draft."""

    id: str = Field("", max_length=100, description="That of the stored one; anything else for a new one.")
    question: str = Field(max_length=20_000, description="The question in words.")
    sql_text: str = Field(max_length=20_000, description="The SQL that answers it.")
    approved: bool = Field(False, description="Whether it is right, and may be used.")
    ordered: bool = Field(False, description="Whether the order of the rows matters.")


class AgentDraft(BaseModel):
    """An agent as it is edited, with all that it knows. Nothing of it holds before it is published."""

    model_config = ConfigDict(protected_namespaces=())

    agent_id: str | None = Field(None, max_length=100, description="The agent that it changes; none: a new one.")
    version: str = Field("", max_length=200, description="Which state of the agent it began from.")
    name: str = Field("", max_length=200, description="What people call it.")
    description: Words | None = Field(None, description="What it is for; instructions for whoever answers.")
    model: str = Field("", max_length=200, description="The model that writes its SQL; empty: the default one.")
    datasource_id: str = Field(max_length=100, description="The data source.")
    tables: list[ContextTable] = Field(
        default_factory=list, max_length=MOST_TABLES, description="The tables that are chosen, and what they mean."
    )
    relationships: list[Relationship] = Field(
        default_factory=list, max_length=100_000, description="How they belong together."
    )
    table_filters: dict[str, Words] = Field(
        default_factory=dict, description="A condition in SQL on the rows of each table, of every question."
    )
    goldens: list[DraftGolden] = Field(
        default_factory=list,
        max_length=MOST_GOLDENS,
        description="Golden questions; a stored one that is left out stays.",
    )
    dropped: list[str] = Field(
        default_factory=list, max_length=MOST_GOLDENS, description="Golden questions to delete, by id."
    )

    def context(self, context_id: str | None = None) -> Context:
        """What it will know, as a context; a new one unless its id is told."""
        own = {} if context_id is None else {"id": context_id}
        told = {"name": self.name or "draft", "datasource_id": self.datasource_id, **own}
        return Context(**told, tables=self.tables, relationships=self.relationships)
