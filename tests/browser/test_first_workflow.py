"""The demo notebook as a person meets it: open it, run it, watch the blocks turn green, look at a row."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab

pytestmark = pytest.mark.browser

NOTEBOOK = "01_first_workflow.ipynb"
BLOCKS = ["Input", "Load", "By airline", "By hour", "Enough airlines?", "Verdict", "Report"]


def test_the_demo_notebook_runs_turns_green_and_shows_its_rows(page: Page, lab: Lab, tmp_path: Path) -> None:
    notebook = lab.notebook(page, NOTEBOOK).run_all()
    graph = notebook.graph()
    graph.expect_run("Succeeded")
    for block in BLOCKS:
        graph.expect_block(block, "success")
    graph.expect_block("Too few", "skipped")
    graph.open("By airline")
    expect(graph.rows).not_to_have_count(0)
    expect(graph.pane.locator("thead th").first).to_have_text("airline")
    expect(graph.rows.first).to_contain_text("Inc.")
