from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from jupyter_powa import Workflow
from jupyter_powa.copilot.diff import canonical
from jupyter_powa.errors import BadRequest, Conflict
from jupyter_powa.notebook.alone import block
from tests.notebook.conftest import Make


@pytest.fixture
def report(make: Make) -> Workflow:
    """A workflow that plain Python can do: rows, a choice, a failure that is caught, a text."""
    wf = make("Report")
    wf.input("Input", {"at_least": 100, "city": "Oslo"})
    wf.code("All orders", "import pandas as pd\npd.DataFrame({'region': ['EU', 'EU', 'US'], 'amount': [120, 80, 200]})")
    wf.sql(
        "Big orders",
        'select * from "All orders" where amount >= <Input.output.at_least>',
        after=["Input", "All orders"],
    )
    check = wf.condition("Check", [{"expression": "<Big orders.row_count> > 1"}])
    wf.code("Much", "words = f'''many:\n  {Input.output['at_least']}'''\noutput = words", after=check["if"])
    wf.code("Little", "'few'", after=check["else"])
    wf.code("Fails", "1 / 0", after=["Input"])
    wf.code("Instead", "f'caught: {Fails.error[-16:]}'", after=wf["Fails"]["error"])
    wf.output(
        "Report",
        {
            "text": 'In "<Input.output.city>": <Much.output>',
            "first": "<Big orders.output.0.amount>",
            "say": "<Instead.output>",
        },
        after=["Much", "Little", "Instead", "Big orders"],
    )
    return wf


