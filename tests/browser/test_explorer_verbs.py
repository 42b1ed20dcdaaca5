"""What is looked at leaves the explorer: as a file, a cell, a SQL block, a chart and its code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.explorer import Explorer
from tests.browser.grid import Grid
from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

QUERY = "select i as id, 'city ' || i % 4 as city, i * 10 as amount from range(100) t(i)"
SHOW = f"from jupyter_powa import explore\nexplore({QUERY!r}, height=560)"


@pytest.fixture
def explorer(notebook: Notebook) -> Iterator[Explorer]:
    notebook.run("wf = Workflow('Sales')\nwf.output('Report', 'done')\nwf", SHOW)
    explorer = Explorer(notebook.page)
    explorer.root.scroll_into_view_if_needed()
    Grid(notebook.page).expect_rows("100 rows")
    yield explorer
    notebook.run("")  # cells that were inserted


def code(explorer: Explorer, item: str) -> None:
    explorer.button("As code").click()
    explorer.root.get_by_role("menuitem", name=item).click()


def cell(notebook: Notebook, at: int) -> Locator:
    return notebook.page.locator(".jp-Cell").nth(at)


def test_the_filtered_rows_are_a_csv_file(explorer: Explorer, notebook: Notebook) -> None:
    grid = Grid(notebook.page)
    form = grid.filter("city")
    form.get_by_label("How it is compared").select_option("is")
    form.get_by_label("Text").fill("city 3")
    grid.press("Enter")
    grid.expect_rows("25 rows")
    file = notebook.lab.folder / "sales.csv"
    grid.button("Export").click()
    box = explorer.root.get_by_role("dialog", name="Export")
    box.get_by_label("named").fill("sales.csv")
    grid.press("Enter")
    expect(box.get_by_role("status")).to_contain_text("25 rows in")
    assert file.read_text().replace('"', "").splitlines()[:2] == ["id,city,amount", "3,city 3,30"]
    box.get_by_role("button", name="Export").click()
    expect(box.get_by_role("status")).to_contain_text("sales.csv")
    expect(box.get_by_role("status")).not_to_contain_text("25 rows in")
    file.unlink()


def test_what_is_looked_at_is_inserted_as_a_cell_that_runs(explorer: Explorer, notebook: Notebook) -> None:
    Grid(notebook.page).name("amount").click()
    before = notebook.cells
    code(explorer, "Insert as a Python cell")
    expect(explorer.said).to_have_text("Inserted as a cell.")
    assert notebook.cells == before + 1
    made = cell(notebook, 3).locator(".cm-content")
    expect(made).to_contain_text("order by")
    code(explorer, "Insert as a SQL cell")
    expect(cell(notebook, 3).locator(".cm-content")).to_contain_text("%%powa_sql")


def test_a_statement_becomes_a_block_of_a_workflow(explorer: Explorer, notebook: Notebook) -> None:
    code(explorer, "Add as a SQL block…")
    form = explorer.root.get_by_role("dialog", name="Add as a SQL block")
    form.get_by_label("Workflow").select_option(label="Sales")
    form.get_by_label("Name of the block").fill("Cities")
    notebook.page.keyboard.press("Enter")
    expect(form).to_have_count(0)
    expect(explorer.said).to_have_text("Added Cities to Sales.")
    expect(explorer.button("As code")).to_be_focused()


def test_a_chart_is_shown_and_its_code_is_inserted(explorer: Explorer, notebook: Notebook) -> None:
    Grid(notebook.page).button("Chart").click()
    chart = explorer.root.get_by_role("region", name="Chart")
    expect(chart.get_by_label("Mark")).not_to_have_value("")
    expect(chart.locator("svg, canvas").first).to_be_visible(timeout=30_000)
    chart.get_by_role("button", name="Insert as a cell").click()
    expect(explorer.said).to_have_text("Inserted as a cell.")
    expect(cell(notebook, 3).locator(".cm-content")).to_contain_text("altair")
