"""Taking up a run: what had finished is not run again, and what cannot be taken up is refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.errors import Conflict
from jupyter_powa.launch import start, state, wait
from jupyter_powa.model.plan import Terms
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.resume import resume
from tests.engine.running import code, graph_of


@pytest.fixture
def counted(tmp_path: Path) -> Path:
    """A file that a block writes a letter to each time that it runs, and one that must be there for the last block."""
    return tmp_path / "counted"


def counting(file: Path) -> Any:
    """A graph of three blocks, the last of which fails until a file is there; each tells that it ran."""
    told = f"from pathlib import Path\nfile = Path({str(file)!r})\nfile.write_text(file.read_text() + {{}})\n"
    file.write_text("")
    return graph_of(
        {
            "in": "input",
            "first": code(told.format("'1'") + "output = [1, 2]"),
            "second": code(told.format("'2'") + "output = sum(first.output)"),
            "last": code(told.format("'3'") + "file.with_name('counted.go').read_text()\noutput = second.output"),
        }
    )


def let_go(file: Path) -> None:
    """The last block fails no more."""
    file.with_name("counted.go").touch()


def said(file: Path) -> str:
    """Which blocks ran, in order."""
    return file.read_text()


async def run(powa: Powa, workflow: Any, terms: Terms | None = None) -> str:
    """The id of an execution that has ended."""
    running = await start(powa, workflow, terms=terms)
    return (await wait(powa, running.plan.execution_id)).id


async def test_what_had_finished_is_not_run_again(powa: Powa, counted: Path) -> None:
    workflow = powa.store.workflows.put(_workflow(counting(counted)))
    failed = await run(powa, workflow, Terms(trial=7))
    let_go(counted)
    again = await resume(powa, failed)
    ended = await wait(powa, again.plan.execution_id)
    assert (ended.status, ended.output, ended.resumed_from) == ("completed", 3, failed)
    assert ended.trial == 7
    assert said(counted) == "1233"
    assert [log.kept for log in state(powa, ended.id)[1]] == [True, True, True, False]


async def test_what_cannot_be_taken_up_is_refused(powa: Powa, counted: Path) -> None:
    workflow = powa.store.workflows.put(_workflow(counting(counted)))
    failed = await run(powa, workflow)
    let_go(counted)
    completed = (await wait(powa, (await resume(powa, failed)).plan.execution_id)).id
    with pytest.raises(Conflict) as error:
        await resume(powa, completed)
    assert error.value.code == "already_completed"
    powa.store.workflows.save_graph(workflow.id, graph_of({"in": "input", "out": "output"}))
    with pytest.raises(Conflict) as error:
        await resume(powa, failed)
    assert error.value.code == "graph_changed"


def _workflow(graph: Any) -> Any:
    return Workflow(name="w").with_graph(graph)
