"""What the planner says: of itself, of a workflow, of runs, of tables; and how it asks back and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.llm.base import Ask, ModelMessage, Reply
from jupyter_powa.llm.planner import Planner, suggestions
from jupyter_powa.llm.planner.goals.plan import LONGEST
from tests.llm.planner.desk import Desk
from tests.llm.planner.requests import CHAIN


@pytest.mark.parametrize("said", ["hello", "What can you do?", "are you a language model?", "help"])
async def test_it_names_itself_and_says_how_to_set_a_model(said: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, CHAIN)
    answer = await desk.say(said)
    assert "local planner: rules, not a language model" in answer
    assert "OPENAI_API_KEY" in answer and "model_servers" in answer and desk.called == []
    await desk.close()


async def test_without_tools_it_says_that_it_sees_no_workflow() -> None:
    ends = [end async for end in Planner().stream(Ask([ModelMessage("user", "load orders")])) if isinstance(end, Reply)]
    assert "cannot see a workflow" in ends[0].message.content


async def test_it_explains_a_workflow_a_block_a_run_and_the_tables(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CHAIN)
    whole = await desk.say("explain the workflow")
    assert all(name in whole for name in desk.names) and "5 blocks" in whole
    assert "limit 5" in await desk.say("what does Top 5 do?")
    assert "has not run yet" in await desk.say("explain the last run")
    await desk.run()
    assert "completed" in await desk.say("explain the last run")
    assert "customers" in await desk.say("what tables are there?")
    assert "price (DOUBLE)" in await desk.say("which columns does products have?")
    assert desk.draft.edits == 0
    await desk.close()


async def test_it_goes_on_from_what_was_said_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.say("load orders, keep amount over 400")
    await desk.say("sort by amount descending")
    await desk.say("only the top 3")
    await desk.say("rename it to Best")
    assert "Best" in desk.names
    output = await desk.run()
    wanted = desk.rows("select id from orders where amount > 400 order by amount desc limit 3")
    assert [row["id"] for row in output] == [row["id"] for row in wanted]
    await desk.close()


async def test_where_two_readings_are_likely_it_asks_and_takes_the_answer(tmp_path: Path) -> None:
    twice = {
        "blocks": {
            "Load orders": ["sql", {"query": "select * from orders"}],
            "Load reviews": ["sql", {"query": "select * from reviews"}],
        },
        "edges": ["Load orders>Load reviews"],
    }
    desk = Desk(tmp_path, twice, answers=["Load reviews"])
    await desk.say("remove the load block")
    assert "ask_user" in desk.called and desk.names == ["Load orders"]
    await desk.close()
    silent = Desk(tmp_path, twice)
    assert "Say which one" in await silent.say("remove the load block")
    assert silent.draft.edits == 0
    await silent.close()


async def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert "orders" in await desk.say("load order_lines_x")
    answer = await desk.say("load orders, keep order_dat > 5 and colour is red")
    assert "I have changed nothing" in answer
    await desk.close()


async def test_a_large_workflow_is_read_in_several_answers(tmp_path: Path) -> None:
    names = [f"Step {place}" for place in range(60)]
    query = "select * from orders where amount > 1 /* " + "x" * 400 + " */"
    desk = Desk(tmp_path, {"blocks": {name: ["sql", {"query": query}] for name in names}})
    await desk.say("remove Step 58")
    assert "Step 58" not in desk.names and len(desk.names) == 59
    assert "Step 57>Step 59" in desk.edges
    await desk.close()


async def test_each_suggestion_is_one_that_it_can_do(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.say("what tables are there?")
    made = suggestions(desk.calls[0][2])
    assert len(made) == 6
    await desk.close()
    for text in made:
        desk = Desk(tmp_path)
        answer = await desk.say(text)
        assert "modify_workflow" in desk.called, (text, answer)
        await desk.run()
        assert desk.status == "completed"
        await desk.close()


def test_without_tables_the_suggestions_need_none() -> None:
    assert any("csv" in text for text in suggestions({"tables": []}))


@pytest.mark.parametrize("words", ["split ", "and keep "])
async def test_a_request_without_an_end_is_not_read(words: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert "shorter messages" in await desk.say(f"make a dataset of orders, {words * LONGEST}")
    await desk.close()
