"""The graph in JupyterLab's light and dark themes; the pictures are left for people to look at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

WORKFLOW = """
import pandas as pd
wf = Workflow("Looks")
wf.input("Input", {"n": 3, "name": "a somewhat longer text"})
wf.code("Rows", "import pandas as pd\\noutput = pd.DataFrame({'a': range(9), 'b': 'text'})")
enough = wf.condition("Enough?", [{"expression": "<Input.output.n> >= 3"}], after=["Input", "Rows"])
wf.code("Fails", "x = 1\\nx / 0", after=enough["if"])
wf.output("Report", "<Fails.output>", after="Fails")
wf.output("Else", "no", after=enough["else"])
wf
"""


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_graph_takes_on_the_theme_of_the_page(notebook: Notebook, theme: str, tmp_path: Path) -> None:
    notebook.run(WORKFLOW)
    notebook.theme(theme)
    graph, kind = notebook.graph(), theme.split()[1].lower()
    expect(graph.root).to_have_attribute("data-theme", kind)
    expect(graph.root.locator(".react-flow")).to_have_class(re.compile(rf"\b{kind}\b"))
    graph.button("Run").click()
    graph.root.screenshot(path=tmp_path / "form.png")
    graph.root.get_by_role("form").get_by_role("button", name="Run").click()
    graph.expect_run("Failed")
    for block, tab in (("Rows", "Output"), ("Fails", "Error"), ("Input", "Config")):
        graph.open(block, tab)
        graph.root.screenshot(path=tmp_path / f"{block}.png")
        graph.page.keyboard.press("Escape")
    graph.button("List of blocks").click()
    graph.root.screenshot(path=tmp_path / "outline.png")
    graph.button("List of blocks").click()
    notebook.page.screenshot(path=tmp_path / "page.png")
    notebook.theme("JupyterLab Light")
