"""Repair by the log of a real failed run, held against a real run of the draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.llm.planner.desk import Desk


def one(kind: str, config: dict[str, Any], before: str = "select * from orders") -> dict[str, Any]:
    """A block behind a load, with an output."""
    return {
        "blocks": {
            "Input": ["input", {"input": {"city": "Oslo", "parts": 0}}],
            "Load": ["sql", {"query": before}],
            "It": [kind, config],
            "Output": ["output", {"output": "<It.output>"}],
        }
    }


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("a misspelt table", one("sql", {"query": "select * from customrs"}), "customers"),
    ("a misspelt block", one("sql", {"query": 'select * from "Laod"'}), '"Load"'),
    ("a misspelt column", one("sql", {"query": 'select amuont from "Load"'}), "amount"),
    ("a column that another table has", one("sql", {"query": "select pricee from products"}), "price"),
    ("a reference to no block", one("sql", {"query": "select <Inputt.output.city> as c"}), "<Input.output.city>"),
    ("a reference to no field", one("sql", {"query": "select <Input.output.citty> as c"}), "<Input.output.city>"),
    ("a keyword with a slip", one("sql", {"query": 'selcet * from "Load"'}), "select *"),
    ("a comma too many", one("sql", {"query": 'select id,, amount from "Load"'}), "id, amount"),
    ("a misspelt key", one("code", {"code": 'output = Input.output["citty"]'}), '"city"'),
    ("a misspelt name", one("code", {"code": "total = 1\noutput = totl + 1"}), "output = total"),
    ("a field that a block has not", one("code", {"code": "output = len(Load.outputt)"}), "Load.output)"),
    ("a division by zero", one("code", {"code": "n = Input.output['parts']\noutput = 1 / n"}), "if n else None"),
    (
        "a value that cannot be converted",
        one("sql", {"query": 'select cast(status as integer) as n from "Load"'}),
        "try_cast(",
    ),
]


@pytest.mark.parametrize(("what", "graph", "wanted"), BROKEN, ids=[what for what, _, _ in BROKEN])
async def test_a_fault_is_mended_and_proved_by_a_run(
    what: str, graph: dict[str, Any], wanted: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, graph)
    await desk.run()
    assert desk.status == "failed"
    answer = await desk.say("fix the last failed run")
    config = desk.block("It").config
    assert wanted in str(config.get("query") or config.get("code")), answer
    assert "Proved by a run" in answer and "run_draft" in desk.called
    await desk.run()
    assert desk.status == "completed"
    await desk.close()


async def test_without_the_users_yes_it_is_not_called_proved(tmp_path: Path) -> None:
    desk = Desk(tmp_path, one("sql", {"query": 'select amuont from "Load"'}), yes=False)
    await desk.run()
    answer = await desk.say("fix it")
    assert "not proved" in answer and "Proved" not in answer
    await desk.close()


async def test_two_faults_behind_each_other_are_mended_in_one_turn(tmp_path: Path) -> None:
    desk = Desk(tmp_path, one("sql", {"query": "select amuont, statuss from ordrs"}))
    await desk.run()
    answer = await desk.say("Please fix the workflow")
    assert "next fault" in answer and "Proved by a run" in answer
    await desk.close()


BEYOND = [
    ("a missing bracket", one("sql", {"query": 'select sum(amount from "Load"'})),
    ("a table like no other", one("sql", {"query": "select * from zzzzzzzz"})),
    ("an error of the user's own", one("code", {"code": "raise ValueError('no')"})),
    ("a sum of texts", one("sql", {"query": 'select sum(status) as s from "Load"'})),
]


@pytest.mark.parametrize(("what", "graph"), BEYOND, ids=[what for what, _ in BEYOND])
async def test_what_only_a_person_can_tell_is_left_alone(what: str, graph: dict[str, Any], tmp_path: Path) -> None:
    desk = Desk(tmp_path, graph)
    await desk.run()
    assert desk.status == "failed"
    answer = await desk.say("fix the last failed run")
    assert "I have changed nothing" in answer and "modify_workflow" not in desk.called, answer
    await desk.close()


async def test_where_nothing_failed_there_is_nothing_to_fix(tmp_path: Path) -> None:
    desk = Desk(tmp_path, one("sql", {"query": "select 1 as a"}))
    assert "has not run yet" in await desk.say("fix it")
    await desk.run()
    assert "None of the last runs failed" in await desk.say("fix it")
    await desk.close()
