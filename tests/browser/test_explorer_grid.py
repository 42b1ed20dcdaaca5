"""Ten million rows under the hand: scroll to the end, sort, filter, hide, copy, take back; how long a frame takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab import Lab, Notebook

pytestmark = pytest.mark.browser

ROWS = 10_000_000
LONG_MS = 50
"""What browsers call a long task."""
QUERY = f"""
select i as id, 'city ' || (i % 50) as city, (i % 1000000)::decimal(18, 2) / 100 as amount, sin(i) as ratio,
       date '2020-01-01' + (i % 2000)::int as day, i::hugeint * 10000000000000000000 as huge,
       case when i % 3 = 0 then null when i % 3 = 1 then '' else '=1+' || i end as note, [i, i + 1] as pair
from range({ROWS}) t(i)
"""
SHOW = f"from jupyter_powa import explore\nexplore({QUERY!r}, height=520)"
SLOW = 60_000


class Grid:
    """The grid on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".powa-result")
        self.table = self.root.get_by_role("grid", name="Rows")

    def row(self, number: int) -> Locator:
        """A row that is in sight, by its number from 1."""
        return self.table.locator(f'tr[aria-rowindex="{number + 1}"]')

    def cells(self, number: int) -> list[str]:
        return self.row(number).locator("td").all_inner_texts()

    def head(self, name: str) -> Locator:
        return self.table.get_by_role("columnheader").filter(has_text=re.compile(rf"^{name}\b"))

    def focus(self, number: int = 1) -> None:
        self.row(number).locator("td").first.click()

    def expect_rows(self, words: str) -> None:
        expect(self.root.locator(".powa-status-rows")).to_have_text(words, timeout=SLOW)


