"""Run the draft, once the user says yes."""

import asyncio

import pytest

from jupyter_powa.errors import BadRequest, Conflict


async def test_without_a_yes_nothing_runs(use, powa, workflow):
    with pytest.raises(Conflict, match="nobody is there to say yes"):
        await use("run_draft")
    assert powa.store.executions.list(workflow.id) == []


async def test_with_a_yes_the_changed_blocks_run_and_what_they_need(use, turn):
    await use("modify_workflow", update_blocks=[{"id": "Count", "config": {"code": "output = variables['n'] + 1"}}])
    running = asyncio.create_task(use("run_draft", input={"n": 5}))
    async for told in turn.talk.follow():
        if told["event"] == "confirmation_required":
            assert told["config"]["effects"] == ["Count runs Python, which may do anything that you may."]
            turn.talk.settle(told["confirmation_id"], True)
        if told["event"] == "confirmation_settled":
            break
    told = await running
    assert (told["status"], told["output"]) == ("completed", 6)
    assert [block["name"] for block in told["blocks"]] == ["Start", "Count"]
    assert turn.proof.green and turn.proved == 1


async def test_it_runs_up_to_a_block_without_asking_where_the_settings_allow_it(use, powa):
    powa.settings.copilot_runs = "allow"
    told = await use("run_draft", up_to="start")
    assert [block["name"] for block in told["blocks"]] == ["Start"]
    with pytest.raises(BadRequest, match="Nobody"):
        await use("run_draft", up_to="Nobody")
