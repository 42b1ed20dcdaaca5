"""A change that makes later blocks fail: it is told with the proposal, before anybody runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.llm.planner.desk import Desk
from tests.llm.planner.requests import CHAIN

BREAKING = [
    ("remove By status", "Top 5", "total_amount"),
    ("change the query of Load orders to ```select id, status from orders```", "Big", "amount"),
    ("keep only the columns id and amount after Big", "By status", "status"),
]


@pytest.mark.parametrize(("request_", "block", "column"), BREAKING)
async def test_the_block_that_a_change_breaks_is_named_as_the_run_would(
    request_: str, block: str, column: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, CHAIN)
    answer = await desk.say(request_)
    assert f"With this change {block} does not run" in answer and column in answer
    await desk.run()
    assert desk.status == "failed" and f"Block '{block}'" in str(desk.error)
    await desk.close()


async def test_a_change_that_breaks_nothing_is_told_without_a_warning(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CHAIN)
    assert "does not run" not in await desk.say("change the filter of Big to amount over 400")
    await desk.run()
    assert desk.status == "completed"
    await desk.close()