@pytest.fixture(scope="module")
def opened(chromium: Browser, lab: Lab) -> Iterator[Notebook]:
    """A notebook in a page that may use the clipboard."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield lab.notebook(context.new_page(), "grid.ipynb")
    context.close()


@pytest.fixture
def grid(opened: Notebook) -> Grid:
    """Ten million rows of a query, counted."""
    opened.run(SHOW)
    opened.page.locator(".powa-result").scroll_into_view_if_needed()
    grid = Grid(opened.page)
    grid.expect_rows(f"{ROWS:,} rows")
    return grid


def test_the_keyboard_reaches_the_last_of_ten_million_rows_and_the_first_again(grid: Grid) -> None:
    assert grid.cells(1)[:4] == ["0", "city 0", "0.0", "0.0"]
    grid.focus()
    grid.page.keyboard.press("Control+End")
    expect(grid.row(ROWS)).to_contain_text(f"{ROWS - 1}", timeout=SLOW)
    expect(grid.row(ROWS).locator("th").first).to_have_text(f"{ROWS:,}")
    grid.page.keyboard.press("ArrowUp")
    expect(grid.table).to_have_attribute("aria-activedescendant", re.compile("powa-cell"))
    grid.page.keyboard.press("Control+Home")
    expect(grid.row(1)).to_contain_text("city 0")
    expect(grid.table).to_have_attribute("aria-rowcount", f"{ROWS + 1}")


def test_a_wheel_scrolls_row_by_row_in_the_middle_and_a_row_is_gone_to(grid: Grid) -> None:
    grid.root.get_by_label("Go to row").fill("5,000,000")
    grid.page.keyboard.press("Enter")
    expect(grid.row(5_000_000)).to_contain_text("4999999", timeout=SLOW)
    grid.row(5_000_000).hover()
    grid.page.mouse.wheel(0, 220)
    expect(grid.row(5_000_012)).to_contain_text("5000011")


def test_sorting_filtering_and_hiding_change_the_view_and_ctrl_z_takes_them_back(grid: Grid) -> None:
    grid.head("ratio").locator(".powa-head-name").click()
    expect(grid.head("ratio")).to_have_attribute("aria-sort", "ascending", timeout=SLOW)
    expect(grid.row(1)).to_contain_text("-0.9999999999999", timeout=SLOW)

    grid.head("city").hover()
    grid.head("city").get_by_label("Filter city").click()
    form = grid.root.get_by_role("dialog", name="Filter city")
    form.get_by_label("How it is compared").select_option("is")
    form.get_by_label("Text").fill("city 7")
    form.get_by_role("button", name="Apply").click()
    grid.expect_rows(f"{ROWS // 50:,} rows")
    expect(grid.root.get_by_text("city = city 7")).to_be_visible()

    grid.root.get_by_role("button", name="Columns").click()
    grid.root.get_by_role("menuitemcheckbox", name=re.compile("^huge")).click()
    grid.page.keyboard.press("Escape")
    expect(grid.head("huge")).to_have_count(0)

    grid.focus()
    grid.page.keyboard.press("Control+z")
    expect(grid.head("huge")).to_have_count(1)
    grid.page.keyboard.press("Control+z")
    grid.expect_rows(f"{ROWS:,} rows")
    grid.focus()
    grid.page.keyboard.press("Control+Shift+z")
    grid.expect_rows(f"{ROWS // 50:,} rows")
    grid.root.get_by_label(re.compile("Remove the filter")).click()
    grid.expect_rows(f"{ROWS:,} rows")


def test_values_are_exact_nulls_are_told_from_empty_texts_and_a_value_opens_whole(grid: Grid) -> None:
    grid.root.get_by_label("Go to row").fill("9999999")
    grid.page.keyboard.press("Enter")
    row = grid.row(9_999_999)
    expect(row).to_contain_text("99999980000000000000000000", timeout=SLOW)
    expect(row.get_by_role("gridcell", name="2025-06-21")).to_be_visible()
    notes = [grid.row(number).locator("td").nth(6) for number in (9_999_997, 9_999_998, 9_999_999)]
    assert [note.inner_text() for note in notes] == ["NULL", "", "=1+9999998"]
    assert "null" in (notes[0].get_attribute("data-k") or "")
    notes[2].dblclick()
    expect(grid.root.get_by_role("dialog", name="Value of note")).to_contain_text("=1+9999998")
    grid.page.keyboard.press("Escape")
    expect(grid.root.get_by_role("dialog")).to_have_count(0)


def test_a_range_is_copied_also_beyond_what_is_in_sight_and_no_formula_among_it(grid: Grid) -> None:
    grid.focus(1)
    for key in ("ArrowDown", "ArrowDown", "Home", "Shift+End"):
        grid.page.keyboard.press(key)
    grid.page.keyboard.press("Control+c")
    expect(grid.root.locator(".powa-status-said")).to_have_text(re.compile(r"^Copied 1 . 8 cells\.$"))
    copied = grid.page.evaluate("navigator.clipboard.readText()")
    names, values = copied.split("\n")
    assert names.split("\t")[:3] == ["id", "city", "amount"]
    assert values.split("\t")[-2:] == ["'=1+2", "[2, 3]"]

    grid.root.get_by_label("Choose all cells").click()
    grid.page.keyboard.press("Control+c")
    expect(grid.root.locator(".powa-status-said")).to_contain_text("export them instead")


def test_a_column_is_pinned_moved_and_widened(grid: Grid) -> None:
    grid.head("ratio").hover()
    grid.head("ratio").get_by_label("Menu of ratio").click()
    grid.root.get_by_role("menuitem", name="Pin left").click()
    expect(grid.table.get_by_role("columnheader").nth(1)).to_contain_text("ratio")
    source, target = grid.head("amount").locator(".powa-head-name"), grid.head("id").locator(".powa-head-name")
    source.drag_to(target, source_position={"x": 8, "y": 8}, target_position={"x": 4, "y": 8})
    expect(grid.table.get_by_role("columnheader").nth(2)).to_contain_text("amount")
    head = grid.head("amount")
    box = head.bounding_box()
    assert box is not None
    grid.page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 12)
    grid.page.mouse.down()
    grid.page.mouse.move(box["x"] + box["width"] + 57, box["y"] + 12, steps=5)
    grid.page.mouse.up()
    wider = head.bounding_box()
    assert wider is not None
    assert wider["width"] - box["width"] == pytest.approx(60, abs=3)
