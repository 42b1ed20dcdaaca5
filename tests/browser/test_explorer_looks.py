"""The explorer in the light and the dark theme, free of faults that axe finds; its pictures are left to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.explorer import Explorer
from tests.browser.grid import SLOW, Grid
from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

OPEN = "from jupyter_powa import explore\nexplore(height=560)"
ROWS = """select i as id, 'city ' || i % 7 as city, case when i % 3 = 0 then null else '' end as note,
       date '2020-01-01' + (i % 2000)::int as day, [i] as pair, i % 2 = 0 as odd from range(100000) t(i)"""


class Camera:
    """Takes a picture, and asks axe about what is on it."""

    def __init__(self, explorer: Explorer, folder: Path) -> None:
        self.explorer, self.folder = explorer, folder
        self.faults: list[str] = []

    def take(self, name: str) -> None:
        """One of the explorer as it is now."""
        self.explorer.root.screenshot(path=self.folder / f"{name}.png", animations="disabled")
        found = Axe().run(self.explorer.page, context=".powa-explorer").response["violations"]
        self.faults += [f"{name}: {fault['id']} {node['html'][:120]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_explorer_takes_on_the_theme_and_axe_finds_no_fault(notebook: Notebook, theme: str, tmp_path: Path) -> None:
    notebook.run(OPEN)
    notebook.theme(theme)
    explorer, grid = Explorer(notebook.page), Grid(notebook.page)
    expect(explorer.root).to_have_attribute("data-theme", theme.split()[1].lower())
    camera = Camera(explorer, tmp_path)
    camera.take("empty")
    explorer.run(ROWS)
    expect(grid.table.get_by_label("Histogram of id")).to_be_visible(timeout=SLOW)
    camera.take("rows")
    for box in ("Copy", "Columns", "Export"):
        grid.button(box).click()
        camera.take(box.lower())
        grid.press("Escape")
    grid.filter("city").get_by_label("city 3").check()
    camera.take("filter")
    grid.press("Enter")
    grid.expect_rows("14,286 rows")
    grid.choose(2, 2)
    grid.press("Shift+ArrowDown", "Enter")
    camera.take("value")
    grid.press("Escape")
    explorer.tab("Plan").click()
    explorer.button("Explain and measure").click()
    expect(explorer.root.get_by_role("tree", name="Plan")).to_be_visible()
    camera.take("plan")
    explorer.button("History").click()
    explorer.tab("Rows").click()
    explorer.run("select nowhere from range(3)")
    expect(explorer.root.get_by_role("alert")).to_contain_text("nowhere")
    camera.take("failure")
    notebook.theme("JupyterLab Light")
    assert camera.faults == []
