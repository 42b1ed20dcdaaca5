"""Asking a language model from a workflow."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.engine.check import check
from jupyter_powa.errors import InvalidGraph
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.launch import cancel, start, state, wait
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.models import Models
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.engine.running import graph_of
from tests.llm.server import KEY, ModelServer, model_server


@pytest.fixture
async def server() -> Any:
    async with model_server() as running:
        yield running


@pytest.fixture
async def powa(server: ModelServer, tmp_path: Path) -> Any:
    servers = {"local": {"url": server.url, "key": "LOCAL_KEY"}}
    settings = Settings(database=":memory:", root_dir=tmp_path, data_dir=tmp_path / "data", model_servers=servers)
    made = Powa.memory(settings, kernels=LocalKernels({}))
    made.models = Models(settings, made.vault, {"LOCAL_KEY": KEY})
    yield made
    await made.close()


def asks(behaviour: str = "well", **config: Any) -> Graph:
    given = {"model": f"local/{behaviour}", "prompt": "What is the capital of <Input.output.country>?", **config}
    return graph_of({"Input": "input", "Ask": ("llm", given), "After": ("output", {"output": "<Ask.output>"})})


async def run(powa: Powa, graph: Graph) -> tuple[Any, dict[str, Any], list[Any]]:
    workflow = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
    running = await start(powa, workflow, {"country": "Norway"})
    events = [event async for event in running.follow()]
    execution = await wait(powa, running.plan.execution_id)
    logs = {log.block_id: log for log in state(powa, execution.id)[1]}
    return execution, logs, events


async def test_its_answer_is_streamed_and_passed_on_with_what_it_took(powa: Powa, server: ModelServer) -> None:
    execution, logs, events = await run(powa, asks(system_prompt="Be short."))
    assert (execution.status, execution.output) == ("completed", "The capital of Norway is Oslo.")
    output = logs["Ask"].output
    assert output["model"] == "well"
    assert output["usage"] == {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18, "cost": None}
    chunks = [event["chunk"] for event in events if event["type"] == "block_chunk"]
    assert "".join(chunks) == logs["Ask"].printed == "The capital of Norway is Oslo."
    asked = server.asked[0]["messages"]
    assert [message["content"] for message in asked] == ["Be short.", "What is the capital of Norway?"]


async def test_the_words_of_other_vendors_are_understood(powa: Powa, server: ModelServer) -> None:
    graph = graph_of(
        {
            "a": ("agent", {"model": "local/well", "input": "one", "messages": [{"role": "user", "content": "zero"}]}),
            "b": ("agent", {"model": "local/well", "message": "two"}),
        },
        ["a>b"],
    )
    execution, _, _ = await run(powa, graph)
    assert execution.status == "completed"
    assert [[message["content"] for message in one["messages"]] for one in server.asked] == [["zero", "one"], ["two"]]


async def test_an_answer_that_must_fit_a_schema_is_a_value(powa: Powa) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    execution, _, _ = await run(powa, asks("json at the second try", schema=schema))
    assert execution.output == {"city": "Oslo"}


@pytest.mark.parametrize(("behaviour", "code"), [("breaks off", "model_cut"), ("echoes the key", "model_refused_key")])
async def test_a_failure_keeps_what_was_said_and_no_key(powa: Powa, behaviour: str, code: str) -> None:
    execution, logs, events = await run(powa, asks(behaviour))
    assert (execution.status, logs["Ask"].status, logs["Ask"].code) == ("failed", "error", code)
    assert logs["Ask"].printed == ("The capital of" if code == "model_cut" else "")
    assert "marker" not in str(events) and "marker" not in str(logs)


async def test_stopping_the_run_ends_the_request(powa: Powa, server: ModelServer) -> None:
    graph = asks("stalls")
    workflow = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
    running = await start(powa, workflow)
    async for event in running.follow():
        if event["type"] == "block_chunk":
            await cancel(powa, running.plan.execution_id)
    await asyncio.wait_for(server.left.wait(), 10)
    assert (await wait(powa, running.plan.execution_id)).code == "stopped"


async def test_a_run_does_not_start_without_its_key(powa: Powa, server: ModelServer) -> None:
    powa.models = Models(powa.settings, powa.vault, {})
    workflow = powa.store.workflows.put(Workflow(name="w", blocks=asks().blocks, edges=asks().edges))
    with pytest.raises(InvalidGraph, match=r"'Ask'.*LOCAL_KEY"):
        await start(powa, workflow)
    assert server.asked == []


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"prompt": ""}, "prompt"),
        ({"prompt": "x", "model": "<a.output>"}, "model"),
        ({"prompt": "x", "agent_id": "<a.output>"}, "agent_id"),
        ({"prompt": "x", "schema": {"type": "objekt"}}, "json_schema"),
        ({"prompt": "x", "temperature": 3}, "temperature"),
    ],
)
def test_a_config_that_cannot_work_is_a_problem_before_anything_runs(config: dict[str, Any], field: str) -> None:
    problems = [problem for problem in check(graph_of({"it": ("llm", config)})) if problem.stops]
    assert [problem.field for problem in problems] == [field]


async def test_a_key_that_comes_in_pieces_is_not_shown(powa: Powa) -> None:
    execution, logs, events = await run(powa, asks("says the key in pieces"))
    assert execution.status == "completed"
    assert logs["Ask"].printed.startswith("The key is ***") and logs["Ask"].printed.endswith(", and more.")
    assert "marker-0123" not in str(events) and "marker-0123" not in str(logs)
