"""A goal as a person uses it: typed, built, tried on a few rows, changed in words, run, its dataset looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.graph import SLOW
from tests.browser.lab import Lab

pytestmark = pytest.mark.browser

FILES = """import duckdb
duckdb.sql("select i as id, ['EU', 'US'][i % 2 + 1] as region, i % 200 as amount from range(1000) t(i)"
           ).write_csv("orders.csv")"""
SHOW = "from jupyter_powa import pipeline, project\nmade = pipeline(model='planner')\nmade"
GOAL = "Take orders.csv, keep the rows where amount is at least 100, remove duplicates, write it as big_orders"


def test_a_goal_is_typed_tried_refined_and_run_and_its_rows_are_seen(page: Page, lab: Lab, tmp_path: Path) -> None:
    notebook = lab.notebook(page, "goal.ipynb")
    notebook.run(FILES, SHOW)
    view = page.get_by_role("region", name="Pipeline")
    box = view.get_by_label("Which dataset do you need?")
    box.fill(GOAL)
    box.press("Enter")
    steps = view.get_by_role("region", name="Steps", exact=True)
    expect(steps.get_by_role("button", name="Filter by amount")).to_be_visible(timeout=SLOW)
    expect(view.get_by_role("article", name="Copilot")).to_contain_text("I propose 4 steps", timeout=SLOW)

    steps.get_by_label("Rows to try").fill("150")
    steps.get_by_role("button", name="Try").click()
    expect(steps.get_by_role("status")).to_contain_text("Trial of 150 rows: succeeded", timeout=SLOW)
    expect(steps.get_by_role("status")).to_contain_text("nothing was written")
    expect(steps.get_by_text("no model is asked")).to_be_visible(timeout=SLOW)
    kept = steps.get_by_role("button", name="Filter by amount")
    expect(kept).to_contain_text("150 → 50 rows · 100 rows left out")
    kept.click()
    expect(view.get_by_role("region", name="Rows of Filter by amount")).to_contain_text("50 rows · 3 columns")
    view.screenshot(path=tmp_path / "trial.png", animations="disabled")

    said = view.get_by_label("Message to the copilot")
    said.fill("keep only rows where region is EU, too")
    said.press("Enter")
    expect(view.get_by_text("In the workflow since version 3")).to_be_visible(timeout=SLOW)
    view.get_by_role("region", name="Proposed change").last.get_by_role("button", name="Undo").click()
    expect(view.get_by_text("In the workflow since version 3")).not_to_be_visible(timeout=SLOW)

    steps.get_by_role("button", name="Run", exact=True).click()
    expect(steps.get_by_role("status")).to_contain_text("Run: succeeded", timeout=SLOW)
    datasets = view.get_by_role("region", name="Datasets")
    expect(datasets).to_contain_text("500 rows · 3 columns", timeout=SLOW)
    expect(datasets.locator(".powa-explorer")).to_contain_text("500 rows", timeout=SLOW)
    notebook.theme("JupyterLab Dark")
    expect(view).to_have_attribute("data-theme", "dark")
    view.screenshot(path=tmp_path / "dark.png", animations="disabled")
    found = Axe().run(page, context=".powa-goal", options={"resultTypes": ["violations"]}).response["violations"]
    assert [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]] == []
    notebook.theme("JupyterLab Light")
    page.add_style_tag(content=".powa-goal { width: 320px }")
    view.screenshot(path=tmp_path / "narrow.png", animations="disabled")
    assert page.evaluate("(() => { const e = document.querySelector('.powa-goal'); return e.scrollWidth })()") <= 320
    notebook.start("print(made.goal[:15], project.datasets['big_orders'].record.rows, len(made.datasets))")
    expect(page.locator(".jp-Cell").last).to_contain_text("Take orders.csv 500 1", timeout=SLOW)
