"""/copilot/v1/agent: whoever answers questions about a context (contract K1 to K9)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from jupyter_powa.agents.describe import generated
from jupyter_powa.api.contexts import edited
from jupyter_powa.api.family import RESOURCE, About, Id, Lenient, Name
from jupyter_powa.api.route import route
from jupyter_powa.briefing import portable, status
from jupyter_powa.briefing.brief import model
from jupyter_powa.briefing.contexts import context_of, fitted, index, tables_of, without_lost
from jupyter_powa.briefing.portable import PortableAgent
from jupyter_powa.briefing.quota import Meter, MeteredLlm
from jupyter_powa.briefing.source import AskedSource
from jupyter_powa.errors import Conflict
from jupyter_powa.model.agents import Context, SqlAgent
from jupyter_powa.powa import Powa
from jupyter_powa.sources import known_source

Status = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Condition = Annotated[str, StringConstraints(max_length=50_000)]
Model = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class NewAgent(Lenient):
    """An agent to make."""

    context_id: Id = Field(description="What it knows.")
    description: About | None = Field(description="What it is for.")
    name: Name = Field(description="What people call it.")
    model: Model = Field("", description="The model that writes its SQL; empty: the default one, or the planner.")
    table_filters: dict[str, Condition] = Field(
        default_factory=dict, description="A condition in SQL on the rows of each table, of every question (ours)."
    )


class SqlAgentChanges(Lenient):
    """What to change of an agent. Null clears the description, and leaves everything else as it is."""

    context_id: Id | None = Field(None, description="What it knows.")
    description: About | None = Field(None, description="What it is for.")
    name: Name | None = Field(None, description="What people call it.")
    status: Status | None = Field(None, description="DEVELOPMENT, PUBLISHED or DISABLED; any other word is kept.")
    model: Model | None = Field(None, description="The model that writes its SQL.")
    table_filters: dict[str, Condition] | None = Field(
        None, description="A condition in SQL on the rows of each table, of every question; empty: none (ours)."
    )


class NewImport(Lenient):
    """An agent from elsewhere."""

    datasource_id: Id = Field(description="The data source that it shall answer questions about.")
    data: PortableAgent = Field(description="The agent, as it was exported.")


@route("GET", "/copilot/v1/agent/", action="read", resource=RESOURCE)
async def list_agents(powa: Powa) -> list[SqlAgent]:
    """List the agents: Developer and DBA, which are always there, and those that were made."""
    return await status.told(powa, powa.store.agents.list())


@route("POST", "/copilot/v1/agent/", action="write", resource=RESOURCE)
async def create_agent(powa: Powa, body: NewAgent) -> SqlAgent:
    """Create an agent; its status is DEVELOPMENT."""
    powa.store.contexts.get(body.context_id)
    return await _told(powa, await powa.write(powa.store.agents.add, SqlAgent(**body.model_dump())))


@route("POST", "/copilot/v1/agent/import", action="write", resource=RESOURCE)
async def import_agent(powa: Powa, body: NewImport) -> SqlAgent:
    """Create an agent and its context from what was exported."""
    return await _told(powa, await portable.imported(powa, body.datasource_id, body.data))


@route("GET", "/copilot/v1/agent/{agent_id}", action="read", resource=RESOURCE)
async def get_agent(powa: Powa, agent_id: Id) -> SqlAgent:
    """Get an agent."""
    return await _told(powa, powa.store.agents.get(agent_id))


@route("DELETE", "/copilot/v1/agent/{agent_id}", action="write", resource=RESOURCE, nothing=200)
async def delete_agent(powa: Powa, agent_id: Id) -> None:
    """Delete an agent and its golden questions; its context and its sessions stay."""
    await powa.write(powa.store.agents.delete, agent_id)


@route("PATCH", "/copilot/v1/agent/{agent_id}", action="write", resource=RESOURCE)
async def change_agent(powa: Powa, agent_id: Id, body: SqlAgentChanges) -> SqlAgent:
    """Change an agent."""
    given = body.model_dump(exclude_unset=True)
    values = {name: value for name, value in given.items() if value is not None or name == "description"}
    if body.context_id is not None:
        powa.store.contexts.get(body.context_id)
    changed = await powa.write(powa.store.agents.change, agent_id, lambda agent: agent.model_copy(update=values))
    return await _told(powa, changed)


@route("GET", "/copilot/v1/agent/{agent_id}/export", action="read", resource=RESOURCE)
async def export_agent(powa: Powa, agent_id: Id) -> PortableAgent:
    """Get an agent and all that it knows as JSON that can be imported elsewhere."""
    return await portable.exported(powa, powa.store.agents.get(agent_id))


@route("POST", "/copilot/v1/agent/{agent_id}/generate", action="execute", resource=RESOURCE)
async def generate_agent(powa: Powa, agent_id: Id) -> Context:
    """Fill in what the agent's tables and columns mean, from its description and the data."""
    agent = powa.store.agents.get(agent_id)
    if agent.context_id is None:
        raise Conflict(f"The agent {agent.name} is built in: it has no context to write into.", code="built_in")
    source = known_source(powa, agent.datasource_id or "")
    old, live = await context_of(powa, agent), await tables_of(powa, source.id)
    meter, llm = Meter(powa, agent.id), model(powa, agent)
    powa.linkers.working.add(old.id)
    try:
        asked, metered = AskedSource(powa, source, meter), None if llm is None else MeteredLlm(llm, meter)
        made = await generated(without_lost(old, live), asked, metered, agent.description or "")
        return await edited(powa, old.id, lambda _: made, live)
    finally:
        powa.linkers.working.discard(old.id)
        if llm is not None:
            await llm.close()
        await meter.keep(questions=0)


@route("POST", "/copilot/v1/agent/{agent_id}/rebuild", action="execute", resource=RESOURCE, nothing=200)
async def rebuild_agent(powa: Powa, agent_id: Id) -> None:
    """Read the schema anew and make the agent's index from nothing. Columns and tables that are gone are left out."""
    agent = powa.store.agents.get(agent_id)
    if agent.context_id is None:
        await powa.linkers.forget(agent.id)
        return
    context = powa.store.contexts.get(agent.context_id)
    powa.linkers.working.add(context.id)
    try:
        live = await tables_of(powa, context.datasource_id)
        await powa.linkers.forget(context.id)
        changed = await powa.write(
            powa.store.contexts.change, context.id, lambda one: fitted(without_lost(one, live), live)
        )
        await index(powa, changed, live)
    finally:
        powa.linkers.working.discard(context.id)


async def _told(powa: Powa, agent: SqlAgent) -> SqlAgent:
    return (await status.told(powa, [agent]))[0]
