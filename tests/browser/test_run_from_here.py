"""Blocks like cells, in a real JupyterLab: edit one, see what is stale, run from there, hold an output."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.graph import SLOW, GraphView
from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

WORKFLOW = """
counted = []
wf = Workflow("From here")
wf.code("Load", "counted.append('Load')\\nprint('loading')\\noutput = [1, 2, 3]")
wf.code("Sum", "counted.append('Sum')\\noutput = sum(Load.output)")
wf.code("Report", "counted.append('Report')\\noutput = f'{Sum.output} in all'")
wf
"""


def opened(graph: GraphView, name: str, tab: str) -> None:
    """Open a block's details from the list of blocks: the canvas may show another part of the graph."""
    graph.root.get_by_role("navigation", name="Blocks").get_by_role("button", name=re.compile(f"^{name}")).click()
    graph.inspector.get_by_role("tab", name=tab).click()


def test_an_edited_block_is_run_from_there_on_and_one_is_pinned(notebook: Notebook) -> None:
    notebook.run(WORKFLOW)
    graph = notebook.graph()
    graph.root.scroll_into_view_if_needed()
    stale, pinned = graph.root.locator(".powa-mark-stale"), graph.root.locator(".powa-mark-pinned")
    graph.run()
    graph.expect_run("Succeeded")
    expect(stale).to_have_count(0)

    graph.button("Edit the graph").click()
    graph.button("List of blocks").click()
    opened(graph, "Sum", "Edit")
    graph.inspector.get_by_label("Code *").fill("counted.append('Sum')\noutput = sum(Load.output) * 100")
    expect(stale).to_have_count(2)
    expect(graph.inspector).to_contain_text("Its config has changed: code")
    graph.inspector.get_by_role("button", name="Run from here").click()
    expect(stale).to_have_count(0, timeout=SLOW)
    opened(graph, "Report", "Output")
    expect(graph.pane).to_contain_text("600 in all")
    expect(graph.inspector).to_contain_text("depends on 'Sum', from which this run goes on")
    opened(graph, "Load", "Output")
    expect(graph.inspector).to_contain_text("Its result was taken as it was.")
    notebook.start("print('ran', *counted)")
    expect(notebook.page.locator(".jp-Cell").last).to_contain_text("ran Load Sum Report Sum Report")

    graph.root.scroll_into_view_if_needed()
    graph.inspector.get_by_role("button", name="Pin", exact=True).click()
    expect(pinned).to_have_count(1)
    expect(graph.root.get_by_role("toolbar", name="Edit")).to_contain_text("Saved")
    expect(graph.inspector).to_contain_text("Its output is held: it is not run.")
    opened(graph, "Sum", "Output")
    graph.run()
    expect(graph.inspector).not_to_contain_text("This run goes on from it.", timeout=SLOW)
    graph.expect_run("Succeeded")
    graph.block("Report").focus()
    graph.page.keyboard.press("Shift+Enter")
    opened(graph, "Report", "Output")
    expect(graph.inspector).to_contain_text("This run is of it alone.", timeout=SLOW)
    notebook.start("print('then', *counted[5:])")
    expect(notebook.page.locator(".jp-Cell").last).to_contain_text("then Sum Report Report")
