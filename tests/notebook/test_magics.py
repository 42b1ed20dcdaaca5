"""`%%powa` in a real kernel's shell."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.magics import _arguments

pytestmark = pytest.mark.kernel


@pytest.fixture
def run(tmp_path: Path):
    """Run cells in a notebook of its own; what each shows."""
    (tmp_path / "r.json").write_text(json.dumps([{"say": "Hello from the script.", "always": True}]))
    setup = (
        "import os\n"
        f"os.environ['JUPYTER_DATA_DIR'] = r'{tmp_path}'\n"
        "%load_ext jupyter_powa\n"
        "from jupyter_powa import Workflow, ask"
    )

    def run(*sources: str) -> list[nbformat.NotebookNode]:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in (setup, *sources)])
        NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
        return notebook.cells[1:]

    return run


def test_a_cell_asks_and_the_chat_with_the_answer_appears_below(run):
    asked, kept = run("%%powa Mine --model scripted/r.json --to answer\nsay hello", "print(answer.content)")
    (shown,) = asked.outputs
    assert "application/vnd.jupyter.widget-view+json" in shown.data
    assert "Hello from the script." in shown.data["text/html"]
    assert kept.outputs[0].text.strip() == "Hello from the script."


def test_the_same_from_python(run):
    (asked,) = run("print(ask('hello', 'Mine', model='scripted/r.json', show=False).content)")
    assert asked.outputs[0].text.strip() == "Hello from the script."


def test_what_is_not_understood_is_told_with_how_to_write_it():
    with pytest.raises(BadRequest, match="Write: %%powa"):
        _arguments().parse_args(["--colour", "red"])
