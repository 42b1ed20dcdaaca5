"""Read what past runs did."""

import pytest

from jupyter_powa import launch
from jupyter_powa.copilot.tools.get_workflow_run_logs import LAST
from jupyter_powa.unknown import ExecutionNotFound, WorkflowNotFound


@pytest.fixture
async def runs(powa, workflow) -> list[str]:
    ids = []
    for number in range(LAST + 2):
        given = {"n": number} if number else {"n": "x" * 5_000}
        execution = await launch.launch(powa, workflow, given)
        await launch.wait(powa, execution.id)
        ids.append(execution.id)
    return ids


async def test_the_last_ten_are_listed_newest_first(use, runs):
    told = (await use("get_workflow_run_logs"))["executions"]
    assert [one["id"] for one in told] == runs[:1:-1] and told[0]["status"] == "completed"


async def test_one_run_is_read_block_by_block_with_long_values_cut(use, runs):
    told = await use("get_workflow_run_logs", execution_id=runs[0])
    assert [log["block_name"] for log in told["block_logs"]] == ["Start", "Count"]
    assert "[truncated]" in str(told["execution"]["input"]) and len(str(told)) < 20_000


async def test_a_failed_run_that_was_read_is_what_a_repair_is_held_against(use, powa, workflow, turn):
    workflow.blocks[1].config["code"] = "1 / 0"
    execution = await launch.launch(powa, workflow)
    await launch.wait(powa, execution.id)
    told = await use("get_workflow_run_logs", execution_id=execution.id)
    assert "ZeroDivisionError" in told["block_logs"][1]["error"] and turn.failed_execution == execution.id


async def test_what_is_not_there_is_told(use):
    with pytest.raises(WorkflowNotFound):
        await use("get_workflow_run_logs", workflow_id="unknown")
    with pytest.raises(ExecutionNotFound):
        await use("get_workflow_run_logs", execution_id="unknown")
