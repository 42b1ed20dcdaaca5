"""A workflow from a cell."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from jupyter_powa import Workflow
from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.run import ExecutionFailed, Run
from jupyter_powa.unknown import WorkflowNotFound
from tests.notebook.conftest import Make

EXPORT = {
    "name": "From the Studio",
    "description": "An export",
    "version": 3,
    "variables": {"who": "world"},
    "blocks": [
        {"id": "s", "type": "starter", "name": "Start", "config": {}, "position": {"x": 0, "y": 0}, "enabled": True},
        {
            "id": "r",
            "type": "response",
            "name": "End",
            "config": {"output": "hello {{who}}"},
            "position": {"x": 9, "y": 0},
        },
    ],
    "edges": [{"id": "e", "source": "s", "target": "r", "sourceHandle": "output", "targetHandle": "input"}],
}


def test_plain_code_gets_the_ended_run(sales: Workflow) -> None:
    run = sales.run(at_least=100)
    assert run.status == "completed"
    assert run.output == {"rows": [{"region": "EU", "amount": 120}, {"region": "US", "amount": 200}]}


async def test_code_that_awaits_gets_several_runs_at_once(make: Make) -> None:
    wf = make()
    wf.input("Input", {"n": 0})
    wf.code("Wait", "import asyncio\nawait asyncio.sleep(0.01)\nInput.output['n']")
    first, second = await asyncio.gather(wf.run(n=1), wf.run(n=2))
    assert (first["Wait"].value, second["Wait"].value) == (1, 2)


def test_a_failed_run_raises_and_names_block_and_line(make: Make) -> None:
    wf = make()
    wf.code("Divide", "x = 0\n1 / x")
    with pytest.raises(ExecutionFailed, match=r"Block 'Divide' \(line 2\): ZeroDivisionError") as failed:
        wf.run()
    assert failed.value.run["Divide"].line == 2
    shown = "\n".join(failed.value._render_traceback_())
    assert "1 / x" in shown
    assert "jupyter_powa" not in shown


def test_a_failed_run_can_be_had_without_an_exception(make: Make) -> None:
    wf = make()
    wf.code("Divide", "1 / 0")
    run = wf.run(check=False)
    assert (run.status, run["Divide"].status) == ("failed", "error")


async def test_an_awaited_failure_raises_as_well(make: Make) -> None:
    wf = make()
    wf.code("Divide", "1 / 0")
    with pytest.raises(ExecutionFailed):
        await wf.run()


def test_a_started_run_can_be_stopped(make: Make) -> None:
    wf = make()
    wf.code("Endless", "while True:\n    pass")
    run = wf.start()
    run.stop()
    assert run.status == "failed"
    assert run.execution.code == "stopped"


def test_an_interrupt_stops_the_run_that_is_waited_for(make: Make) -> None:
    wf = make()
    wf.code("Endless", "import time\nprint('here', flush=True)\nwhile True:\n    time.sleep(0.01)")
    run = wf.start()
    timer = threading.Timer(0.5, _interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run.wait()
    assert run.execution.code == "stopped"


def _interrupt_main() -> None:
    import signal

    ident = threading.main_thread().ident
    assert ident is not None
    signal.pthread_kill(ident, signal.SIGINT)


def test_waiting_has_an_end_when_asked_for_one(make: Make) -> None:
    wf = make()
    wf.code("Slow", "import time\nwhile True:\n    time.sleep(0.01)")
    run = wf.start()
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="still runs"):
        run.wait(0.2)
    assert time.monotonic() - began < 5
    run.stop()


def test_it_is_one_workflow_however_often_the_notebook_is_run(make: Make, sales: Workflow) -> None:
    sales.run(at_least=1)
    again = make("Sales")
    assert again.id == sales.id
    assert len(again.runs) == 1
    assert make("Another").id != sales.id


def test_saving_makes_a_version_only_where_the_graph_has_changed(sales: Workflow) -> None:
    versions = [sales.powa.store.workflows.get(sales.save().id).version for _ in range(2)]
    sales.code("More", "1")
    sales.save()
    assert [*versions, sales.powa.store.workflows.get(sales.id).version] == [1, 1, 2]


def test_the_history_is_a_frame_newest_first(sales: Workflow) -> None:
    sales.run(at_least=1)
    sales.run(at_least=2)
    runs = sales.runs
    assert [value["at_least"] for value in runs["input"]] == [2, 1]
    assert set(runs["status"]) == {"completed"}
    assert (runs["seconds"] >= 0).all()
    assert make_run(sales).output == sales.last(runs["id"][0]).output


def make_run(wf: Workflow) -> Run:
    return wf.last()


def test_there_is_no_last_run_before_the_first(sales: Workflow) -> None:
    with pytest.raises(LookupError, match="not been run"):
        sales.last()
    assert list(sales.runs.columns)[:2] == ["id", "status"]


def test_an_export_of_the_vendors_loads_and_runs(make: Make) -> None:
    powa = make().powa
    wf = Workflow.from_json(EXPORT, powa=powa)
    assert wf.run().output == "hello world"
    assert wf.run(who="Ada").output == "hello Ada"


def test_what_is_written_loads_as_the_same_graph(sales: Workflow, tmp_path: Path) -> None:
    path = tmp_path / "sales.json"
    text = sales.to_json(path)
    assert Workflow.from_json(path, powa=sales.powa).graph == sales.graph
    assert Workflow.from_json(text, powa=sales.powa).to_json() == text


def test_a_powa_file_keeps_positions_apart_and_loads_as_the_same_graph(sales: Workflow, tmp_path: Path) -> None:
    path = tmp_path / "sales.powa.json"
    text = sales.to_json(path)
    assert '"positions": {' in path.read_text() == text
    assert Workflow.from_json(path, powa=sales.powa).to_json(path) == text


def test_a_file_that_holds_no_object_is_refused(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text("[]")
    with pytest.raises(BadRequest, match="holds an object with `blocks` and `edges`"):
        Workflow.from_json(path, powa=make().powa)


@pytest.mark.parametrize("value", ['{"blocks": 3}', '{"blocks": [{"id": ""}]}'])
def test_a_file_that_is_no_workflow_is_refused_with_the_place(make: Make, value: str) -> None:
    with pytest.raises(ValueError, match="blocks"):
        Workflow.from_json(value, powa=make().powa)


def test_a_stored_workflow_is_loaded_by_its_id_or_its_name(sales: Workflow) -> None:
    sales.save()
    for word in (sales.id, "Sales"):
        assert Workflow.load(word, powa=sales.powa).graph == sales.graph
    with pytest.raises(WorkflowNotFound):
        Workflow.load("Nothing", powa=sales.powa)


def test_it_shows_itself_the_same_each_time(sales: Workflow) -> None:
    assert repr(sales) == "Workflow('Sales', blocks=3, edges=2)"
    bundle = sales._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(sales)
    assert data["text/html"].startswith("<svg")


def test_a_graph_that_cannot_run_is_shown_with_what_is_wrong(make: Make) -> None:
    wf = make()
    wf.sql("Query")
    assert "Field required" in wf._repr_mimebundle_()["text/html"]
    assert [problem.code for problem in wf.problems] == ["missing_config"]


def test_completion_knows_types_and_blocks(sales: Workflow) -> None:
    assert {"sql", "run", "widget"} <= set(dir(sales))
    assert sales._ipython_key_completions_() == ["Input", "Big", "Report"]
    assert sales["Big"].block.config["query"].startswith("select")
