"""/api/powa/agents and /api/powa/orchestrations: the project's agents, and how they work together (ours).

These are project agents, which workflows ask. The SQL agents of /copilot/v1/agent are another thing.
"""

from __future__ import annotations

from typing import cast

from pydantic import BaseModel, Field

from jupyter_powa import assets
from jupyter_powa.api.route import route
from jupyter_powa.model.assets import AgentForm, Orchestration, OrchestrationForm, ProjectAgent
from jupyter_powa.powa import Powa


class AgentList(BaseModel):
    """The project's agents."""

    agents: list[ProjectAgent] = Field(description="By name.")


class OrchestrationList(BaseModel):
    """The project's orchestrations."""

    orchestrations: list[Orchestration] = Field(description="By name.")


class AgentChanges(AgentForm):
    """What to change of an agent; fields that are left out stay as they are."""

    name: str = Field("", description="What people and blocks call it.")


class OrchestrationChanges(OrchestrationForm):
    """What to change of an orchestration; fields that are left out stay as they are."""

    name: str = Field("", description="What people and blocks call it.")
    agents: list[str] = Field(default_factory=list, description="The agents in order, by id or name.")


@route("GET", "/api/powa/agents", action="read", resource="agents")
async def list_project_agents(powa: Powa) -> AgentList:
    """List the project's agents."""
    return AgentList.model_construct(agents=cast(list[ProjectAgent], await assets.listed(powa, "agents")))


@route("POST", "/api/powa/agents", action="write", resource="agents", status=201)
async def create_project_agent(powa: Powa, body: AgentForm) -> ProjectAgent:
    """Create an agent: a model, what it is told, what it may look up."""
    return cast(ProjectAgent, await assets.create(powa, "agents", body.model_dump()))


@route("GET", "/api/powa/agents/{agent}", action="read", resource="agents")
async def get_project_agent(powa: Powa, agent: str) -> ProjectAgent:
    """Get an agent by its id or name."""
    return cast(ProjectAgent, await assets.details(powa, "agents", agent))


@route("PATCH", "/api/powa/agents/{agent}", action="write", resource="agents")
async def change_project_agent(powa: Powa, agent: str, body: AgentChanges) -> ProjectAgent:
    """Change an agent; runs that are under way keep the old one."""
    return cast(ProjectAgent, await assets.update(powa, "agents", agent, body.model_dump(exclude_unset=True)))


@route("DELETE", "/api/powa/agents/{agent}", action="write", resource="agents")
async def delete_project_agent(powa: Powa, agent: str, force: bool = False) -> None:
    """Delete an agent; refused (409) while workflows or orchestrations use it, unless `force`."""
    await assets.delete(powa, "agents", agent, force=force)


@route("GET", "/api/powa/orchestrations", action="read", resource="orchestrations")
async def list_orchestrations(powa: Powa) -> OrchestrationList:
    """List the project's orchestrations."""
    found = cast(list[Orchestration], await assets.listed(powa, "orchestrations"))
    return OrchestrationList.model_construct(orchestrations=found)


@route("POST", "/api/powa/orchestrations", action="write", resource="orchestrations", status=201)
async def create_orchestration(powa: Powa, body: OrchestrationForm) -> Orchestration:
    """Create an orchestration: which agents work together, and how."""
    return cast(Orchestration, await assets.create(powa, "orchestrations", body.model_dump()))


@route("GET", "/api/powa/orchestrations/{orchestration}", action="read", resource="orchestrations")
async def get_orchestration(powa: Powa, orchestration: str) -> Orchestration:
    """Get an orchestration by its id or name."""
    return cast(Orchestration, await assets.details(powa, "orchestrations", orchestration))


@route("PATCH", "/api/powa/orchestrations/{orchestration}", action="write", resource="orchestrations")
async def change_orchestration(powa: Powa, orchestration: str, body: OrchestrationChanges) -> Orchestration:
    """Change an orchestration."""
    config = body.model_dump(exclude_unset=True)
    return cast(Orchestration, await assets.update(powa, "orchestrations", orchestration, config))


@route("DELETE", "/api/powa/orchestrations/{orchestration}", action="write", resource="orchestrations")
async def delete_orchestration(powa: Powa, orchestration: str, force: bool = False) -> None:
    """Delete an orchestration; refused (409) while workflows use it, unless `force`."""
    await assets.delete(powa, "orchestrations", orchestration, force=force)
