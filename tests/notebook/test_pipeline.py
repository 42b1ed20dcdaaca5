"""A goal in a cell: the pipeline that is built, refined, taken back and run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_powa import pipeline
from jupyter_powa.errors import BadRequest, Conflict, ModelError
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import wait
from jupyter_powa.notebook.pipeline import Pipeline
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.pipeline.replies import scripted


@pytest.fixture
def powa(tmp_path: Path) -> Iterator[Powa]:
    made = Powa.memory(Settings(root_dir=tmp_path, database=":memory:"), kernels=LocalKernels({}))
    yield made
    wait(made.close())


@pytest.fixture
def made(powa: Powa) -> Pipeline:
    return pipeline("Count to three.", model=scripted(powa), powa=powa)


def test_a_goal_is_built_refined_taken_back_and_run(made: Pipeline) -> None:
    assert made.run().output == [1, 2, 3]
    assert made.say("Count to four").run().output == [1, 2, 3, 4]
    assert made.undo().run().output == [1, 2, 3]
    assert made.undo().config is None
    with pytest.raises(Conflict, match="nothing to take back"):
        made.undo()


async def test_code_that_awaits_gets_the_run_at_once(made: Pipeline) -> None:
    run = await made.run()
    assert run.output == [1, 2, 3]


def test_it_shows_its_steps_and_what_was_said(made: Pipeline) -> None:
    assert repr(made).splitlines() == [
        "Pipeline('Count to three.', steps=2)",
        "  Load: code",
        "  Give: output ← Load",
        "It is built.",
        "Left out: the moon, which is not in the data.",
    ]
    assert made.left_out == ["the moon, which is not in the data."]
    bundle = made._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(made) and "<svg" in data["text/html"] and "It is built." in data["text/html"]


def test_the_same_goal_is_built_anew_in_the_same_workflow(made: Pipeline, powa: Powa) -> None:
    made.run()
    again = pipeline("Count to three.", model=scripted(powa), powa=powa)
    assert again.id != made.id and again.workflow.id == made.workflow.id
    assert len(again.workflow.runs) == 1 and again.config == made.config
    assert powa.store.pipelines.list()[1] == 1
    assert Pipeline.load(again.id, powa=powa).content == again.content


def test_what_fails_raises_and_an_unknown_model_stores_nothing(powa: Powa) -> None:
    with pytest.raises(ModelError, match="broke off"):
        pipeline("fail", model=scripted(powa), powa=powa)
    with pytest.raises(BadRequest, match="no model"):
        pipeline("Count to three.", model="no such model", powa=powa)
    assert powa.store.pipelines.list()[1] == 1
