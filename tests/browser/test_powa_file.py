"""A workflow as a file of a repository: opened in the editor, edited, saved, read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jupyter_powa.model.file import file_of, written
from jupyter_powa.model.workflow import Graph
from tests.browser.lab import Lab
from tests.browser.panels import Desk

pytestmark = pytest.mark.browser

CODE = {"code": "output = 2", "language": "python"}
GRAPH = {
    "blocks": [
        {"id": "start", "type": "input", "name": "Start", "position": {"x": 0, "y": 0}},
        {
            "id": "twice",
            "type": "code",
            "name": "Twice",
            "config": CODE,
            "position": {"x": 300, "y": 0},
        },
    ],
    "edges": [{"source": "start", "target": "twice"}],
}


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines()


def test_a_file_opens_in_the_editor_and_what_is_edited_is_in_it_a_line_at_a_time(page: Page, lab: Lab) -> None:
    file = lab.folder / "pipeline.powa.json"
    file.write_text(written(file_of("Pipeline", Graph.model_validate(GRAPH))))
    before = lines(file)
    desk = Desk(lab, page).open()
    desk.command("docmanager:open", path=file.name)
    expect(desk.tab(file.name)).to_be_visible()
    graph = desk.panel
    graph.button("Edit the graph").click()
    graph.open("Twice")
    graph.inspector.get_by_label("Code *").fill("output = 21 * 2")
    expect(graph.root.get_by_role("toolbar", name="Edit")).to_contain_text("Saved")
    page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    page.wait_for_function(
        "async () => (await window.jupyterapp.serviceManager.contents.get('pipeline.powa.json')).content.includes('21')"
    )
    after = lines(file)
    assert [line for line in after if line not in before] == ['        "code": "output = 21 * 2",']
    graph.run()
    graph.expect_run("Succeeded")
    changed = json.loads(file.read_text())
    changed["blocks"][1]["name"] = "Renamed elsewhere"
    file.write_text(json.dumps(changed))
    desk.command("docmanager:reload")
    expect(graph.block("Renamed elsewhere")).to_be_visible()
    desk.open(fresh=False)
    expect(desk.panel.block("Renamed elsewhere")).to_be_visible()
