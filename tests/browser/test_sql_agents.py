"""A SQL agent in a notebook as a person uses it: asked, asked back, rated, approved."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab

pytestmark = pytest.mark.browser

MAKE = """import duckdb
from jupyter_powa import agent, project
with duckdb.connect("trips.duckdb") as database:
    database.execute("create table trips as select i as id, ['JFK', 'EWR'][i % 2 + 1] as origin, i * 2 as dep_delay, "
                     "i * 3 as arr_delay from range(10) t(i)")
project.sources.put("air", "duckdb:///trips.duckdb")
trips = project.sql_agents.put("trips", ["trips"], source="air", model="planner")"""


def test_a_question_back_is_answered_by_a_button_and_the_answer_is_rated_and_approved(
    page: Page, lab: Lab, tmp_path: Path
) -> None:
    notebook = lab.notebook(page, "agents.ipynb")
    notebook.run(MAKE, "answer = agent('trips').ask('Average delay by origin')\nanswer")
    view = page.get_by_role("region", name="Answer of trips")
    expect(view).to_contain_text("What do you mean by “delay”", timeout=20_000)
    view.get_by_role("button", name="trips.arr_delay").click()
    expect(view.locator("pre")).to_contain_text("avg(trips.arr_delay)", timeout=20_000)
    expect(page.locator(".powa-explorer")).to_contain_text("2 rows", timeout=20_000)
    view.get_by_role("button", name="Right").click()
    expect(view.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    view.get_by_role("button", name="Approve as golden").click()
    expect(view.get_by_text("Kept as a golden question.")).to_be_visible()
    page.screenshot(path=tmp_path / "answer.png")
    notebook.start("print([(one.question, one.approved) for one in trips.golden], answer.df.shape)")
    expect(page.locator(".jp-Cell").last).to_contain_text(
        "[('Average arr_delay by origin', True)] (2, 2)", timeout=20_000
    )
