"""Agents that work together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.engine.check import check
from jupyter_powa.errors import InvalidGraph
from jupyter_powa.launch import cancel, start, wait
from jupyter_powa.model.workflow import Graph, Workflow
from tests.blocks.working import Working, working
from tests.engine.running import graph_of


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Working]:
    async with working(tmp_path) as made:
        yield made


def works(word: str = "Desk", **config: Any) -> Graph:
    given = {"orchestration_id": word, "input": "News from <Input.output.city>", **config}
    return graph_of(
        {"Input": "input", "Work": ("orchestration", given), "After": ("output", {"output": "<Work.output>"})}
    )


async def test_one_after_the_other_each_gets_the_answer_of_the_one_before(here: Working) -> None:
    await here.agent("Writer", model=here.script("w", {"when": "News from Oslo", "say": "A first draft"}))
    await here.agent("Editor", model=here.script("e", {"when": "A first draft", "say": "A fine text"}))
    await here.orchestration("Desk", "Writer", "Editor")
    execution, logs = await here.run(works(), city="Oslo")
    assert (execution.status, execution.output) == ("completed", "A fine text"), execution.error
    output = logs["Work"].output
    assert output["status"] == "completed"
    assert [(one["agent"], one["input"], one["output"]) for one in output["steps"]] == [
        ("Writer", "News from Oslo", "A first draft"),
        ("Editor", "A first draft", "A fine text"),
    ]
    assert output["usage"]["completion_tokens"] == 6
    assert logs["Work"].printed == "[Writer]\nA first draft\n\n[Editor]\nA fine text"


async def test_side_by_side_all_get_the_input_and_each_answer_has_its_name(here: Working) -> None:
    for name in ("Optimist", "Pessimist"):
        await here.agent(name, model=here.script(name, {"when": "News from Oslo", "say": f"{name} speaks"}))
    await here.orchestration("Desk", "Optimist", "Pessimist", strategy="parallel")
    execution, logs = await here.run(works(), city="Oslo")
    assert execution.output == "[Optimist]\nOptimist speaks\n\n[Pessimist]\nPessimist speaks"
    assert logs["Work"].output["outputs"] == {"Optimist": "Optimist speaks", "Pessimist": "Pessimist speaks"}


async def test_side_by_side_one_that_fails_stops_the_others(here: Working) -> None:
    await here.agent("Slow", model="local/stalls")
    await here.agent("Broken", model="local/echoes the key")
    await here.orchestration("Desk", "Slow", "Broken", strategy="parallel")
    execution, logs = await asyncio.wait_for(here.run(works()), 20)
    assert (execution.status, logs["Work"].code) == ("failed", "model_refused_key")
    assert "marker" not in str(logs["Work"])


async def test_a_supervisor_gives_out_work_and_answers(here: Working) -> None:
    await here.agent("Writer", description="Writes.", model=here.script("w", {"when": "about snow", "say": "Snow."}))
    await here.agent("Fact checker", model=here.script("f", {"when": "is it true", "say": "It is."}))
    calls = [
        {"name": "ask_writer", "arguments": {"task": "Write about snow"}},
        {"name": "ask_fact_checker", "arguments": {"task": "Snow in May: is it true?"}},
    ]
    model = here.script("lead", {"when": "News from Oslo", "calls": calls}, {"when": "It is.", "say": "Snow in Oslo."})
    await here.orchestration(
        "Desk", "Writer", "Fact checker", strategy="supervisor", model=model, instructions="Hurry."
    )
    execution, logs = await here.run(works(), city="Oslo")
    assert (execution.status, execution.output) == ("completed", "Snow in Oslo."), execution.error
    assert logs["Work"].output["status"] == "completed"
    assert {one["agent"]: one["output"] for one in logs["Work"].output["steps"]} == {
        "Writer": "Snow.",
        "Fact checker": "It is.",
    }


async def test_a_stored_agent_can_lead_with_its_own_model_words_and_knowledge(here: Working) -> None:
    await here.knowledge("Style", {"guide": "News are short."})
    await here.agent("Chief", model="local/well", system_prompt="You are the chief.", knowledge_bases=["Style"])
    await here.agent("Writer", description="Writes news.", model="local/well")
    await here.orchestration("Desk", "Writer", strategy="supervisor", supervisor="Chief", instructions="Hurry.")
    execution, _ = await here.run(works(input="What are news like?"))
    assert execution.output == "The capital of Norway is Oslo."
    (asked,) = here.server.asked
    system, data, question = [one["content"] for one in asked["messages"]]
    assert "You lead the agents" in system and system.endswith("You are the chief.\n\nHurry.")
    assert "News are short." in data and question == "What are news like?"
    assert [one["function"]["name"] for one in asked["tools"]] == ["ask_writer"]
    assert "Writes news." in asked["tools"][0]["function"]["description"]


async def test_a_supervisor_is_told_what_went_wrong_and_can_go_on(here: Working) -> None:
    await here.agent("Broken", model="local/broken")
    await here.agent("Writer", model=here.script("w", "Snow."))
    first = [
        {"name": "shell"},
        {"name": "ask_broken", "arguments": '{"task": '},
        {"name": "ask_broken", "arguments": {"task": "x"}},
    ]
    second = [{"name": "ask_writer", "arguments": {"task": "x"}}]
    lines = [{"calls": first}, {"when": "Broken failed", "calls": second}, {"when": "Snow.", "say": "Done"}]
    await here.orchestration("Desk", "Broken", "Writer", strategy="supervisor", model=here.script("lead", *lines))
    execution, logs = await here.run(works())
    assert (execution.status, execution.output) == ("completed", "Done"), execution.error
    steps = logs["Work"].output["steps"]
    assert [(one["agent"], bool(one.get("error"))) for one in steps] == [("Broken", True), ("Writer", False)]


async def test_a_supervisor_that_never_ends_is_told_to_after_so_many_rounds(here: Working) -> None:
    await here.agent("Writer", model=here.script("w", {"say": "More.", "always": True}))
    work = {"calls": [{"name": "ask_writer", "arguments": {"task": "more"}}], "always": True}
    model = here.script("lead", {"when": "final answer now", "say": "That is all."}, work)
    await here.orchestration("Desk", "Writer", strategy="supervisor", model=model, max_rounds=3)
    execution, logs = await here.run(works())
    assert (execution.output, logs["Work"].output["status"]) == ("That is all.", "max_rounds")
    assert len(logs["Work"].output["steps"]) == 3


async def test_agents_of_names_that_no_provider_takes_have_tools_all_the_same(here: Working) -> None:
    for name in ("Über?", "ber!", "日本"):
        await here.agent(name, model="local/well")
    await here.orchestration("Desk", "Über?", "ber!", "日本", strategy="supervisor", model="local/well")
    await here.run(works())
    assert [one["function"]["name"] for one in here.server.asked[0]["tools"]] == ["ask_ber", "ask_ber_1", "ask_agent"]


async def test_it_ends_when_its_time_is_up_and_when_it_is_stopped(here: Working) -> None:
    await here.agent("Slow", model="local/stalls")
    await here.orchestration("Desk", "Slow")
    execution, logs = await here.run(works(timeout=0.5))
    assert (execution.status, logs["Work"].code) == ("failed", "timeout")
    workflow = here.powa.store.workflows.put(Workflow(name="w", blocks=works().blocks, edges=works().edges))
    running = await start(here.powa, workflow)
    await asyncio.sleep(0.3)
    await cancel(here.powa, running.plan.execution_id)
    assert (await asyncio.wait_for(wait(here.powa, running.plan.execution_id), 20)).code == "stopped"


async def test_a_run_whose_agents_are_gone_does_not_start(here: Working) -> None:
    with pytest.raises(InvalidGraph, match="no orchestration 'Desk'"):
        await here.run(works())
    await here.agent("Writer", model="local/well")
    await here.orchestration("Desk", "Writer")
    from jupyter_powa import assets

    await assets.delete(here.powa, "agents", "Writer", force=True)
    with pytest.raises(InvalidGraph, match="no agent") as told:
        await here.run(works())
    assert told.value.details[0]["code"] == "agent_not_found"


@pytest.mark.parametrize(
    ("config", "field"),
    [({"word": "<Input.output>"}, "orchestration_id"), ({"input": ""}, "input"), ({"word": ""}, "orchestration_id")],
)
def test_a_config_that_cannot_work_is_a_problem_before_anything_runs(config: dict[str, Any], field: str) -> None:
    assert [problem.field for problem in check(works(**config)) if problem.stops] == [field]