def opened(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def cell(notebook: dict[str, Any], name: str, kind: str = "block") -> dict[str, Any]:
    return next(one for one in notebook["cells"] if one["metadata"].get("powa", {}).get(kind) == name)


def edited(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The notebook after somebody has changed it in JupyterLab."""
    notebook = opened(path)
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def edit(path: Path, name: str, old: str, new: str, kind: str = "block") -> None:
    def change(notebook: dict[str, Any]) -> None:
        found = cell(notebook, name, kind)
        assert old in found["source"]
        found["source"] = found["source"].replace(old, new)

    edited(path, change)


def config(wf: Workflow, name: str) -> dict[str, Any]:
    return wf[name].block.config


def ran_plainly(path: Path, ends: str) -> Any:
    """What the cells give in a Python that has no such package."""
    cells = [one["source"] for one in opened(path)["cells"] if one["cell_type"] == "code"]
    code = "import sys\nsys.modules['jupyter_powa'] = None\n" + "\n".join(cells)
    code += f"\nimport json\nprint(json.dumps({ends}, default=str))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + "\n".join(cells)
    return json.loads(done.stdout.splitlines()[-1])


def test_a_notebook_gives_without_the_package_what_the_workflow_gives(report: Workflow, tmp_path: Path) -> None:
    path = report.to_notebook(tmp_path / "report.ipynb")
    output = report.run().output
    assert output == {"text": 'In "Oslo": many:\n  100', "first": 120, "say": "caught: division by zero"}
    assert ran_plainly(path, "{**Report, 'first': int(Report['first'])}") == output
    edit(path, "input", "at_least = 100", "at_least = 150", "parameters")
    assert "few" in ran_plainly(path, "[Little, Much]")


def test_papermill_finds_the_parameters(report: Workflow, tmp_path: Path) -> None:
    notebook = opened(report.to_notebook(tmp_path / "report.ipynb"))
    (found,) = [one for one in notebook["cells"] if "parameters" in one["metadata"]["tags"]]
    assert found["source"] == '# Parameters of Input\nat_least = 100\ncity = "Oslo"'


def test_edits_of_cells_are_read_back_as_their_blocks(report: Workflow, tmp_path: Path) -> None:
    path = report.to_notebook(tmp_path / "report.ipynb")
    edit(path, "input", "at_least = 100", "at_least = 50\nlimit: int = None", "parameters")
    edit(path, "big_orders", "where amount", "where region = $Input_city or amount")
    edit(path, "big_orders", "params={", 'params={"Input_city": Input["city"], ')
    edit(path, "check", "> 1:", '> 1 and Input["at_least"] < 99:')
    edit(path, "much", "output = words", "output = words.upper() + str(len(Big_orders))")
    edit(path, "report", '"first":', '"extra": [1, Input],\n    "first":')
    before = {name: config(report, name) for name in ("Little", "Fails")}
    assert report.read_notebook(path) == []
    assert config(report, "Input") == {"input": {"at_least": 50, "limit": "integer", "city": "Oslo"}}
    assert config(report, "Big orders")["query"] == (
        'select * from "All orders" where region = <Input.output.city> or amount >= <Input.output.at_least>'
    )
    (branch,) = config(report, "Check")["branches"]
    assert branch["expression"] == "<Big orders.row_count> > 1 and <Input.output.at_least> < 99"
    assert config(report, "Much")["code"].endswith("output = words.upper() + str(Big_orders.row_count)")
    assert config(report, "Report")["output"]["extra"] == [1, "<Input.output>"]
    assert {name: config(report, name) for name in ("Little", "Fails")} == before
    assert report.run(limit=1).output["text"] == 'In "Oslo": MANY:\n  503'


def test_cells_and_outputs_of_people_stay_where_they_are(report: Workflow, tmp_path: Path) -> None:
    path = report.to_notebook(tmp_path / "report.ipynb")
    mine = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "my = 1", "outputs": [], "execution_count": 7}
    shown = [{"output_type": "stream", "name": "stdout", "text": "hello"}]

    def change(notebook: dict[str, Any]) -> None:
        cells = notebook["cells"]
        cells.insert(cells.index(cell(notebook, "big_orders")) + 1, mine)
        cell(notebook, "check")["outputs"] = cell(notebook, "little")["outputs"] = shown
        notebook["metadata"]["mine"] = True

    edited(path, change)
    report.code("Little", "'less'", after=report["Check"]["else"])
    report.remove("Big orders")
    report.to_notebook(path)
    notebook = opened(path)
    ids = [one["id"] for one in notebook["cells"]]
    assert ids[ids.index("mine") - 1] == "powa-b-all_orders"
    assert next(one for one in notebook["cells"] if one["id"] == "mine") == mine
    assert notebook["metadata"]["mine"] is True
    assert cell(notebook, "little")["outputs"] == []  # what it showed is no more what it says
    assert "big_orders" not in str([one["metadata"] for one in notebook["cells"]])


def test_writing_takes_over_what_was_edited_first(report: Workflow, tmp_path: Path) -> None:
    path = report.to_notebook(tmp_path / "report.ipynb")
    edit(path, "little", "few", "less")
    report.input("Input", {"at_least": 10, "city": "Oslo"})
    report.to_notebook(path)
    assert config(report, "Little")["code"] == '"less"' or config(report, "Little")["code"] == "'less'"
    notebook = opened(path)
    assert "at_least = 10" in cell(notebook, "input", "parameters")["source"]
    assert "less" in cell(notebook, "little")["source"]


def test_a_block_that_was_changed_here_and_in_its_cell_is_a_conflict_that_is_told(
    report: Workflow, tmp_path: Path
) -> None:
    path = report.to_notebook(tmp_path / "report.ipynb")
    edit(path, "little", "few", "less")
    edit(path, "much", "many", "a lot")
    report.code("Little", "'none'", after=report["Check"]["else"])
    before, text = canonical(report.graph), path.read_text()
    for work in (report.to_notebook, report.read_notebook):
        with pytest.raises(Conflict, match=r"'Little': config\.code was changed on both sides.*none.*less") as caught:
            work(path)
        assert [one["field"] for one in caught.value.details] == ["config.code"]
        assert (canonical(report.graph), path.read_text()) == (before, text)
    notes = report.read_notebook(path, prefer="notebook")
    assert "'Little'" in notes[0]
    assert "less" in config(report, "Little")["code"]
    assert "a lot" in config(report, "Much")["code"]


def test_a_cell_that_is_no_more_its_block_becomes_python_or_is_refused(report: Workflow, tmp_path: Path) -> None:
    path = report.to_notebook(tmp_path / "report.ipynb")

    def change(notebook: dict[str, Any]) -> None:
        cell(notebook, "big_orders")["source"] = "Big_orders = All_orders[All_orders.amount > Input['at_least']]"

    edited(path, change)
    (note,) = report.read_notebook(path)
    assert note.startswith("The block 'Big orders' is a Python block now")
    assert report["Big orders"].block.type == "code"
    edit(path, "check", 'Check = "if"', 'Check = "perhaps"')
    before = canonical(report.graph)
    with pytest.raises(BadRequest, match="The cell of 'Check' cannot be read as its block: it has not the form"):
        report.read_notebook(path)
    assert canonical(report.graph) == before


def test_a_workflow_is_made_of_a_notebook_with_all_that_was_edited(report: Workflow, tmp_path: Path) -> None:
    path = report.to_notebook(tmp_path / "report.ipynb")
    assert canonical(Workflow.from_notebook(path, powa=report.powa).graph) == canonical(report.graph)

    def change(notebook: dict[str, Any]) -> None:
        notebook["cells"][0]["source"] = "# Orders\n\nWhat is sold."
        notebook["cells"].remove(cell(notebook, "instead"))

    edited(path, change)
    again = Workflow.from_notebook(path, powa=report.powa)
    assert (again.name, again.description) == ("Orders", "What is sold.")
    assert {one.name for one in report.graph.blocks} - {one.name for one in again.graph.blocks} == {"Instead"}


def test_a_block_that_needs_the_package_is_a_call_of_it(make: Make, tmp_path: Path) -> None:
    wf = make("Needs")
    wf.input("Input", {"n": 2})
    wf.sample("Some", size=1, after=[])
    path = wf.to_notebook(tmp_path / "needs.ipynb")
    source = cell(opened(path), "some")["source"]
    assert "# This cell needs jupyter_powa: no plain Python stands for 'sample'." in source
    edit(path, "some", '{"size": 1}', '{"size": 2, "seed": 5}')
    wf.read_notebook(path)
    assert config(wf, "Some") == {"size": 2, "seed": 5}


def test_a_workflow_is_a_package_whose_tests_hold_it_to_a_recorded_run(report: Workflow, tmp_path: Path) -> None:
    report.run(at_least=50)
    folder = report.to_python(tmp_path / "made")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + (folder / "report.py").read_text()
    assert "import jupyter_powa" not in (folder / "report.py").read_text()
    recorded = json.loads((folder / "tests" / "recorded.json").read_text())
    assert recorded["input"] == {"at_least": 50}
    script = report.to_python(tmp_path / "report.py").read_text()
    assert script.startswith('"""Report"""\n\nimport duckdb')


def test_one_block_runs_alone_on_values(make: Make) -> None:
    powa = make().powa
    values = {"Rows": [{"a": 1}, {"a": 2}], "Other": 7}
    derive = {"columns": {"b": "a * <Other.output>"}, "rows": "<Rows.output>"}
    frame = block("derive", derive, values, powa=powa)  # noqa: F841  DuckDB reads it by name
    assert duckdb.sql("select sum(b) as total from frame").df()["total"].tolist() == [21]  # as plain cells ask
    assert block("condition", {"branches": [{"expression": "<Other.output> > 9"}]}, values, powa=powa) == "else"
