"""The published goals: a pipeline gives the rows of the statement that a person wrote; what it lacks, it says."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copytree
from typing import Any

import duckdb
import pytest

from jupyter_powa.llm.base import ModelMessage
from jupyter_powa.pipeline.guide import guide, left_out
from tests.llm.planner.desk import DATA, Desk
from tests.llm.planner.goals import FILES, FIRST, GOALS, LEFT_OUT, NOTHING, REFINEMENTS
from tests.llm.planner.modelled import MODELLED, REPLIES
from tests.llm.planner.test_planner import plain


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files, and a database."""
    path = tmp_path_factory.mktemp("goals")
    (path / "more").mkdir()
    with duckdb.connect(str(path / "data.duckdb")) as connection:
        connection.execute(DATA)
        for name, sql in FILES.items():
            connection.execute(f"copy ({sql}) to '{path / name}'")
    (path / "replies.json").write_text(json.dumps(REPLIES))
    return path


@pytest.fixture
def folder(project: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(copytree(project, tmp_path, dirs_exist_ok=True))


@pytest.fixture
async def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A conversation in that folder."""
    monkeypatch.chdir(folder)
    sat = Desk(folder)
    yield sat
    await sat.close()


def step(desk: Desk, kind: str) -> dict[str, Any] | None:
    """The config of the last step of a type."""
    found = [block.config for block in desk.draft.graph.blocks if block.type == kind]
    return found[-1] if found else None


ALL = [*GOALS, *MODELLED]


@pytest.mark.parametrize(("goal", "look", "sql"), ALL, ids=[goal[:60] for goal, _, _ in ALL])
async def test_a_goal_becomes_the_dataset_that_a_statement_gives(goal: str, look: str, sql: str, desk: Desk) -> None:
    answer = await desk.say(goal)
    assert "modify_workflow" in desk.called and "It cannot run" not in answer, answer
    await desk.run()
    assert desk.status == "completed", (desk.error, answer)
    write = step(desk, "write")
    assert write is not None, answer
    place = f'"{write["name"]}"' if write["to"] == "table" else f"'{write['path']}'"
    seen = plain(desk.rows(f"with it as (from {place}) {look}"))
    assert sorted(seen) == sorted(plain(desk.rows(sql))), answer


@pytest.mark.parametrize(("request_", "wanted"), REFINEMENTS, ids=[request for request, _ in REFINEMENTS])
async def test_a_refinement_changes_the_step_that_it_speaks_of(
    request_: str, wanted: dict[str, Any], desk: Desk
) -> None:
    await desk.say(FIRST)
    first = desk.draft.graph
    if request_ == "undo":
        await desk.say("sample 5 % instead")
    answer = await desk.say(request_)
    assert "modify_workflow" in desk.called and "Left out" not in answer, answer
    for kind, config in wanted.items():
        seen = step(desk, kind)
        assert seen == config or (config is not None and seen is not None and config.items() <= seen.items()), answer
    before = {block.type: block.config for block in first.blocks}
    assert all(step(desk, kind) == before[kind] for kind in {*before} - {*wanted, "join", "read"})
    await desk.run()
    assert desk.status == "completed", (desk.error, answer)


@pytest.mark.parametrize(("goal", "words", "why"), LEFT_OUT, ids=[words for _, words, _ in LEFT_OUT])
async def test_what_no_step_comes_of_is_said_in_the_users_words(goal: str, words: str, why: str, desk: Desk) -> None:
    answer = await desk.say(goal)
    line = next((line for line in answer.splitlines() if line.startswith(f"Left out: “{words}”")), "")
    assert why in line, answer
    assert step(desk, "write") is not None and "It cannot run" not in answer


@pytest.mark.parametrize(("goal", "near"), NOTHING)
async def test_without_rows_to_read_nothing_is_changed_and_near_names_are_told(
    goal: str, near: str, desk: Desk
) -> None:
    answer = await desk.say(goal)
    assert near in answer and "I have changed nothing" in answer
    assert not desk.draft.graph.blocks


@pytest.mark.parametrize(
    "request_", ["load orders, keep amount over 100", "total amount of orders by status", "load flights.csv, top 5"]
)
async def test_words_that_ask_for_no_dataset_are_answered_with_sql_blocks(request_: str, desk: Desk) -> None:
    await desk.say(request_)
    assert {block.type for block in desk.draft.graph.blocks} == {"sql", "output"}


async def test_in_a_pipelines_session_the_same_words_are_a_goal(desk: Desk) -> None:
    desk.messages = [ModelMessage("system", guide("orders over 100"))]
    await desk.say("load orders, keep amount over 100")
    assert [block.type for block in desk.draft.graph.blocks] == ["read", "filter", "write"]
    assert left_out(await desk.say("drop rows without colour")) == []
    assert left_out(await desk.say("sample 10 %, draw a chart")) == ["“draw a chart”: I have no step for it."]


async def test_two_undos_take_two_changes_back_and_none_after_somebody_elses(desk: Desk) -> None:
    await desk.say("take orders, sample 10 %, write to parquet as some")
    first = desk.draft.graph
    await desk.say("sample 5 % instead")
    await desk.say("split 80/20")
    assert step(desk, "train_test_split")
    await desk.say("undo")
    assert step(desk, "train_test_split") is None and step(desk, "sample") == {"fraction": 0.05}
    await desk.say("undo")
    assert {block.name: block.config for block in desk.draft.graph.blocks} == {b.name: b.config for b in first.blocks}
    await desk.say("sample 20 %")
    desk.block("Sample 20 percent").config["fraction"] = 0.5
    assert "changed elsewhere" in await desk.say("undo")
