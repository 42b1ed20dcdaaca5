"""What a notebook keeps of its graphs, and what of them is seen again: without a kernel, and after a reload."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.graph import SLOW
from tests.browser.lab import Lab, Notebook

pytestmark = pytest.mark.browser

WORKFLOW = """
wf = Workflow("Kept")
wf.code("Slow", {code!r})
wf.output("Report", "<Slow.output>")
wf
"""
WIDGET = "application/vnd.jupyter.widget-view+json"
OF_THE_BUNDLE = "powa-canvas"
OF_THE_LOADER = "Loading the view"


def test_two_widgets_fetch_the_bundle_once(notebook: Notebook) -> None:
    notebook.run(WORKFLOW.format(code="1"), "wf", "Workflow('Another', wf.graph)")
    for at in range(3):
        expect(notebook.graph(at).block("Report")).to_be_visible()
    assert len([bundle for bundle in notebook.bundles if "/workflow." in bundle]) == 1


def test_a_saved_notebook_is_small_and_shows_pictures_without_its_kernel(page: Page, lab: Lab, tmp_path: Path) -> None:
    notebook = lab.notebook(page, "saved.ipynb")
    notebook.run(WORKFLOW.format(code="print('x')"), "run = wf.run()", "wf", "wf")
    for at in range(3):
        notebook.graph(at).expect_block("Report", "success")
    text = notebook.save()
    assert text.count(OF_THE_BUNDLE) == 0
    assert text.count(OF_THE_LOADER) <= 1
    assert len(text) < 60_000
    kept = [output.get("data", {}) for cell in json.loads(text)["cells"] for output in cell["outputs"]]
    graphs = [data for data in kept if WIDGET in data]
    assert len(graphs) == 3
    assert all("<svg" in "".join(data["text/html"]) for data in graphs)

    lab.request("DELETE", f"/api/kernels/{notebook.kernel_id}")
    notebook = lab.notebook(page, "saved.ipynb")
    pictures = page.locator(".jp-OutputArea-output svg[role=img]")
    expect(pictures).to_have_count(3)
    expect(pictures.last).to_contain_text("Report (Output): success")
    page.screenshot(path=tmp_path / "pictures.png")


def test_after_a_reload_the_graph_shows_the_run_that_goes_on(page: Page, lab: Lab) -> None:
    gate = lab.gate()
    notebook = lab.notebook(page, "reloaded.ipynb")
    notebook.run(WORKFLOW.format(code=gate.code), "run = wf.start()")
    notebook.graph().expect_block("Slow", "running")
    notebook.save()
    page.reload()
    graph = notebook.ready().graph()
    expect(graph.block("Slow")).to_be_visible(timeout=SLOW)
    graph.expect_block("Slow", "running")
    gate.open()
    graph.expect_run("Succeeded")
