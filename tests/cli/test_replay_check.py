"""Files that give the same again pass, others are told where they differ; the exit status is for CI."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import nbformat
import pytest

from jupyter_powa import Workflow
from jupyter_powa.cli import main
from jupyter_powa.notebook.replay_check import recording_of, replay_check


def book(path: Path, *cells: tuple[str, str]) -> Path:
    """A notebook whose cells have printed this."""
    made = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    for source, printed in cells:
        outputs = [nbformat.v4.new_output("stream", name="stdout", text=printed)] if printed else []  # type: ignore[no-untyped-call]
        made.cells.append(nbformat.v4.new_code_cell(source, outputs=outputs))  # type: ignore[no-untyped-call]
    nbformat.write(made, path)  # type: ignore[no-untyped-call]
    return path


@pytest.mark.kernel
def test_a_notebook_is_told_cell_by_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = book(
        tmp_path / "n.ipynb",
        ("print('the same')", "the same\n"),
        ("# NBVAL_IGNORE_OUTPUT\nprint(id(object()))", "1\n"),
        ("print('one thing'); print('and the other')", "one thing\nand another\n"),
        (
            "from jupyter_powa import Workflow\nwf = Workflow('W')\nask = wf.llm('A', model='gpt-5.2', prompt='Hi')\n",
            "",
        ),
        ("run = wf.run(check=False)", ""),
    )
    assert main(["replay-check", str(path), "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["passed"], told["cells"], told["replayed"], told["refused"]) == (False, 5, 0, 1)
    assert [one["cell"] for one in told["differences"]] == [3]
    assert told["differences"][0]["words"] == r"text was 'one thing\nand another\n' and is 'one thing\nand the other\n'"


def test_a_workflow_file_must_give_the_same_twice_and_ask_nothing_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steady, fickle, asking = (Workflow(name) for name in ("Steady", "Fickle", "Asking"))
    steady.code("A", "output = 42")
    fickle.code("A", "import time\noutput = time.perf_counter_ns()")
    asking.general_api("A", url="https://api.example.com/x")
    files = []
    for wf in (steady, fickle, asking):
        wf.output("Out", {"it": "<A.output>"})
        files.append(str(wf.to_file(tmp_path / f"{wf.name}.powa.json")))
    assert main(["replay-check", *files[:1]]) == 0 and main(["replay-check", *files]) == 1
    said = capsys.readouterr().err
    assert f"passed  {files[0]}: 0 replayed, 0 refused" in said
    assert (
        "Two runs differ" in said and "GET https://api.example.com/x is not recorded in Asking.recording.jsonl" in said
    )
    assert recording_of(Path(files[2])).name == "Asking.recording.jsonl" and "1 refused" in said


def test_what_cannot_be_run_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.txt").touch()
    (tmp_path / "broken.ipynb").write_text("{")
    (tmp_path / "broken.powa.json").write_text("{")
    made = book(tmp_path / "elsewhere.ipynb", ("1", ""))
    made.write_text(
        made.read_text().replace(
            '"metadata": {},', '"metadata": {"kernelspec": {"name": "none", "display_name": "None"}},'
        )
    )
    before = signal.getsignal(signal.SIGINT)
    assert "could not be run" in str(replay_check(made))
    assert signal.getsignal(signal.SIGINT) is before, "Ctrl-C still stops whoever checks"
    for name in ("x.txt", "none.ipynb", "broken.ipynb", "broken.powa.json"):
        assert not replay_check(tmp_path / name).passed
