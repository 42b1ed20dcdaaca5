"""What a run would take, before it is started."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.estimate import estimate
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.launch import start, wait
from jupyter_powa.model.plan import Terms
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.models import Models
from jupyter_powa.powa import Powa
from jupyter_powa.settings import ModelServer, Settings
from tests.blocks.rows_model import labelled
from tests.engine.running import graph_of
from tests.llm.server import ModelServer as Server
from tests.llm.server import model_server

MODEL = labelled
"""Imported, so that the server has it."""
REVIEWS = "select n, 'good ' || n as text from range(1000) as t(n)"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with model_server() as running:
        yield running


@pytest.fixture
async def powa(server: Server, tmp_path: Path) -> AsyncIterator[Powa]:
    known = {"priced": ModelServer(url=server.url, prices=(1, 10)), "local": ModelServer(url=server.url)}
    settings = Settings(root_dir=tmp_path, data_dir=tmp_path, model_servers=known)
    made = Powa.memory(settings, kernels=LocalKernels({}))
    made.models = Models(settings, made.vault, {"OPENAI_API_KEY": "x"})
    yield made
    await made.close()


def workflow(powa: Powa, model: str = "priced/labels", where: str = "n % 2 = 0") -> Workflow:
    label = {"model": model, "categories": ["positive", "negative"], "columns": ["text"]}
    graph = graph_of(
        {
            "Read": ("read", {"query": REVIEWS}),
            "Even": ("filter", {"where": where}),
            "Label": ("label", label),
            "Write": ("write", {"name": "reviews"}),
        }
    )
    return powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))


async def test_before_anything_ran_it_guesses_and_says_so(powa: Powa, server: Server) -> None:
    found = await estimate(powa, workflow(powa))
    assert found.rows == 1_000 and found.tokens is not None and 50_000 < found.tokens < 500_000
    assert found.usd is not None and 0.1 < found.usd < 1 and found.seconds is not None
    assert any(words.startswith("Even was not run yet: it is taken to pass all rows on") for words in found.words)
    assert any(words.startswith("Label: its tokens and time are guessed") for words in found.words)
    assert server.asked == []


async def test_a_trial_before_makes_it_closer(powa: Powa) -> None:
    made = workflow(powa)
    running = await start(powa, made, terms=Terms(trial=10))
    await wait(powa, running.plan.execution_id)
    found = await estimate(powa, made)
    assert found.rows == 500, found
    (label,) = [step for step in found.steps if step.model]
    assert (label.measured, label.requests, label.prompt_tokens, label.completion_tokens) == (True, 500, 5_500, 3_500)
    assert found.usd == pytest.approx((5_500 * 1 + 3_500 * 10) / 1e6)
    assert found.words == []
    assert (await estimate(powa, made, trial=10)).rows == 5


async def test_a_price_that_nobody_knows_is_none_and_said(powa: Powa) -> None:
    found = await estimate(powa, workflow(powa, "local/labels"))
    assert found.usd is None and found.tokens
    assert any("What local/labels costs is not known" in words and "model_servers" in words for words in found.words)


async def test_a_providers_price_is_of_litellms_list(powa: Powa) -> None:
    label = next(step for step in (await estimate(powa, workflow(powa, "gpt-4o"))).steps if step.model)
    assert label.prompt_tokens is not None and label.completion_tokens is not None
    assert label.usd == pytest.approx((label.prompt_tokens * 2.5 + label.completion_tokens * 10) / 1e6)


async def test_rows_that_a_model_makes_are_counted_by_seed(powa: Powa) -> None:
    config: dict[str, Any] = {"model": "priced/makes", "prompt": "Make words.", "columns": {"word": "text"}}
    graph = graph_of({"Read": ("read", {"query": REVIEWS}), "It": ("generate", {**config, "count": 3, "use": "seeds"})})
    made = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
    found = await estimate(powa, made)
    assert (found.rows, found.steps[-1].requests) == (3_000, 1_000)
    assert (await estimate(powa, made, trial=2)).rows == 4


async def test_what_cannot_be_counted_is_said(powa: Powa) -> None:
    label = ("label", {"model": "priced/labels", "categories": ["a", "b"]})
    graph = graph_of({"Read": ("read", {"path": "nothing.csv"}), "Label": label})
    made = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
    found = await estimate(powa, made)
    assert (found.rows, found.tokens, found.usd, found.seconds) == (None, None, None, None)
    assert any("How many rows Read reads is not known" in words for words in found.words)


async def test_a_pipeline_without_a_model_costs_nothing(powa: Powa) -> None:
    graph = graph_of({"Read": ("read", {"query": REVIEWS}), "Write": ("write", {"name": "x"})})
    made = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
    found = await estimate(powa, made)
    assert (found.rows, found.tokens, found.usd, found.words) == (0, 0, 0, [])


async def test_a_run_that_would_be_stopped_is_told_so(powa: Powa) -> None:
    powa.settings.execution_timeout = 5
    words = (await estimate(powa, workflow(powa))).words
    assert "A run is stopped after 5 s; in a cell, after its budget's seconds." in words
