"""Answers that were paid for are not asked for again when a run is taken up."""

from __future__ import annotations

from pathlib import Path

from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.launch import cancel, start, state, wait
from jupyter_powa.model.execution import Execution
from jupyter_powa.model.plan import Budget, Terms
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.models import Models
from jupyter_powa.powa import Powa
from jupyter_powa.resume import resume
from jupyter_powa.settings import Settings
from tests.blocks.rows_model import labelled
from tests.engine.running import graph_of
from tests.llm.server import model_server

CONFIG = {"model": "local/labels", "categories": ["positive", "negative"], "concurrency": 4}
WELL = labelled
"""Imported, so that the server has that model."""


async def ended(powa: Powa, execution_id: str) -> tuple[Execution, dict[str, str]]:
    execution = await wait(powa, execution_id)
    return execution, {log.block_id: log.error or log.status for log in state(powa, execution.id)[1]}


async def test_a_run_that_its_budget_ended_is_taken_up_and_each_row_is_asked_for_once(tmp_path: Path) -> None:
    rows = "select n, 'good ' || n as text from range(60) as t(n)"
    graph = graph_of(
        {"rows": ("read", {"query": rows}), "it": ("label", CONFIG), "end": ("write", {"name": "reviews"})}
    )
    async with model_server() as server:
        settings = Settings(root_dir=tmp_path, data_dir=tmp_path, model_servers={"local": {"url": server.url}})
        powa = Powa.memory(settings, kernels=LocalKernels({}))
        powa.models = Models(settings, powa.vault, {})
        try:
            workflow = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
            terms = Terms(budget=Budget(tokens=18 * 20))
            first, logs = await ended(powa, (await start(powa, workflow, terms=terms)).plan.execution_id)
            assert (first.status, first.code) == ("failed", "budget_exceeded")
            asked = len(server.asked)
            assert 20 <= asked < 30 and f"{asked} of 60 rows had an answer" in logs["it"]
            again = await resume(powa, first.id, Budget(tokens=100_000))
            second, logs = await ended(powa, again.plan.execution_id)
            assert second.status == "completed", logs
            assert len(server.asked) == 60
            (dataset,) = powa.store.datasets.list()[0]
            assert dataset.rows == 60
            step = next(one for one in dataset.steps if one.type == "label")
            assert step.cost is not None and step.cost["requests"] == 60 - asked
        finally:
            await powa.close()


async def test_a_recording_gives_the_same_rows_again_and_asks_nobody(tmp_path: Path) -> None:
    columns = {"n": "integer", "word": "text"}
    make = ("generate", {"model": "local/makes badly", "prompt": "Make words.", "columns": columns, "count": 12})
    given = "select 'good ' || n as text from range(30) as t(n)"
    graph = graph_of(
        {
            "rows": ("read", {"query": given}),
            "it": ("label", {**CONFIG, "model": "local/labels badly", "batch_size": 4}),
            "more": make,
        }
    )
    shown, asked = [], []
    async with model_server() as server:
        known = {"local": {"url": server.url}}
        for mode in ("record", "strict"):
            recording = {"recording": "calls.json", "recording_mode": mode}
            settings = Settings(root_dir=tmp_path, data_dir=tmp_path, model_servers=known, **recording)
            powa = Powa.memory(settings, kernels=LocalKernels({}))
            try:
                workflow = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
                execution, logs = await ended(powa, (await start(powa, workflow)).plan.execution_id)
                assert execution.status == "completed", logs
                shown.append([log.output for log in state(powa, execution.id)[1]])
            finally:
                await powa.close()
            asked.append(len(server.asked))
    assert asked[0] == asked[1] > 0
    assert shown[0] == shown[1]
    assert [row["n"] for row in shown[0][2]["output"]] == [*range(1, 13)]


async def test_a_run_that_was_stopped_keeps_what_was_answered(tmp_path: Path) -> None:
    rows = ("read", {"query": "select n, 'good ' || n as text from range(300) as t(n)"})
    graph = graph_of({"rows": rows, "it": ("label", {**CONFIG, "concurrency": 2})})
    async with model_server() as server:
        settings = Settings(root_dir=tmp_path, data_dir=tmp_path, model_servers={"local": {"url": server.url}})
        powa = Powa.memory(settings, kernels=LocalKernels({}))
        try:
            workflow = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
            running = await start(powa, workflow)
            async for event in running.follow():
                if event["type"] == "block_progress" and len(server.asked) > 10:
                    await cancel(powa, running.plan.execution_id)
                    break
            first, _ = await ended(powa, running.plan.execution_id)
            assert first.code == "stopped" and len(server.asked) < 300
            second, logs = await ended(powa, (await resume(powa, first.id)).plan.execution_id)
            assert second.status == "completed", logs
            assert 300 <= len(server.asked) <= 302  # those that were under way when it was stopped
        finally:
            await powa.close()
