"""The README's pictures: the demo's graph after a run, and the rows behind a block. Kept where POWA_IMAGES says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.graph import GraphView
from tests.browser.lab import Lab

pytestmark = pytest.mark.browser

SIZE = {"width": 1450, "height": 1000}
CENTRED = """(card) => {
  const [inner, outer] = [card, card.closest('.powa-canvas')].map((it) => it.getBoundingClientRect());
  return Math.abs(inner.left + inner.right - outer.left - outer.right) < 4;
}"""
HEIGHT = "element => { element.style.height = '500px'; }"


def _fit(page: Page, graph: GraphView) -> None:
    """Zoom out a little and move the canvas, so that the first blocks are wholly in the picture."""
    page.wait_for_function(CENTRED, arg=graph.block("By airline").element_handle())
    box = graph.root.bounding_box()
    assert box
    x, y = box["x"] + 300, box["y"] + 450
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 40)
    page.keyboard.up("Control")
    page.mouse.down()
    page.mouse.move(x + 98, y, steps=4)
    page.mouse.up()


def test_the_pictures_of_the_readme(page: Page, lab: Lab, tmp_path: Path) -> None:
    folder = Path(os.environ.get("POWA_IMAGES") or tmp_path)
    folder.mkdir(exist_ok=True)
    page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    notebook = lab.notebook(page, "01_first_workflow.ipynb").run_all()
    graph = notebook.graph()
    graph.root.scroll_into_view_if_needed()
    graph.root.evaluate(HEIGHT)
    graph.run(origin="JFK")
    expect(graph.trigger).to_have_text("started by hand")
    graph.expect_run("Succeeded")
    graph.open("By airline")
    expect(graph.rows).not_to_have_count(0)
    _fit(page, graph)
    for name, theme in (("light", "JupyterLab Light"), ("dark", "JupyterLab Dark")):
        notebook.theme(theme)
        expect(graph.root).to_have_attribute("data-theme", name)
        page.mouse.move(0, 0)
        picture = folder / f"workflow-{name}.png"
        graph.root.screenshot(path=picture, animations="disabled")
        assert picture.stat().st_size < 200_000
