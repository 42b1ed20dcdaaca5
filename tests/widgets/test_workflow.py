"""The graph widget's own side: its state, its picture, its name."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from jupyter_powa import Powa, Workflow
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.unknown import WorkflowNotFound
from jupyter_powa.widgets.workflow import WorkflowWidget


@pytest.fixture
def workflow() -> Iterator[Workflow]:
    """A workflow whose second block fails."""
    powa = Powa.memory(kernels=LocalKernels({}))
    made = Workflow("Shown", powa=powa)
    made.code("Fine", "1")
    made.code("Fails", "1 / 0")
    yield made
    loop_thread().submit(powa.close()).result()


def test_its_state_is_small_and_holds_no_bundle(workflow: Workflow) -> None:
    state = workflow.widget(height=300).get_state()
    assert (state["workflow_id"], state["height"], state["_view"]) == (workflow.id, 300, "workflow")
    assert len(json.dumps(state, default=str)) < 8_000


def test_its_picture_shows_how_the_last_run_went(workflow: Workflow) -> None:
    widget = workflow.widget()
    assert "✕" not in widget.picture()
    workflow.run(check=False)
    assert "Fails (Python): error" in widget.picture()
    assert "Fine (Python): success" in widget.picture()


def test_its_text_is_the_same_each_time(workflow: Workflow) -> None:
    assert repr(workflow.widget()) == "WorkflowWidget('Shown', blocks=2, edges=1)"
    bundle = workflow.widget()._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == "WorkflowWidget('Shown', blocks=2, edges=1)"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_an_unknown_workflow_is_refused_in_words(workflow: Workflow) -> None:
    with pytest.raises(WorkflowNotFound):
        WorkflowWidget(workflow.powa, "no-such-id")
