"""A workflow as plain Python: a script of cells, which editors show and run one by one, or a package with tests."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from jupyter_powa.model.file import WorkflowFile, written
from jupyter_powa.written.cells import Cells, cells_of
from jupyter_powa.written.wrapped import indented


def script_of(file: WorkflowFile) -> str:
    """The script. Where a block awaits, it runs as a notebook's cells do, or in `python -m asyncio`."""
    made = cells_of(file.graph)
    parts = [_head(file)]
    if made.setup:
        parts.append(made.setup)
    for cell in made.cells:
        if cell.parameters is not None:
            parts.append(f"# %% Parameters\n{cell.parameters}")
        parts.append(f"# %%\n{cell.text}")
    shown = [f"    print({cell.names.own})" for cell in made.cells if cell.wrap.shown]
    if shown:
        parts.append("\n".join(['if __name__ == "__main__":', *shown]))
    return "\n\n".join(parts) + "\n"


def package_of(file: WorkflowFile, recorded: dict[str, Any] | None = None) -> dict[str, str]:
    """The files of a package by path: the workflow as a function, and tests on what a run was given and gave."""
    name = re.sub(r"\W+", "_", file.name).strip("_").lower() or "workflow"
    name = name if name.isidentifier() else f"workflow_{name}"
    files = {
        f"{name}.py": function_of(file),
        f"{name}.powa.json": written(file),
        "pyproject.toml": _PROJECT.format(name=name.replace("_", "-"), module=name),
        "README.md": f"# {file.name}\n\n{file.description or ''}\n\n`from {name} import run` gives it as a function.\n",
    }
    if recorded is not None:
        files[f"tests/test_{name}.py"] = _TEST.format(module=name)
        files["tests/recorded.json"] = json.dumps(recorded, indent=2, ensure_ascii=False, default=str) + "\n"
    return files


def function_of(file: WorkflowFile) -> str:
    """A module with one function, `run`, which takes the workflow's variables and gives its output."""
    made = cells_of(file.graph)
    names = [name for cell in made.cells for name in cell.source.names]
    needed, defaults, lines, stars = [], [], [], dict[str, None]()
    for cell in made.cells:
        if cell.source.parameters is not None:
            for node in ast.parse(cell.source.parameters.text).body:
                if isinstance(node, ast.AnnAssign):
                    needed.append(ast.unparse(node.target))
                elif isinstance(node, ast.Assign):
                    defaults.append(ast.unparse(node))
    for cell in made.cells:
        text = cell.text
        if cell.wrap.shown:
            text = text[: text.rindex("\n")]
        lines.append(_without_stars(text, stars))
    awaits = any(isinstance(node, ast.Await) for text in lines for node in ast.walk(ast.parse(text)))
    head = f"{'async ' if awaits else ''}def run(*, {', '.join([*needed, *defaults])}):" if names else "def run():"
    head = head if names or not awaits else "async def run():"
    words = '    """Give the output of the workflow."""'
    body = "\n\n".join(indented(text, 1) for text in lines)
    top = "\n".join([*stars, made.setup])
    return "\n\n".join([_head(file), top, "", f"{head}\n{words}\n{body}\n    return {_given(made)}"]) + "\n"


_PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["duckdb>=1.2", "pandas>=2.2"]

[tool.hatch.build.targets.wheel]
include = ["{module}.py"]
"""
_TEST = '''\
"""The workflow gives what it gave when it was recorded."""

import asyncio
import inspect
import json
from pathlib import Path

from {module} import run

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))


def plain(value):
    """A value as JSON holds it."""
    if hasattr(value, "to_dict"):
        value = value.to_dict("records") if hasattr(value, "columns") else value.to_dict()
    if isinstance(value, dict):
        return {{str(key): plain(item) for key, item in value.items()}}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.item() if hasattr(value, "item") else value


def test_the_output_is_as_it_was_recorded():
    given = RECORDED["input"]
    output = run(**given)
    if inspect.iscoroutine(output):
        output = asyncio.run(output)
    assert json.loads(json.dumps(plain(output), default=str)) == RECORDED["output"]
'''


def _without_stars(text: str, stars: dict[str, None]) -> str:
    """The code without `from … import *`, which only a module may say: these are added to `stars`."""
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            stars[ast.unparse(node)] = None
            line = lines[node.lineno - 1]
            lines[node.lineno - 1] = f"{line[: node.col_offset]}pass{line[node.end_col_offset :]}"
    return "\n".join(lines)


def _head(file: WorkflowFile) -> str:
    words = "\n\n".join(one for one in (file.name, file.description) if one)
    words = words.replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{words}\n"""' if "\n" in words else f'"""{words}"""'


def _given(made: Cells) -> str:
    """What the workflow gives: what its last output block has, else its last block."""
    shown = [cell.names.own for cell in made.cells if cell.wrap.shown]
    own = [cell.names.own for cell in made.cells]
    return (shown or own or ["None"])[-1]
