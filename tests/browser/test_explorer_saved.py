"""The rows that a saved notebook keeps: the same texts as in the grid, and seen without a kernel, also by nbconvert."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.grid import Grid
from tests.browser.lab import Lab

pytestmark = pytest.mark.browser

ROWS = """select * from (values
  (1::bigint, '1000000000000000000000000000000'::hugeint, 1.50::decimal(9, 2), 0.1::float, date '2026-01-02',
   timestamp '2026-01-02 03:04:05.5', interval 1 day, true, '<b>text</b>', '\\x00a'::blob, [1, null], {'a': 'b'},
   map {'k': 1}, '00000000-0000-0000-0000-000000000001'::uuid, 'a'::enum('a', 'b')),
  (null, null, null, 'nan', null, null, null, null, '', null, null, null, null, null, null))
t(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)"""
CELLS = "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))"


def live(grid: Grid) -> dict[str, list[str]]:
    """The texts of all columns, as the arrow key brings them into sight."""
    found: dict[str, list[str]] = {}
    grid.choose(1)
    for name in "abcdefghijklmno":
        expect(grid.name(name)).to_be_in_viewport()
        cells = grid.table.locator("tbody tr").evaluate_all(CELLS)
        found[name] = [row[grid.columns.index(name)] for row in cells]
        grid.press("ArrowRight")
    return found


def test_a_chart_that_a_cell_asks_for_is_shown_first_and_kept_as_a_picture(
    page: Page, lab: Lab, tmp_path: Path
) -> None:
    notebook = lab.notebook(page, "chart.ipynb")
    rows = "select * from (values ('EU', 3), ('US', 1)) t(region, n)"
    notebook.run(
        f"from jupyter_powa import explore\nexplore({rows!r}, chart={{'mark': 'bar', 'x': 'region', 'y': 'n'}})"
    )
    expect(page.get_by_role("region", name="Chart")).to_be_visible()
    notebook.save()
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path), "chart.ipynb"]
    subprocess.run(command, cwd=lab.folder, check=True, capture_output=True, timeout=60)
    page.goto((tmp_path / "chart.html").as_uri())
    picture = page.get_by_role("img", name="bar chart: sum of n by region")
    expect(picture).to_be_visible()
    assert picture.locator("rect").count() == 2 and "EU" in (picture.text_content() or "")
    expect(page.locator("table.dataframe tbody tr")).to_have_count(2)
    page.screenshot(path=tmp_path / "chart.png")


def test_saved_rows_are_those_of_the_grid_and_nbconvert_shows_them(page: Page, lab: Lab, tmp_path: Path) -> None:
    notebook = lab.notebook(page, "rows.ipynb")
    notebook.run(f"from jupyter_powa import explore\nexplore({ROWS!r})")
    grid = Grid(page)
    grid.expect_rows("2 rows")
    shown = live(grid)
    notebook.save()
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path), "rows.ipynb"]
    subprocess.run(command, cwd=lab.folder, check=True, capture_output=True, timeout=60)
    page.goto((tmp_path / "rows.html").as_uri())
    table = page.locator("table.dataframe")
    heads = table.locator("th").all_inner_texts()
    assert heads[:3] == ["a\nbigint", "b\nhugeint", "c\ndecimal(9,2)"]
    kept = table.locator("tbody tr").evaluate_all(CELLS)
    assert {head.split("\n")[0]: [row[at] for row in kept] for at, head in enumerate(heads)} == shown
    expect(table.locator("tbody tr").nth(1).locator("em")).to_have_count(13)
    expect(table.locator("b")).to_have_count(0)
    page.screenshot(path=tmp_path / "rows.png")
