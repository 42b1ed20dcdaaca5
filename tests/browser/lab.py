"""What a person does in JupyterLab: open a notebook, run it, change the theme, save; and what a program asks of it."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.graph import GraphView

PANEL = "const panel = window.jupyterapp?.shell.currentWidget; const kernel = panel?.sessionContext?.session?.kernel;"
IDLE = f"() => {{ {PANEL} return kernel?.status === 'idle' && panel.sessionContext.isReady; }}"
KERNEL = f"() => {{ {PANEL} return kernel?.id; }}"
COMMAND = "async ([name, args]) => { await window.jupyterapp.commands.execute(name, args); }"
START = "([name]) => { void window.jupyterapp.commands.execute(name); }"
CELLS = f"""(sources) => {{ {PANEL}
  const model = panel.content.model.sharedModel;
  model.transact(() => {{
    model.deleteCellRange(0, model.cells.length);
    const cell = (source) => ({{ cell_type: 'code', source, metadata: {{}}, outputs: [], execution_count: null }});
    model.insertCells(0, sources.map(cell));
  }});
  panel.content.activeCellIndex = 0;
}}"""
COUNT = f"() => {{ {PANEL} return panel.content.model.cells.length; }}"
SCROLL = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"
IMPORTS = "from jupyter_powa import Workflow"


@dataclass
class Gate:
    """Something that a block or a cell waits for, until the test opens it."""

    file: Path

    @property
    def code(self) -> str:
        """Python that waits."""
        return f"import pathlib, time\nwhile not pathlib.Path({str(self.file)!r}).exists():\n    time.sleep(0.01)\n"

    def open(self) -> None:
        """Let it go on."""
        self.file.touch()


@dataclass
class Lab:
    """A running JupyterLab and its folder."""

    url: str
    token: str
    folder: Path

    def notebook(self, page: Page, name: str, mode: str = "doc") -> Notebook:
        """Open a notebook (an empty one where there is none), and wait for its kernel."""
        file = self.folder / name
        if not file.exists():
            kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
            file.write_text(json.dumps({"cells": [], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))
        page.goto(f"{self.url}/{mode}/tree/{name}?token={self.token}&reset")
        return Notebook(self, page, name).ready()

    def gate(self) -> Gate:
        """A gate that is closed."""
        return Gate(self.folder.parent / f"gate-{uuid4()}")

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the server from outside, as any program would."""
        asked = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=60) as reply:
            return json.loads(reply.read() or b"null")


@dataclass
class Notebook:
    """A notebook that is open in a page."""

    lab: Lab
    page: Page
    name: str
    bundles: list[str] = field(default_factory=list)
    """Each time that a bundle was fetched, its address."""

    def ready(self) -> Notebook:
        """Wait until the kernel is idle."""
        self.page.wait_for_selector(".jp-Notebook", timeout=60_000)
        self.page.wait_for_function(IDLE, timeout=60_000)
        return self

    def run(self, *sources: str) -> Notebook:
        """Replace the cells, run them all and wait for their end."""
        self.page.evaluate(CELLS, [IMPORTS, *sources])
        return self.run_all()

    def run_all(self) -> Notebook:
        """Run every cell and wait until the kernel is idle again."""
        self.command("notebook:run-all-cells")
        return self.ready()

    def text(self, at: int) -> str:
        """The text that the cell of that number put out."""
        return self.page.locator(".jp-Cell").nth(at).locator(".jp-OutputArea-output").inner_text().strip()

    def start(self, source: str) -> None:
        """Add a cell and run it, without waiting for its end."""
        self.page.evaluate(
            f"""(source) => {{ {PANEL}
              const model = panel.content.model.sharedModel;
              model.insertCell(model.cells.length, {{ cell_type: 'code', source, metadata: {{}} }});
              panel.content.activeCellIndex = model.cells.length - 1;
            }}""",
            source,
        )
        self.page.evaluate(START, ["notebook:run-cell"])

    def command(self, name: str, **arguments: Any) -> None:
        """Do what a menu's entry does."""
        self.page.evaluate(COMMAND, [name, arguments])

    def theme(self, name: str) -> None:
        """Change JupyterLab's theme."""
        self.command("apputils:change-theme", theme=name)
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)

    def graph(self, at: int = 0) -> GraphView:
        """The graph of that number on the page."""
        return GraphView(self.page, self.page.locator(".powa-root").nth(at))

    def save(self) -> str:
        """Save, and read what was saved."""
        self.command("docmanager:save")
        return (self.lab.folder / self.name).read_text()

    @property
    def kernel_id(self) -> str:
        """The id of its kernel."""
        return str(self.page.evaluate(KERNEL))

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return int(self.page.evaluate(COUNT))

    @property
    def scrolled(self) -> float:
        """How far the notebook is scrolled down, in pixels."""
        return float(self.page.evaluate(SCROLL))
