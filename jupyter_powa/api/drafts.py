"""/copilot/v1/draft: agents as they are edited, held in no store before they are published (ours).

A draft names any table and any filter, so only whoever may change agents may ask one.
"""

from __future__ import annotations

from pydantic import BaseModel, Field

from jupyter_powa.agents.evaluate import Evaluation, evaluated
from jupyter_powa.api.family import RESOURCE, Id, Strict, Words
from jupyter_powa.api.route import route
from jupyter_powa.briefing import drafts, status
from jupyter_powa.briefing.asking import ask
from jupyter_powa.briefing.quota import Meter
from jupyter_powa.briefing.source import FilteredSource
from jupyter_powa.model.agent_draft import AgentDraft
from jupyter_powa.model.agents import Answer, Chat, SqlAgent
from jupyter_powa.powa import Powa
from jupyter_powa.sources import known_source


class FittedDraft(BaseModel):
    """A draft as its database is now."""

    draft: AgentDraft = Field(description="The draft, with every column that there is and the keys that are declared.")
    lost: list[str] = Field(description="Tables and columns that the database does not have any more.")


class AskedDraft(Strict):
    """A question to a draft."""

    draft: AgentDraft = Field(description="The draft.")
    prompt: Words = Field(description="The question.")


@route("GET", "/copilot/v1/agent/{agent_id}/draft", action="read", resource=RESOURCE)
async def begin_draft(powa: Powa, agent_id: Id) -> AgentDraft:
    """Get a draft of an agent as it is stored, to edit it."""
    return drafts.begun(powa, powa.store.agents.get(agent_id))


@route("POST", "/copilot/v1/draft/fit", action="write", resource=RESOURCE)
async def fit_draft(powa: Powa, body: AgentDraft) -> FittedDraft:
    """Hold a draft against its database: columns that are available, keys that are declared, what is gone."""
    draft, lost = await drafts.fitted_draft(powa, body)
    return FittedDraft(draft=draft, lost=lost)


@route("POST", "/copilot/v1/draft/generate", action="write", resource=RESOURCE)
async def generate_draft(powa: Powa, body: AgentDraft) -> AgentDraft:
    """Fill in what a draft does not say, from its description and the data; nothing is stored."""
    return await drafts.generated_draft(powa, body)


@route("POST", "/copilot/v1/draft/ask", action="write", resource=RESOURCE)
async def ask_draft(powa: Powa, body: AskedDraft) -> Chat:
    """Ask the agent that a draft would be; what goes wrong with it is told in `error_text`."""
    async with drafts.asked(powa, body.draft) as (agent, known):
        return Chat(prompt=body.prompt, response=await ask(powa, agent, body.prompt, {}, other=known))


@route("POST", "/copilot/v1/draft/evaluate", action="write", resource=RESOURCE)
async def evaluate_draft(powa: Powa, body: AgentDraft) -> Evaluation:
    """Ask the agent that a draft would be its approved golden questions, and compare its rows with their SQL's."""
    async with drafts.asked(powa, body) as (agent, known):
        meter = Meter(powa, agent.id)
        source = FilteredSource(powa, known_source(powa, body.datasource_id), meter, body.table_filters)

        async def asked(question: str) -> Answer:
            return await ask(powa, agent, question, {}, other=known)

        try:
            return await evaluated(asked, source, [one for one in known.goldens or () if one.approved])
        finally:
            await meter.keep(questions=0)


@route("POST", "/copilot/v1/draft/publish", action="write", resource=RESOURCE)
async def publish_draft(powa: Powa, body: AgentDraft, over: bool = False) -> SqlAgent:
    """Store a draft whole and publish its agent; `over`: also where the agent was changed since it was begun."""
    return (await status.told(powa, [await drafts.published(powa, body, over=over)]))[0]
