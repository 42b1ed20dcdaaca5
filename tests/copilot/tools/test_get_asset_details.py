"""Read one asset whole."""

import pytest

from jupyter_powa import assets
from jupyter_powa.copilot.tools.get_asset_details import PROMPT
from jupyter_powa.errors import NotFound
from jupyter_powa.model.agents import Context, ContextColumn, ContextTable, Golden, SqlAgent


async def test_an_agents_long_system_prompt_is_cut(use, powa):
    made = await assets.create(powa, "agents", {"name": "Clerk", "system_prompt": "x" * 5_000, "model": "gpt-4o"})
    for word in (made.id, "Clerk"):
        told = await use("get_asset_details", asset_type="agent", asset_id=word)
        assert told["system_prompt"] == "x" * PROMPT + "... [truncated]" and told["model"] == "gpt-4o"


async def test_a_workflow_is_read_as_an_outline(use, workflow):
    told = await use("get_asset_details", asset_type="workflow", asset_id=workflow.id)
    assert told["graph"].splitlines()[1].startswith("Count: code <- Start")


async def test_what_is_not_there_is_told(use):
    with pytest.raises(NotFound):
        await use("get_asset_details", asset_type="agents", asset_id="Nobody")


async def test_a_sql_agent_is_told_with_the_tables_that_it_may_see(use, powa):
    made = [ContextTable(name="orders", columns=[ContextColumn(name="amount", type="DECIMAL")])]
    context = powa.store.contexts.add(Context(name="shop", datasource_id="project", tables=made))
    powa.store.contexts.note(context.id, "as it was")
    agent = powa.store.agents.add(SqlAgent(name="Sales", context_id=context.id))
    powa.store.goldens.add(Golden(agent_id=agent.id, question="Revenue?", sql_text="select 1", approved=True))
    told = await use("get_asset_details", asset_type="sql_agents", asset_id="sales")
    assert told["tables"] == [{"name": "orders", "description": None, "columns": ["amount"]}]
    assert (told["name"], told["answers_well"]) == ("Sales", ["Revenue?"])
