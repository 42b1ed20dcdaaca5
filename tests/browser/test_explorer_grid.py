"""Ten million rows under the hand: scroll to the end, sort, filter, hide, pin, copy; boxes and where the focus is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.explorer import Explorer
from tests.browser.grid import SLOW, Grid
from tests.browser.lab import Lab, Notebook

pytestmark = pytest.mark.browser

ROWS = 10_000_000
TABLE = f"""create or replace table visits as
select i as id, 'city ' || (i % 50) as city, sin(i) as ratio, date '2020-01-01' + (i % 2000)::int as day,
       i::hugeint * 10000000000000000000 as huge,
       case when i % 3 = 0 then null when i % 3 = 1 then '' else '=1+' || i end as note, [i, i + 1] as pair
from range({ROWS}) t(i)"""
OPEN = "from jupyter_powa import explore\nexplore({}height=520)"


@pytest.fixture(scope="module")
def opened(chromium: Browser, lab: Lab) -> Iterator[Notebook]:
    """A notebook in a page that may use the clipboard, and a table of ten million rows."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    notebook = lab.notebook(context.new_page(), "grid.ipynb")
    notebook.run(OPEN.format(""))
    explorer = Explorer(notebook.page)
    explorer.run(TABLE)
    expect(explorer.said).to_have_text("Done.", timeout=SLOW)
    yield notebook
    kernel = notebook.kernel_id
    context.close()
    lab.request("DELETE", f"/api/kernels/{kernel}")  # it may still count ten million values, and holds the file


@pytest.fixture
def grid(opened: Notebook) -> Grid:
    """The table, counted."""
    opened.run(OPEN.format("'visits', "))
    opened.page.locator(".powa-result").scroll_into_view_if_needed()
    grid = Grid(opened.page)
    grid.expect_rows(f"{ROWS:,} rows")
    return grid


def test_the_keyboard_reaches_the_last_of_ten_million_rows_and_the_first_again(grid: Grid) -> None:
    assert grid.cells(1)[:4] == ["0", "city 0", "0.0", "2020-01-01"]
    grid.choose(1)
    grid.press("Control+End")
    expect(grid.row(ROWS)).to_contain_text(f"{ROWS - 1}", timeout=SLOW)
    expect(grid.row(ROWS).locator("th").first).to_have_text(f"{ROWS:,}")
    grid.press("Control+Home")
    expect(grid.row(1)).to_contain_text("city 0")
    expect(grid.table).to_have_attribute("aria-rowcount", f"{ROWS + 1}")


def test_arrow_keys_walk_from_cell_to_cell_and_take_the_rows_with_them(grid: Grid) -> None:
    grid.choose(1)
    grid.press("ArrowDown", "ArrowRight")
    active = grid.table.locator('[data-k~="active"]')
    expect(active).to_have_text("city 1")
    expect(grid.table).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "")
    grid.press("PageDown", "PageDown", "ArrowLeft", "ArrowUp")
    walked = int(active.inner_text())
    assert walked > 14
    expect(grid.row(walked + 1)).to_be_in_viewport()
    grid.press("End")
    expect(active).to_have_text(f"[{walked}, {walked + 1}]")
    expect(active).to_be_in_viewport(ratio=0.9)


def test_the_scrollbar_reaches_the_last_row_and_the_wheel_goes_row_by_row_anywhere(grid: Grid) -> None:
    grid.scroller.evaluate("bar => { bar.scrollTop = bar.scrollHeight; }")  # a dragged thumb: Chromium hides it here
    expect(grid.row(ROWS)).to_contain_text(f"{ROWS - 1}", timeout=SLOW)
    grid.go_to(5_000_000)
    expect(grid.row(5_000_000)).to_contain_text("4999999", timeout=SLOW)
    grid.row(5_000_000).hover()
    grid.page.mouse.wheel(0, 220)
    expect(grid.row(5_000_012)).to_contain_text("5000011")


def test_enter_on_a_head_sorts_and_the_head_keeps_the_focus(grid: Grid) -> None:
    name = grid.name("ratio")
    name.focus()
    grid.press("Enter")
    expect(grid.head("ratio")).to_have_attribute("aria-sort", "ascending", timeout=SLOW)
    expect(grid.row(1)).to_contain_text("-0.9999999999999", timeout=SLOW)
    expect(name).to_be_focused()
    grid.press("Enter")
    expect(grid.head("ratio")).to_have_attribute("aria-sort", "descending", timeout=SLOW)
    expect(grid.row(1)).to_contain_text("0.999999999999", timeout=SLOW)
    expect(name).to_be_focused()
    grid.press("Enter")
    expect(grid.head("ratio")).not_to_have_attribute("aria-sort", re.compile("cending"), timeout=SLOW)
    expect(grid.row(1)).to_contain_text("city 0", timeout=SLOW)


def test_a_filter_and_a_hidden_column_are_taken_back_by_ctrl_z(grid: Grid) -> None:
    form = grid.filter("city")
    form.get_by_label("How it is compared").select_option("is")
    form.get_by_label("Text").fill("city 7")
    grid.press("Enter")
    grid.expect_rows(f"{ROWS // 50:,} rows")
    expect(grid.root.get_by_text("city = city 7")).to_be_visible()
    grid.menu("huge", "Hide")
    expect(grid.name("huge")).to_have_count(0)
    grid.choose(1)
    grid.press("Control+z")
    expect(grid.name("huge")).to_be_visible()
    grid.press("Control+z")
    grid.expect_rows(f"{ROWS:,} rows")
    grid.choose(1)
    grid.press("Control+Shift+z")
    grid.expect_rows(f"{ROWS // 50:,} rows")
    grid.root.get_by_label(re.compile("Remove the filter")).click()
    grid.expect_rows(f"{ROWS:,} rows")


