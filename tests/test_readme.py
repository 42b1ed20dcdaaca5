"""What the README says is run: its Python and the commands and files that it names."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_powa import Workflow
from jupyter_powa.powa import Powa

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def python(heading: str) -> str:
    """The Python of one section."""
    found = re.search(rf"^## {heading}\n.*?```python\n(.*?)```", README, re.DOTALL | re.MULTILINE)
    assert found, heading
    return found[1]


def told(folder: Path, heading: str, shown: str) -> subprocess.CompletedProcess[str]:
    """What the Python of a section prints in a process of its own, with a line behind it."""
    return subprocess.run(
        [sys.executable, "-c", f"{python(heading)}\n{shown}\n"],
        cwd=folder,
        env={**os.environ, "JUPYTER_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_its_first_workflow_runs_as_a_program(tmp_path: Path) -> None:
    program = tmp_path / "first.py"
    shown = 'print(run["By region"].df.to_dict("records"), len(run["Big orders"].value))'
    program.write_text(f"{python('A first workflow')}\n{shown}\n")
    ran = subprocess.run(
        [sys.executable, str(program)],
        env={**os.environ, "JUPYTER_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "[{'region': 'EU', 'total': 120}, {'region': 'US', 'total': 200}] 2\n"


def test_what_its_copilot_is_asked_for_is_proposed_and_applied(tmp_path: Path) -> None:
    program = tmp_path / "ask.py"
    shown = "print([row['region'] for row in wf.run().output['regions']], [block.name for block in wf.graph.blocks])"
    program.write_text(f"{python('A first workflow')}\n{python('Ask the copilot')}\n{shown}\n")
    ran = subprocess.run(
        [sys.executable, str(program)],
        env={**os.environ, "JUPYTER_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "['EU'] ['Input', 'Big orders', 'By region', 'Report', 'First 1 rows']"


def test_its_blocks_that_reach_out_make_a_graph_without_a_problem(powa: Powa) -> None:
    names: dict[str, Any] = {"Workflow": partial(Workflow, powa=powa)}
    exec(python("Models and the web"), names)
    assert [problem.message for problem in names["wf"].problems] == []
    assert names["wf"]["Ask"].block.careful


def test_its_agent_and_its_knowledge_base_are_made(tmp_path: Path) -> None:
    (tmp_path / "handbook.md").write_text("# Hotels\nUp to 150 a night.")
    shown = 'print(handbook.search("hotel")[0].document, [problem.message for problem in wf.problems])'
    ran = told(tmp_path, "Agents that know your documents", shown)
    assert (ran.returncode, ran.stdout) == (0, "handbook.md []\n"), ran.stderr


def test_its_sql_agent_is_made_and_answers(tmp_path: Path) -> None:
    shown = 'print(answer.df.to_dict("list"))'
    ran = told(tmp_path, "Ask a database", shown)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "{'region': ['EU', 'US'], 'total_amount': [200, 200]}"


def test_its_goal_becomes_a_pipeline_that_runs(tmp_path: Path) -> None:
    shown = "print(run.status, made.config is not None, made.undo().config is not None)"
    ran = told(tmp_path, "From a goal to a dataset", shown)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "completed True True"


def test_its_commands_are_there() -> None:
    commands = re.findall(r"bash (\S+)", "\n".join(blocks("bash")))
    assert commands
    assert all(os.access(ROOT / command, os.X_OK) for command in commands)


def test_every_file_and_picture_that_it_names_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if not link.startswith("http")]
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_its_map_names_every_folder_of_the_package() -> None:
    package = ROOT / "jupyter_powa"
    folders = {path.parent.name for path in package.glob("*/__init__.py")}
    assert not [folder for folder in folders if f"`{folder}/`" not in README]


def test_the_npm_commands_that_the_guide_names_are_there() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    scripts = json.loads((ROOT / "js" / "package.json").read_text(encoding="utf-8"))["scripts"]
    named = re.findall(r"npm --prefix js run ([\w:]+)", guide)
    assert named
    assert set(named) <= set(scripts)
