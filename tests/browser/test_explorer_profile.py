"""Pictures in the heads of columns: brushed, they filter the others; stopped, they stay as they are; none, and many."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.explorer import Explorer
from tests.browser.grid import SLOW, Grid
from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

SHOW = "from jupyter_powa import explore\nexplore({!r}, height=520)"
TRIPS = "select i as id, 'hour ' || i // 40000 as hour, i / 100 as price from range(100000) t(i)"
ENDLESS = "select i as id, i % 7 as seven, sin(i) as ratio from range(3000000000) t(i)"
WIDE = "select " + ", ".join(f"i + {at} as column_{at}" for at in range(300)) + " from range(2000) t(i)"


def shown(notebook: Notebook, query: str) -> Grid:
    notebook.run(SHOW.format(query))
    grid = Grid(notebook.page)
    grid.root.scroll_into_view_if_needed()
    return grid


def brush(grid: Grid, column: str, start: float, end: float) -> None:
    """Drag over a part of a histogram."""
    box = grid.table.get_by_label(f"Histogram of {column}").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    grid.page.mouse.move(box["x"] + start * box["width"], middle)
    grid.page.mouse.down()
    grid.page.mouse.move(box["x"] + end * box["width"], middle, steps=5)
    grid.page.mouse.up()


def test_brushing_a_histogram_filters_the_rows_and_the_other_columns_pictures(notebook: Notebook) -> None:
    grid = shown(notebook, TRIPS)
    hour = grid.head("hour")
    expect(hour.get_by_label("Filter hour: hour 2: 20,000 (20%)")).to_be_visible(timeout=SLOW)
    brush(grid, "id", 0.01, 0.24)
    grid.expect_rows("25,000 rows")
    expect(hour.get_by_label("Filter hour: hour 0: 25,000 of 40,000")).to_be_visible()
    expect(hour.get_by_label("Filter hour: hour 2: 0 of 20,000")).to_be_visible()
    brush(grid, "price", 0.11, 0.49)
    grid.expect_rows("15,000 rows")
    hour.get_by_label(re.compile("^Filter hour: hour 2")).click()
    grid.expect_rows("0 rows")
    grid.root.get_by_role("button", name="Clear all").click()
    grid.expect_rows("100,000 rows")
    expect(hour.get_by_label("Filter hour: hour 2: 20,000 (20%)")).to_be_visible()


def test_a_click_on_a_bar_keeps_its_rows(notebook: Notebook) -> None:
    grid = shown(notebook, TRIPS)
    bars = grid.table.get_by_label("Histogram of id")
    expect(bars).to_be_visible(timeout=SLOW)
    box = bars.bounding_box()
    assert box
    bars.click(position={"x": box["width"] * 0.52, "y": 30})
    grid.expect_rows("5,000 rows")
    expect(grid.row(1)).to_contain_text("50000")


def test_a_long_profile_is_stopped_and_goes_on(notebook: Notebook) -> None:
    grid = shown(notebook, ENDLESS)
    line = grid.root.locator(".powa-status-line")
    expect(line.get_by_label("Profile")).to_be_visible(timeout=SLOW)
    line.get_by_role("button", name="Stop").click()
    expect(line).to_contain_text("Profile stopped")
    line.get_by_role("button", name="Go on").click()
    expect(line.get_by_label("Profile")).to_be_visible()
    line.get_by_role("button", name="Stop").click()
    explorer = Explorer(notebook.page)
    explorer.button("SQL").click()
    explorer.run("select 7 as seven")
    expect(explorer.column("seven")).to_be_visible()


def test_a_running_statement_is_stopped_by_its_button(notebook: Notebook) -> None:
    notebook.run("from jupyter_powa import explore\nexplore(height=520)")
    explorer = Explorer(notebook.page)
    explorer.run("select count(*) from range(100000000000) a, range(1000) b where a.range % 3 = b.range % 5")
    explorer.button("Stop").click()
    expect(explorer.said).to_have_text("Stopped.")
    expect(explorer.button("Run")).to_be_visible()


def test_no_rows_are_columns_without_pictures(notebook: Notebook) -> None:
    grid = shown(notebook, "select 1 as one, 'text' as word where false")
    grid.expect_rows("0 rows")
    expect(grid.name("word")).to_be_visible()
    expect(grid.root.get_by_role("alert")).to_have_count(0)
    expect(grid.root.locator("[aria-busy=true]")).to_have_count(0)
    grid.name("one").click()
    expect(grid.head("one")).to_have_attribute("aria-sort", "ascending")
    grid.expect_rows("0 rows")


def test_three_hundred_columns_are_drawn_as_they_come_into_sight(notebook: Notebook) -> None:
    grid = shown(notebook, WIDE)
    grid.expect_rows("2,000 rows")
    heads = grid.table.get_by_role("columnheader")
    assert heads.count() < 20
    grid.choose(1)
    grid.press("End")
    expect(grid.name("column_299")).to_be_in_viewport(ratio=0.9)
    expect(grid.table.get_by_label("Histogram of column_299")).to_be_visible(timeout=SLOW)
    assert heads.count() < 20
    grid.press("Home")
    expect(grid.name("column_0")).to_be_in_viewport(ratio=0.9)
    grid.row(1).hover()
    grid.page.mouse.wheel(3_000, 0)
    expect(grid.name("column_0")).to_have_count(0)
    expect(grid.table.get_by_label(re.compile("^Histogram of column_2")).first).to_be_visible(timeout=SLOW)