def test_hidden_columns_come_back_from_the_list_of_all(grid: Grid) -> None:
    grid.button("Columns").click()
    for name in ("city", "huge"):
        grid.root.get_by_role("menuitemcheckbox", name=re.compile(f"^{name}")).click()
    grid.press("Escape")
    assert grid.columns[:3] == ["id", "ratio", "day"]
    expect(grid.button("Columns")).to_be_focused()
    grid.press("Enter")
    grid.root.get_by_role("menuitem", name="Show all").click()
    expect(grid.name("huge")).to_be_visible()
    assert grid.columns[:3] == ["id", "city", "ratio"]


def test_a_column_is_pinned_moved_and_widened(grid: Grid) -> None:
    grid.menu("ratio", "Pin left")
    expect(grid.table.locator(".powa-head-text").first).to_have_text("ratio")
    source, target = grid.name("day"), grid.name("id")
    source.drag_to(target, source_position={"x": 8, "y": 8}, target_position={"x": 4, "y": 8})
    expect(grid.table.locator(".powa-head-text").nth(1)).to_have_text("day")
    head = grid.head("day")
    box = head.bounding_box()
    assert box
    grid.page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 12)
    grid.page.mouse.down()
    grid.page.mouse.move(box["x"] + box["width"] + 57, box["y"] + 12, steps=5)
    grid.page.mouse.up()
    wider = head.bounding_box()
    assert wider
    assert wider["width"] - box["width"] == pytest.approx(60, abs=3)


def test_values_are_exact_and_null_is_told_from_an_empty_text(grid: Grid) -> None:
    grid.go_to(9_999_999)
    row = grid.row(9_999_999)
    expect(row).to_contain_text("99999980000000000000000000", timeout=SLOW)
    expect(row.get_by_role("gridcell", name="2025-06-21")).to_be_visible()
    null, empty, text = (grid.row(number).locator("td").nth(5) for number in (9_999_997, 9_999_998, 9_999_999))
    assert [cell.inner_text() for cell in (null, empty, text)] == ["NULL", "", "=1+9999998"]
    looks = "cell => { const {color, fontStyle} = getComputedStyle(cell); return [color, fontStyle]; }"
    assert null.evaluate(looks) != text.evaluate(looks)


def test_a_range_is_copied_as_text_csv_markdown_and_python(grid: Grid) -> None:
    grid.choose(2)
    grid.press("ArrowDown", "Shift+ArrowDown", "Shift+End", "Control+c")
    expect(grid.said).to_have_text(re.compile(r"^Copied 2 . 7 cells\.$"))
    names, first, _ = str(grid.page.evaluate("navigator.clipboard.readText()")).split("\n")
    assert names.split("\t")[:3] == ["id", "city", "ratio"]
    assert first.split("\t")[-2:] == ["'=1+2", "[2, 3]"], "a spreadsheet runs no formula of it"
    assert grid.copy("Copy as CSV").splitlines()[1:] == [
        '2,city 2,0.9092974268256817,2020-01-03,20000000000000000000,\'=1+2,"[2, 3]"',
        '3,city 3,0.1411200080598672,2020-01-04,30000000000000000000,,"[3, 4]"',
    ]
    assert "| 3 | city 3 |" in grid.copy("Copy as Markdown")
    data: dict[str, object] = {}
    exec(grid.copy("Copy as Python"), data)
    assert data["data"]["huge"] == [2 * 10**19, 3 * 10**19]  # type: ignore[index]
    assert data["data"]["note"] == ["=1+2", None]  # type: ignore[index]


def test_more_than_the_clipboard_can_take_is_refused_in_words(grid: Grid) -> None:
    grid.root.get_by_label("Choose all cells").click()
    grid.press("Control+c")
    expect(grid.said).to_contain_text("export them instead")


def test_a_value_opens_whole_and_escape_gives_the_focus_back(grid: Grid) -> None:
    grid.choose(3, 5)
    grid.press("Enter")
    box = grid.root.get_by_role("dialog", name="Value of note")
    expect(box).to_contain_text("=1+2")
    expect(box.locator(":focus")).to_have_count(1)
    grid.press("Escape")
    expect(grid.dialogs).to_have_count(0)
    expect(grid.table).to_be_focused()
    grid.press("ArrowDown")
    expect(grid.table.locator('[data-k~="active"]')).to_have_text("NULL")


@pytest.mark.parametrize("box", ["Copy", "Columns", "Export"])
def test_boxes_of_the_line_below_take_the_focus_and_give_it_back(grid: Grid, box: str) -> None:
    button = grid.button(box)
    button.focus()
    grid.press("Enter")
    opened = grid.root.locator(".powa-popover")
    expect(opened.locator(":focus")).to_have_count(1)
    for _ in range(20):  # it goes round within the box
        grid.press("Tab")
        expect(opened.locator(":focus")).to_have_count(1)
    grid.press("Escape")
    expect(opened).to_have_count(0)
    expect(button).to_be_focused()


def test_a_filter_opened_from_the_menu_by_keys_gives_the_focus_back_to_the_head(grid: Grid) -> None:
    head = grid.table.get_by_label("Menu of city")
    head.focus()
    grid.press("Enter")
    menu = grid.root.get_by_role("menu", name="Menu of city")
    expect(menu.locator(":focus")).to_have_text("Sort ascending")
    grid.press("ArrowDown", "ArrowDown", "Enter")
    form = grid.root.get_by_role("dialog", name="Filter city")
    expect(form.locator(":focus")).to_have_count(1)
    expect(menu).to_have_count(0)
    grid.press("Escape")
    expect(grid.dialogs).to_have_count(0)
    expect(head).to_be_focused()
