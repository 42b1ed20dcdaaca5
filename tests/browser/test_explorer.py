"""The explorer in a real page: the tree, statements and their rows, what fails, what is kept, the way back to cells."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.explorer import Explorer
from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

OPEN = "from jupyter_powa import explore\nview = explore(height=560)\nview"
PEAKS = (
    "create or replace table peaks as select range as id, 'peak ' || range as name, range % 7 as land\nfrom range(5000)"
)


def show(notebook: Notebook, source: str = OPEN) -> Explorer:
    notebook.run(source)
    return Explorer(notebook.page)


def test_a_statement_is_written_run_and_its_rows_are_seen(notebook: Notebook) -> None:
    explorer = show(notebook)
    cells = notebook.cells
    explorer.run(PEAKS)
    expect(explorer.root.get_by_label("What the statements did")).to_contain_text("peaks")
    explorer.run("select land, count(*) as peaks from peaks group by land order by land")
    expect(explorer.column("land")).to_be_visible()
    expect(explorer.rows).to_have_count(7)
    expect(explorer.said).to_have_text("The rows are here.")
    assert notebook.cells == cells, "Shift+Enter belongs to the editor"
    assert "\n" not in explorer.editor.inner_text().strip()


def test_the_tree_shows_what_a_statement_made_and_opens_it(notebook: Notebook) -> None:
    explorer = show(notebook)
    explorer.run(PEAKS)
    expect(explorer.node("peaks")).to_be_visible()
    explorer.turn("peaks")
    expect(explorer.node("land")).to_contain_text("bigint")
    explorer.node("peaks").dblclick()
    expect(explorer.tab("peaks")).to_have_attribute("aria-selected", "true")
    expect(explorer.root).to_contain_text("5,000 rows")


def test_the_tree_is_searched_and_walked_with_the_keyboard(notebook: Notebook) -> None:
    explorer = show(notebook)
    explorer.run(PEAKS)
    expect(explorer.node("peaks")).to_be_visible()
    explorer.root.get_by_label("Find tables and columns").fill("eak")
    expect(explorer.root.locator(".powa-tree-where").first).to_contain_text("main")
    tree = explorer.root.get_by_role("tree", name="Data sources")
    tree.focus()
    for key in ("p", "ArrowUp", "ArrowDown", "Enter"):  # to it by its letter, to its source and back
        notebook.page.keyboard.press(key)
    expect(explorer.tab("peaks")).to_have_attribute("aria-selected", "true")


def test_an_error_is_underlined_where_it_is(notebook: Notebook) -> None:
    explorer = show(notebook)
    explorer.run("select 1 as one;\n\nselect nowhere\nfrom range(3)")
    expect(explorer.root.get_by_role("alert")).to_contain_text("nowhere")
    expect(explorer.root.locator(".cm-lintRange-error")).to_have_text("nowhere")
    explorer.root.get_by_role("button", name="Go to line 3").click()
    expect(explorer.editor).to_be_focused()
    explorer.page.keyboard.press("End")
    explorer.page.keyboard.type(" ")
    expect(explorer.root.locator(".cm-lintRange-error")).to_have_count(0)


def test_columns_complete_after_an_alias(notebook: Notebook) -> None:
    explorer = show(notebook)
    explorer.run(PEAKS)
    expect(explorer.node("peaks")).to_be_visible()
    explorer.write("select  from peaks as p")
    for _ in range(len(" from peaks as p")):
        notebook.page.keyboard.press("ArrowLeft")
    notebook.page.keyboard.type("p.na")
    option = explorer.root.locator(".cm-tooltip-autocomplete li").first
    expect(option).to_contain_text("name")
    notebook.page.wait_for_timeout(150)  # the list takes no key for a moment, so that nobody chooses by accident
    notebook.page.keyboard.press("Enter")
    expect(explorer.editor).to_have_text("select p.name from peaks as p")


def test_a_statement_is_stopped(notebook: Notebook) -> None:
    explorer = show(notebook)
    explorer.run("select count(*) from range(100000000000) a, range(1000) b where a.range % 3 = b.range % 5")
    expect(explorer.button("Stop")).to_be_visible()
    explorer.page.keyboard.press("Escape")
    expect(explorer.said).to_have_text("Stopped.")
    explorer.run("select 7 as seven")
    expect(explorer.column("seven")).to_be_visible()


def test_what_was_run_is_found_again(notebook: Notebook) -> None:
    explorer = show(notebook)
    explorer.run("select 41 + 1 as answer_to_find")
    expect(explorer.column("answer_to_find")).to_be_visible()
    explorer.button("History").click()
    explorer.root.get_by_label("Find in the history").fill("answer_to_find 41")
    explorer.root.locator(".powa-past-item").first.click()
    expect(explorer.tab("Query 2")).to_have_attribute("aria-selected", "true")
    expect(explorer.editor).to_have_text("select 41 + 1 as answer_to_find")


def test_tabs_are_kept_when_the_page_is_loaded_again(notebook: Notebook) -> None:
    explorer = show(notebook)
    explorer.write("select 'kept' as word")
    explorer.tab("Query 1").dblclick()
    explorer.root.get_by_label("Name of the tab").fill("My query")
    explorer.page.keyboard.press("Enter")
    notebook.page.wait_for_timeout(600)  # nothing is written while somebody types
    notebook.run(OPEN.replace("view = explore(height=560)\n", ""))
    again = Explorer(notebook.page)
    expect(again.tab("My query")).to_be_visible()
    expect(again.editor).to_have_text("select 'kept' as word")


def test_what_is_looked_at_comes_back_to_python(notebook: Notebook) -> None:
    explorer = show(notebook)
    explorer.run("select 5 as five")
    expect(explorer.column("five")).to_be_visible()
    notebook.page.wait_for_timeout(600)
    notebook.start("print(view.sql)")
    expect(notebook.page.locator(".jp-OutputArea-output").last).to_contain_text("select 5 as five")
