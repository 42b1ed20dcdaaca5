"""Wheel, keyboard, screen reader: the graph takes nothing that belongs to the notebook, and needs no mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.graph import GraphView
from tests.browser.lab import SCROLL, Notebook

pytestmark = pytest.mark.browser

WORKFLOW = """
wf = Workflow("By hand")
wf.code("One", "1")
wf.code("Two", "2")
wf.code("Three", "3", after="Two")
wf.output("Report", "<Three.output>")
wf
"""
INSIDE = """([card]) => {
  const [inner, outer] = [card, card.closest('.powa-canvas')].map((it) => it.getBoundingClientRect());
  return inner.left >= outer.left && inner.right <= outer.right;
}"""
BLOCKS = ["One", "Two", "Three", "Report"]


def show(notebook: Notebook) -> GraphView:
    notebook.run(WORKFLOW, *["print('\\n' * 30)"] * 3)
    graph = notebook.graph()
    graph.root.scroll_into_view_if_needed()
    expect(graph.block("Report")).to_be_visible()
    return graph


def test_the_wheel_over_the_graph_scrolls_the_notebook_and_with_ctrl_it_zooms(notebook: Notebook) -> None:
    graph = show(notebook)
    mouse, before = notebook.page.mouse, notebook.scrolled
    graph.block("Two").hover()
    zoom = graph.zoom
    mouse.wheel(0, 200)
    notebook.page.wait_for_function(f"before => ({SCROLL})() >= before + 100", arg=before)
    assert graph.zoom == zoom
    mouse.wheel(0, -200)
    notebook.page.wait_for_function(f"before => ({SCROLL})() === before", arg=before)

    notebook.page.keyboard.down("Control")
    mouse.wheel(0, -100)
    expect(graph.root.locator(".react-flow__viewport")).not_to_have_attribute("style", f"transform: {zoom};")
    notebook.page.keyboard.up("Control")
    assert graph.zoom != zoom
    assert notebook.scrolled == before


def test_arrows_walk_from_block_to_block_enter_opens_and_escape_goes_back(notebook: Notebook) -> None:
    graph, keyboard = show(notebook), notebook.page.keyboard
    graph.button("List of blocks").focus()
    while not graph.block("One").evaluate("card => card === document.activeElement"):
        keyboard.press("Tab")
    for name in BLOCKS[1:]:
        keyboard.press("ArrowRight")
        expect(graph.block(name)).to_be_focused()
    keyboard.press("Enter")
    expect(graph.inspector).to_contain_text("Report")
    expect(graph.inspector.get_by_role("tab", selected=True)).to_be_focused()
    keyboard.press("Escape")
    expect(graph.inspector).to_have_count(0)
    expect(graph.block("Report")).to_be_focused()
    keyboard.press("Escape")
    assert notebook.page.evaluate("!!document.activeElement.closest('.jp-Cell, .jp-Notebook')")
    assert not notebook.page.evaluate("!!document.activeElement.closest('.powa-root')")


def test_the_notebooks_keys_do_nothing_while_the_graph_has_the_focus(notebook: Notebook) -> None:
    graph = show(notebook)
    cells = notebook.cells
    for part in (graph.block("Two"), graph.button("Run")):
        part.focus()
        for key in ("a", "b", "x", "d", "d", "m", "0", "0"):
            notebook.page.keyboard.press(key)
            assert part.evaluate("it => it === document.activeElement")
    assert notebook.cells == cells
    expect(graph.block("Two")).to_be_visible()
    expect(notebook.page.get_by_role("dialog")).to_have_count(0)


def test_the_outline_lists_every_block_with_its_status(notebook: Notebook) -> None:
    graph = show(notebook)
    items = graph.root.get_by_role("navigation", name="Blocks").get_by_role("button")
    expect(items).to_have_count(len(BLOCKS))
    for item, name in zip(items.all(), BLOCKS, strict=True):
        expect(item).to_contain_text(name)
        expect(item).to_contain_text("Not run")
    graph.button("Run").click()
    graph.expect_run("Succeeded")
    for item in items.all():
        expect(item).to_contain_text("Succeeded")
    expect(items.nth(0)).to_contain_text("Goes on to Two.")
    expect(graph.root.get_by_role("status").last).to_have_text("By hand: the run succeeded.")


def test_a_block_that_is_opened_from_the_list_comes_into_sight(notebook: Notebook) -> None:
    graph = show(notebook)
    graph.button("List of blocks").click()
    items = graph.root.get_by_role("navigation", name="Blocks").get_by_role("button")
    for at in (0, 3, 0):
        items.nth(at).click()
        expect(graph.inspector).to_contain_text(BLOCKS[at])
        notebook.page.wait_for_function(INSIDE, arg=[graph.block(BLOCKS[at]).element_handle()])
