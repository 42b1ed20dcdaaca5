"""Workflows beside the notebooks: a workflow is made, edited, run and watched in JupyterLab's own panels."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, Notebook
from tests.browser.panels import Desk
from tests.browser.talk import ChatView, calls, script

pytestmark = pytest.mark.browser


def waits(lab: Lab, name: str, code: str) -> str:
    """A stored workflow with one block of that code: its id."""
    block = {"id": "w", "type": "code", "name": "Wait", "config": {"code": code}}
    return str(lab.request("POST", "/api/workflows", {"name": name, "blocks": [block]})["id"])


def test_a_workflow_is_made_edited_run_and_there_again_after_a_reload(page: Page, lab: Lab) -> None:
    desk, gate = Desk(lab, page).open(), lab.gate()
    desk.sidebar("Workflows").get_by_role("button", name="New workflow").click()
    desk.answer("Made by hand")
    expect(desk.tab("Made by hand")).to_be_visible()
    graph = desk.panel
    graph.root.get_by_role("button", name="Add a block").click()
    graph.root.get_by_role("searchbox", name="Find a block").fill("python")
    page.keyboard.press("Enter")
    graph.inspector.get_by_label("Code *").fill(f"{gate.code}output = 7")
    expect(graph.root.get_by_role("toolbar", name="Edit")).to_contain_text("Saved")
    graph.run()
    expect(desk.status).to_contain_text("1 running")
    expect(desk.row("Executions", "Made by hand")).to_contain_text("running")
    gate.open()
    graph.expect_run("Succeeded")
    expect(desk.status).not_to_contain_text("running")
    expect(desk.row("Executions", "Made by hand")).to_contain_text("completed")
    desk.open(fresh=False)
    expect(desk.tab("Made by hand")).to_be_visible()
    desk.panel.expect_run("Succeeded")


def test_rows_are_renamed_copied_and_deleted_by_their_menu(page: Page, lab: Lab) -> None:
    desk = Desk(lab, page).open()
    waits(lab, "First name", "output = 1")
    row = desk.row("Workflows", "First name")
    row.click(button="right")
    page.locator(".lm-Menu").get_by_text("Rename workflow…").click()
    desk.answer("Second name")
    desk.row("Workflows", "Second name").get_by_role("button", name="More").click()
    page.locator(".lm-Menu").get_by_text("Duplicate workflow").click()
    expect(desk.tab("Copy of Second name")).to_be_visible()
    desk.row("Workflows", "Copy of Second name").click(button="right")
    page.locator(".lm-Menu").get_by_text("Delete workflow…").click()
    page.locator(".jp-Dialog .jp-mod-warn").click()
    expect(desk.tab("Copy of Second name")).to_have_count(0)
    page.locator("#powa-sidebar").get_by_role("searchbox").fill("copy of second")
    expect(desk.sidebar("Workflows")).to_contain_text("Nothing of that name.")


def test_what_a_notebook_draws_and_runs_the_panel_shows_and_the_chat_follows(page: Page, lab: Lab) -> None:
    notebook = Notebook(lab, page, "drawn.ipynb")
    desk = Desk(lab, page)
    gate = lab.gate()
    lab.notebook(page, "drawn.ipynb", mode="lab")
    notebook.run('wf = Workflow("Drawn")\nwf.input("Start")\nwf.save()\nprint(wf.id)')
    workflow = notebook.text(1)
    desk.drag(desk.row("Workflows", "Drawn"), page.locator(".jp-Notebook .jp-Cell").first)
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_contain_text(f'Workflow.load("{workflow}")')
    desk.command("powa:open-workflow", id=workflow)
    expect(desk.tab("Drawn")).to_be_visible()
    graph = desk.panel
    expect(graph.block("Start")).to_be_visible()
    desk.command("powa:open-chat")
    expect(page.locator("#powa-chat").get_by_role("textbox")).to_be_visible()
    desk.beside()
    notebook.start(f"wf.code('Wait', {gate.code + 'output = 3'!r})\nprint(wf.run(check=False).output)")
    expect(graph.block("Wait")).to_be_visible()
    expect(desk.status).to_contain_text("1 running")
    gate.open()
    graph.expect_block("Wait", "success")
    graph.expect_run("Succeeded")


def test_two_tabs_show_the_same_run(page: Page, lab: Lab) -> None:
    gate = lab.gate()
    workflow = waits(lab, "Shared run", f"{gate.code}output = 1")
    desk = Desk(lab, page).open()
    desk.command("powa:open-workflow", id=workflow)
    other = Desk(lab, page.context.new_page()).open()
    other.command("powa:open-workflow", id=workflow)
    desk.command("powa:run-workflow", id=workflow)
    for one in (desk, other):
        one.panel.expect_block("Wait", "running")
    expect(other.status).to_contain_text("1 running")
    other.page.get_by_role("button", name="Stop all runs").click()
    for one in (desk, other):
        one.panel.expect_run(re.compile("Failed|Stopped"))  # type: ignore[arg-type]
    gate.open()
    other.page.close()


def test_what_the_copilot_proposes_is_drawn_over_the_graph_and_applied_there(page: Page, lab: Lab) -> None:
    double = {"id": "d", "type": "code", "name": "Double", "config": {"code": "output = 2"}}
    script(lab, calls("modify_workflow", add_blocks=[double]), {"say": "It is doubled."})
    desk = Desk(lab, page).open()
    desk.command("powa:open-workflow", id=waits(lab, "Talked about", "output = 1"))
    graph = desk.panel
    desk.command("powa:open-chat")
    chat = ChatView(graph, page.locator("#powa-chat"))
    chat.say("Double it")
    chat.expect_answer("It is doubled.")
    expect(graph.block("Double")).to_have_class(re.compile("powa-mark-added"))
    chat.card.get_by_role("button", name=re.compile("^Apply")).click()
    expect(graph.block("Double")).not_to_have_class(re.compile("powa-mark-added"))
