"""The goal widget's own side: its state, its picture, and the goal that is typed into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_powa import pipeline
from jupyter_powa.errors import BadRequest
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import wait
from jupyter_powa.model.pipeline import PipelineSession
from jupyter_powa.pipeline import session as work
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from jupyter_powa.widgets.pipeline import PipelineWidget
from tests.pipeline.replies import scripted


@pytest.fixture
def powa(tmp_path: Path) -> Iterator[Powa]:
    made = Powa.memory(Settings(root_dir=tmp_path, database=":memory:"), kernels=LocalKernels({}))
    yield made
    wait(made.close())


def test_its_state_is_small_and_names_the_session_and_its_workflow(powa: Powa) -> None:
    made = pipeline("Count to three.", model=scripted(powa), powa=powa)
    state = made.widget(height=300).get_state()
    assert (state["session_id"], state["workflow_id"], state["goal"]) == (made.id, made.workflow.id, made.goal)
    assert (state["_view"], state["height"]) == ("pipeline", 300)
    assert len(json.dumps(state, default=str)) < 8_000


def test_its_picture_is_what_was_said_and_the_steps(powa: Powa) -> None:
    made = pipeline("Count to three.", model=scripted(powa), powa=powa)
    picture = made.widget().picture()
    assert "It is built." in picture and "Load (Python)" in picture
    assert PipelineWidget(powa).picture() == "<div><em>No goal yet.</em></div>"


def test_a_goal_that_is_typed_into_it_is_the_pipelines_own_from_then_on(powa: Powa) -> None:
    made = pipeline(model="planner", powa=powa)
    widget = made.widget()
    assert (repr(made), made.content, widget.model) == ("Pipeline()", "", "planner")
    with pytest.raises(BadRequest, match="no goal yet"):
        made.run()
    typed = wait(work.begin(powa, PipelineSession(workflow_id="w", goal="Count to three.")))
    widget.session_id = typed.id
    assert (made.id, made.goal) == (typed.id, "Count to three.")


def test_what_is_said_first_is_the_goal(powa: Powa) -> None:
    made = pipeline(model=scripted(powa), powa=powa).say("Count to three.")
    assert made.goal == "Count to three." and made.run().output == [1, 2, 3]
