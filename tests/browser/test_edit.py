"""Hands on the graph: a workflow is built, mended and run in a real JupyterLab."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.graph import GraphView
from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

WORKFLOW = """
wf = Workflow("Edited")
wf.input("Input", {"n": 3})
wf.code("Twice", "output = Input.output['n'] * 2")
wf.output("Report", "<Twice.output>")
wf
"""


def edited(notebook: Notebook) -> GraphView:
    """The graph, open for editing."""
    notebook.run(WORKFLOW)
    graph = notebook.graph()
    graph.root.scroll_into_view_if_needed()
    expect(graph.block("Report")).to_be_visible()
    graph.button("Edit the graph").click()
    expect(graph.root.get_by_role("toolbar", name="Edit")).to_be_visible()
    return graph


def saved(graph: GraphView) -> None:
    expect(graph.root.get_by_role("toolbar", name="Edit")).to_contain_text("Saved")


def port(graph: GraphView, name: str, side: str) -> Locator:
    """The first port of a block on that side."""
    node = graph.root.locator(".react-flow__node").filter(has=graph.page.locator(f".powa-card[title='{name}']"))
    return node.locator(f".react-flow__handle-{side}").first


def drag(graph: GraphView, start: Locator, end: Locator) -> None:
    """Draw from one port to another, as a hand does it."""
    start.hover()
    graph.page.mouse.down()
    end.hover()
    end.hover()
    graph.page.mouse.up()


def test_a_block_is_added_filled_in_renamed_connected_and_run(notebook: Notebook) -> None:
    graph = edited(notebook)
    graph.block("Twice").click()
    graph.root.get_by_role("button", name="Add a block").click()
    graph.root.get_by_role("searchbox", name="Find a block").fill("python")
    graph.page.keyboard.press("Enter")
    expect(graph.inspector).to_contain_text("Python")
    form = graph.inspector
    form.get_by_label("Code *").fill("output = Twice.output + 1")
    form.get_by_label("Name", exact=True).fill("One more")
    form.get_by_label("Name", exact=True).press("Enter")
    expect(graph.block("One more")).to_be_visible()
    form.get_by_role("combobox", name="Connect to").select_option("Report")
    saved(graph)  # by now the blocks stand where they stay
    graph.page.keyboard.press("Escape")
    graph.open("Report")
    expect(form.get_by_label("Name", exact=True)).to_have_value("Report")
    form.get_by_label("Output").fill('"<One more.output>"')
    saved(graph)
    graph.run()
    graph.root.get_by_role("form", name="Input of the run").get_by_role("button", name="Run").click()
    graph.expect_run("Succeeded")
    notebook.start("print(wf.run().output)")
    expect(notebook.page.locator(".jp-Cell").last).to_contain_text("7")


def test_ports_are_drawn_from_a_circle_is_refused_and_undo_takes_it_back(notebook: Notebook) -> None:
    graph = edited(notebook)
    edges = graph.root.locator(".react-flow__edge")
    expect(edges).to_have_count(2)
    drag(graph, port(graph, "Input", "right"), port(graph, "Report", "left"))
    expect(edges).to_have_count(3)
    drag(graph, port(graph, "Twice", "right"), port(graph, "Twice", "left"))
    expect(edges).to_have_count(3)
    graph.block("Twice").focus()
    graph.page.keyboard.press("Control+z")
    expect(edges).to_have_count(2)
    graph.block("Twice").focus()
    graph.page.keyboard.press("Delete")
    expect(graph.block("Twice")).to_have_count(0)
    graph.root.get_by_role("button", name=re.compile("^Undo")).click()
    expect(graph.block("Twice")).to_be_visible()
    saved(graph)


def test_a_block_is_dragged_in_copied_by_the_keyboard_and_an_older_version_put_back(notebook: Notebook) -> None:
    graph = edited(notebook)
    cards = graph.root.locator(".powa-card")
    graph.root.get_by_role("button", name="Add a block").click()
    graph.root.get_by_role("button", name="SQL query").drag_to(
        graph.root.locator(".react-flow__pane"), target_position={"x": 60, "y": 40}
    )
    expect(graph.block("SQL query")).to_be_visible()
    expect(cards).to_have_count(4)
    graph.page.keyboard.press("Escape")
    graph.block("SQL query").focus()
    graph.page.keyboard.press("Control+c")
    graph.page.keyboard.press("Control+v")
    expect(cards).to_have_count(5)
    expect(graph.block("SQL query 2")).to_be_visible()
    saved(graph)
    graph.root.get_by_role("button", name="History").click()
    past = graph.root.get_by_role("complementary", name="History")
    past.get_by_role("button", name=re.compile("^Version 1.*from a cell")).click()
    expect(past).to_contain_text("It removes SQL query, SQL query 2.")
    past.get_by_role("button", name="Put this version back").click()
    expect(cards).to_have_count(3)
    expect(past).to_contain_text("version 1 put back")
    graph.root.get_by_role("button", name=re.compile("^Undo")).click()
    expect(cards).to_have_count(5)
    graph.block("Twice").focus()
    graph.page.keyboard.press("Control+a")
    expect(graph.root).to_contain_text("5 blocks chosen")
    graph.root.get_by_role("button", name="Align left").click()
    lefts = "(cards) => new Set(cards.map((one) => Math.round(one.getBoundingClientRect().x))).size"
    saved(graph)
    assert cards.evaluate_all(lefts) == 1


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_editor_has_no_fault_that_axe_knows_in_light_and_dark(
    notebook: Notebook, theme: str, tmp_path: Path
) -> None:
    graph = edited(notebook)
    notebook.theme(theme)
    graph.root.get_by_role("button", name="Add a block").click()
    graph.block("Twice").click()
    expect(graph.inspector.get_by_label("Code *")).to_be_visible()
    graph.root.screenshot(path=tmp_path / "editor.png")
    found = Axe().run(graph.page, context=".powa-root", options={"resultTypes": ["violations"]})
    assert found.response["violations"] == []
    notebook.theme("JupyterLab Light")
