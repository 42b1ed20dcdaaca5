"""A question to a SQL agent as a step of a workflow."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.model.agents import Context, SqlAgent
from jupyter_powa.model.source import PROJECT_ID
from tests.llm.planner.desk import Desk


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("ask the sales agent for the orders by status, then sort by status", "The orders by status"),
        ("Ask the agent “Sales”: how many orders are paid?", "How many orders are paid"),
    ],
)  # fmt: skip
async def test_what_a_sql_agent_is_asked_becomes_a_block_whose_rows_flow_on(
    said: str, prompt: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    try:
        context = desk.powa.store.contexts.add(Context(name="shop", datasource_id=PROJECT_ID))
        desk.powa.store.agents.add(SqlAgent(name="Sales", context_id=context.id, model="planner"))
        await desk.say(said)
        (block,) = [one for one in desk.draft.graph.blocks if one.type == "agent"]
        assert (str(block.config["agent_id"]).casefold(), block.config["prompt"]) == ("sales", prompt)
        assert any(edge.startswith(f"{block.name}>") for edge in desk.edges), desk.edges
    finally:
        await desk.close()


async def test_an_agent_that_is_not_there_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        assert "no agent 'weather'. Agents: Developer, DBA" in await desk.say("ask the weather agent for rain by day")
    finally:
        await desk.close()
