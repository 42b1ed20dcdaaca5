"""The launcher's card opens the demo notebook."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, Notebook

pytestmark = pytest.mark.browser


def test_the_card_in_the_launcher_opens_the_demo_notebook(page: Page, lab: Lab) -> None:
    page.goto(f"{lab.url}/lab?token={lab.token}&reset")
    page.locator(".jp-LauncherCard[title*='builds, runs and watches a workflow']").click(timeout=60_000)
    notebook = Notebook(lab, page, "").ready()
    expect(page.locator(".jp-Notebook")).to_contain_text("A first workflow")
    assert notebook.cells > 10
