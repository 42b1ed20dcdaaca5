"""Read one asset of the project whole."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jupyter_powa import assets
from jupyter_powa.briefing.contexts import context_of, goldens_of
from jupyter_powa.briefing.packed import sql_agent
from jupyter_powa.copilot.outline import outline
from jupyter_powa.copilot.shown import shown
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.limits import Limit

PROMPT: Limit[int] = 1_000
"""Characters of an agent's system prompt that the copilot is shown. Source: contract, number table."""


TABLES = 40
"""Tables of a SQL agent, and questions, that the copilot is told."""


class GetAssetDetails(Tool, name="get_asset_details", saying="Reading an asset…"):
    """Read one agent, SQL agent, knowledge base, orchestration or workflow: its settings; a workflow as an outline."""

    asset_type: str = Field(description="agents, sql_agents, knowledge_bases, orchestrations or workflows.")
    asset_id: str = Field(min_length=1, description="Its id, or its name.")

    async def run(self, turn: Turn) -> dict[str, Any]:
        """The asset; raises NotFound, BadRequest."""
        if self.asset_type.strip().casefold() in ("workflow", "workflows"):
            workflow = turn.powa.store.workflows.get(self.asset_id)
            about = workflow.model_dump(
                mode="json", include={"id", "name", "description", "variables", "state", "version"}
            )
            return about | {"graph": outline(workflow.graph)}
        if self.asset_type.strip().casefold() in ("sql_agent", "sql_agents"):
            return await _sql_agent(turn, self.asset_id)
        asset = await assets.details(turn.powa, self.asset_type, self.asset_id)
        told = asset.model_dump(mode="json")
        for name in ("system_prompt", "instructions"):
            if name in told:
                told[name] = shown(told[name], PROMPT)
        return told


async def _sql_agent(turn: Turn, word: str) -> dict[str, Any]:
    """A SQL agent, with the tables and columns that it may see and what it was asked before."""
    agent = sql_agent(turn.powa, word)
    context = await context_of(turn.powa, agent)
    tables = [
        {"name": one.name, "description": one.description, "columns": [column.name for column in one.columns]}
        for one in context.tables[:TABLES]
    ]
    goldens = [golden.question for golden in goldens_of(turn.powa, agent)[:TABLES]]
    about = agent.model_dump(mode="json", include={"id", "name", "description", "status", "model"})
    return about | {"tables": tables, "answers_well": goldens}
