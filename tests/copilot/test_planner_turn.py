"""The copilot without a model: the local planner in a real turn, from the request to rows."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from jupyter_powa import launch
from jupyter_powa.copilot.settle import snapshot
from jupyter_powa.copilot.take import take_turn
from jupyter_powa.model.copilot import CopilotSession
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.models import Models
from jupyter_powa.powa import Powa
from tests.llm.planner.desk import DATA


@pytest.fixture
def session(powa: Powa, tmp_path: Any) -> CopilotSession:
    """An empty workflow in a project with tables, and no key of any model."""
    powa.settings.database = str(tmp_path / "shop.duckdb")
    with duckdb.connect(powa.settings.database) as connection:
        connection.execute(DATA)
    powa.models = Models(powa.settings, powa.vault, {})
    workflow = powa.store.workflows.put(Workflow(name="Shop"))
    return powa.store.conversations.add(CopilotSession(workflow_id=workflow.id))


async def say(powa: Powa, session: CopilotSession, text: str, yes: bool = True) -> dict[str, Any]:
    talk, last = take_turn(powa, session.id, text, None), {}
    async for told in talk.follow():
        last = dict(told)
        if told["event"] == "confirmation_required":
            talk.settle(told["confirmation_id"], yes)
    return last


async def output(powa: Powa, session: CopilotSession) -> Any:
    workflow = powa.store.workflows.get(session.workflow_id)
    execution = await launch.launch(powa, workflow)
    return (await launch.wait(powa, execution.id)).output


async def test_without_a_key_a_request_becomes_rows(powa: Powa, session: CopilotSession) -> None:
    request = "Load orders, keep status = paid, total amount by customer_id, highest first, top 3"
    told = await say(powa, session, request)
    assert told["model"] == "planner" and told["workflow_diff"], told
    await snapshot(powa, session.id, told["message_id"], {"blocks": []})
    wanted = """select customer_id, sum(amount) as total from orders where status = 'paid'
                group by customer_id order by total desc limit 3"""
    with duckdb.connect(powa.settings.database) as connection:
        rows = connection.execute(wanted).fetchall()
    assert [tuple(row.values()) for row in await output(powa, session)] == rows


async def test_a_failed_run_is_mended_and_proved_or_called_unproved(powa: Powa, session: CopilotSession) -> None:
    broken = {"id": "q", "type": "sql", "name": "Paid", "config": {"query": "select amuont from orders"}}
    workflow = powa.store.workflows.get(session.workflow_id)
    powa.store.workflows.put(Workflow.model_validate(workflow.model_dump() | {"blocks": [broken]}))
    await output(powa, session)
    refused = await say(powa, session, "Fix the last failed run", yes=False)
    assert refused["proof"] is None and "proved" in refused["content"].lower()
    told = await say(powa, session, "Fix the last failed run")
    assert told["proof"]["green"] and told["workflow_diff"]["update_blocks"][0]["config"] == {
        "query": "select amount from orders"
    }


async def test_what_it_does_not_understand_changes_nothing_and_tells_how_to_set_a_model(
    powa: Powa, session: CopilotSession
) -> None:
    told = await say(powa, session, "Write me a poem about ducks")
    assert told["workflow_diff"] is None
    assert "local planner" in told["content"] and "OPENAI_API_KEY" in told["content"]
