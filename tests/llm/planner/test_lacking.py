"""A graph that cannot run: asked to fix it, the planner fills in what can only be one thing and asks for the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.llm.planner.desk import Desk


def behind_a_load(kind: str) -> dict[str, Any]:
    return {
        "blocks": {
            "Load": ["sql", {"query": "select * from orders"}],
            "It": [kind, {}],
            "Output": ["output", {"output": "<It.output>"}],
        }
    }


async def test_a_statement_without_a_text_passes_on_what_it_reads(tmp_path: Path) -> None:
    desk = Desk(tmp_path, behind_a_load("sql"))
    answer = await desk.say("fix the workflow")
    assert "let It pass on what Load gives" in answer and "can run now" in answer
    assert len(await desk.run()) == 300 and desk.status == "completed"
    await desk.close()


@pytest.mark.parametrize(
    ("kind", "wanted"), [("llm", "set the prompt of It to"), ("general_api", "set the url of It to"), ("condition", "")]
)
async def test_what_only_a_person_knows_is_asked_for_and_nothing_is_changed(
    kind: str, wanted: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, behind_a_load(kind))
    before = desk.draft.graph.model_dump()
    answer = await desk.say("fix it")
    assert "It cannot run: Block 'It'" in answer and wanted in answer
    assert desk.draft.graph.model_dump() == before
    await desk.close()
