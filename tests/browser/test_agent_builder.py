"""The builder of an agent as a person uses it: choose, say what it means, filter, ask both, publish, ask in Python."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, expect

from tests.browser.lab import Lab

pytestmark = pytest.mark.browser

MAKE = """import duckdb
from jupyter_powa import agent, project
with duckdb.connect("depot.duckdb") as database:
    database.execute("create table visits as select i as id, ['EU', 'US'][i % 2 + 1] as region, i * 2 as amt "
                     "from range(10) t(i)")
    database.execute("create table other as select 1 as id")
project.sources.put("depot", "duckdb:///depot.duckdb")
project.sql_agents.put("depot", {"visits": ["id", "region"]}, source="depot", model="planner")
builder = project.sql_agents.build("depot")"""
SLOW = 20_000


def test_an_agent_is_edited_tried_beside_itself_and_published(page: Page, lab: Lab, tmp_path: Path) -> None:
    notebook = lab.notebook(page, "builder.ipynb")
    notebook.run(MAKE, "builder")
    view = page.get_by_role("region", name="Builder of depot")
    expect(view.get_by_text("Index fits")).to_be_visible(timeout=SLOW)
    publish = view.get_by_role("button", name="Publish", exact=True)
    expect(view.get_by_role("button", name="Discard")).to_be_disabled()
    view.get_by_label("amt", exact=True).check()
    view.get_by_label("Meaning of amt").fill("Euros. Also called turnover.")
    expect(view.get_by_label("How the values of amt are spread")).to_be_visible(timeout=SLOW)
    view.get_by_role("tab", name="Tables").press("ArrowRight")
    view.get_by_role("tab", name="Relations").press("ArrowRight")
    view.get_by_label("Rows of visits where").fill("region = 'EU'")
    view.get_by_role("tab", name="Test").click()
    view.get_by_label("A question for both").fill("Total turnover")
    page.keyboard.press("Enter")
    draft, now = view.get_by_role("region", name="Draft"), view.get_by_role("region", name="Now")
    expect(draft.locator("pre").first).to_contain_text("SUM(visits.amt)", timeout=SLOW)
    expect(draft.locator("table")).to_contain_text("40")
    expect(now.locator("pre")).to_have_count(0)
    draft.get_by_role("button", name="Keep as a golden question").click()
    for tab, theme in (("Test", "Dark"), ("Tables", "Dark"), ("Golden questions", "Light"), ("Tables", "Light")):
        notebook.theme(f"JupyterLab {theme}")
        view.get_by_role("tab", name=tab).click()
        if (tab, theme) == ("Tables", "Light"):
            page.set_viewport_size({"width": 520, "height": 900})
        found = Axe().run(page, context=".powa-builder").response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"][:120]) for fault in found] == []
        assert view.evaluate("one => one.scrollWidth <= one.clientWidth")
        view.screenshot(path=tmp_path / f"{tab}-{theme}.png")
    page.set_viewport_size({"width": 1280, "height": 900})
    notebook.save()
    warned: list[str] = []

    def leave(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.accept()

    page.once("dialog", leave)
    page.reload()
    notebook.ready()
    expect(view.get_by_text("unpublished changes")).to_be_visible(timeout=SLOW)
    assert warned == ["beforeunload"]
    notebook.start("print('before', agent('depot').table_filters, len(agent('depot').golden))")
    expect(page.locator(".jp-Cell").last).to_contain_text("before {} 0", timeout=SLOW)
    publish.click()
    expect(view.get_by_text("depot is published.")).to_be_visible(timeout=SLOW)
    notebook.start("answer = agent('depot').ask('Total turnover')\nprint(answer.df.iloc[0, 0], agent('depot').golden)")
    expect(page.locator(".jp-Cell").last).to_contain_text("40 ✓ Total turnover", timeout=SLOW)
