from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.cli import FAILED, OK, USAGE, commands, main
from jupyter_powa.model.file import file_of, parsed, written
from jupyter_powa.model.workflow import Block, Edge, Graph


def graph(code: str = "Input.output['n'] * 2", **more: Any) -> Graph:
    blocks = [
        Block(id="Input", type="input", config={"input": {"n": "number"}}),
        Block(id="Double", type="code", config={"code": code}, **more),
    ]
    return Graph(blocks=blocks, edges=[Edge(source="Input", target="Double")])


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workflow's file; what runs is kept in a folder of its own."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    file = tmp_path / "double.powa.json"
    file.write_text(written(file_of("Double", graph())))
    return file


def put(path: Path, name: str, made: Graph) -> str:
    target = path.with_name(name)
    target.write_text(written(file_of("Double", made)))
    return str(target)


def test_a_workflow_is_run_with_inputs_and_its_output_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(path), "--input", "n=21"]) == OK
    said = capsys.readouterr()
    assert said.out == "42\n"
    assert "Double: success" in said.err
    assert main(["run", str(path), "-q", "--json", "-i", '{"n": "x"}']) == FAILED
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["status"], {one["block"]: one["status"] for one in told["blocks"]}) == (
        "failed",
        {"Input": "error", "Double": "skipped"},
    )
    assert "must be of type number" in said.err
    assert main(["run", str(path), "--json", "-i", "m=1"]) == FAILED
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["blocks"]) == ("failed", []) and "no input 'm'" in told["error"]


@pytest.mark.parametrize("args", [["run", "nowhere.json"], ["run", "{path}", "-i", "n"], ["run"], ["nothing"]])
def test_what_is_used_wrongly_ends_with_2(path: Path, args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main([one.format(path=path) for one in args])
    except SystemExit as ended:
        status = int(str(ended.code))
    assert status == USAGE
    assert capsys.readouterr().err


NO_NOTEBOOKS = [
    '{"nbformat": 4, "cells": 5}',
    '{"nbformat": 4, "cells": [1]}',
    '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}',
    '{"nbformat": 4, "metadata": null, "cells": []}',
    "[" * 100_000,
]


@pytest.mark.parametrize("text", NO_NOTEBOOKS, ids=range(len(NO_NOTEBOOKS)))
@pytest.mark.parametrize("name", ["a.ipynb", "a.powa.json"])
def test_a_file_of_any_other_form_is_told_in_words(path: Path, name: str, text: str) -> None:
    broken = path.with_name(name)
    broken.write_text(text)
    assert main(["validate", str(broken)]) == USAGE


def test_who_reads_only_the_first_lines_breaks_nothing(path: Path) -> None:
    command = f"{sys.executable} -m jupyter_powa.cli export {path} --to json | true; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) in ((OK, ""), (FAILED, ""))


def test_problems_of_workflows_are_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(path)]) == OK
    bad = put(path, "bad.powa.json", graph("output ="))
    assert main(["validate", str(path), bad, "--json"]) == FAILED
    said = capsys.readouterr()
    assert "bad.powa.json: error: Block 'Double': The code is not Python" in said.err
    assert [one["code"] for one in json.loads(said.out)[bad]] == ["syntax_error"]


def test_a_workflow_is_written_in_other_forms_and_read_from_them(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = path.with_suffix(".ipynb")
    assert main(["export", str(path), "--to", "notebook", "-o", str(notebook)]) == OK
    assert main(["export", str(path), "--to", "notebook", "-o", str(notebook)]) == USAGE
    capsys.readouterr()
    assert main(["export", str(notebook), "--to", "json"]) == OK
    assert capsys.readouterr().out == path.read_text()
    assert main(["export", str(path), "--to", "python"]) == OK
    script = capsys.readouterr().out.replace("n: float = None", "n = 4")
    assert '# %%\n# Double (Python)\nDouble = Input["n"]' in script.replace("'", '"')
    scope: dict[str, Any] = {}
    exec(script, scope)
    assert scope["Double"] == 8


def test_two_workflows_are_compared(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = put(path, "other.powa.json", graph("1\n2", enabled=False))
    assert main(["diff", str(path), str(path)]) == OK
    assert main(["diff", str(path), other]) == FAILED
    said = capsys.readouterr().out
    assert "~ Double (code)\n" in said
    assert "      + 1\n      + 2\n" in said


def test_git_merges_workflows_by_their_blocks(path: Path) -> None:
    def git(*args: str, check: bool = True) -> str:
        done = subprocess.run(["git", *args], cwd=path.parent, capture_output=True, text=True, check=check)
        return done.stdout + done.stderr

    git("init", "-q", "-b", "main")
    for name, value in (("user.email", "a@b.c"), ("user.name", "A")):
        git("config", name, value)
    git("config", "merge.powa.driver", f"{sys.executable} -m jupyter_powa.cli merge %O %A %B")
    path.with_name(".gitattributes").write_text("*.powa.json merge=powa\n")
    git("add", ".gitattributes", path.name)
    git("commit", "-qm", "one")
    git("checkout", "-qb", "theirs")
    put(path, path.name, graph(timeout=5))
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "main")
    put(path, path.name, graph("1"))
    git("commit", "-qam", "ours")
    git("merge", "theirs")
    block = parsed(path.read_text()).blocks[0]
    assert (block.config, block.timeout) == ({"code": "1"}, 5)
    git("checkout", "-q", "theirs")
    put(path, path.name, graph("2", timeout=5))
    git("commit", "-qam", "theirs again")
    git("checkout", "-q", "main")
    put(path, path.name, graph("3", timeout=5))
    git("commit", "-qam", "ours again")
    said = git("merge", "theirs", check=False)
    assert "config.code was changed on both sides" in said
    assert f"CONFLICT (content): Merge conflict in {path.name}" in said
    assert parsed(path.read_text()).blocks[0].config == {"code": "3"}


def test_each_command_says_what_it_does() -> None:
    for name, module in commands().items():
        assert name == name.lower()
        assert (module.__doc__ or "").partition("\n")[0].endswith(".")
