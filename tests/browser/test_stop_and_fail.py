"""Stop stops, a failure says where it is, and what was not run says why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.graph import GraphView
from tests.browser.lab import Lab, Notebook

pytestmark = pytest.mark.browser

LONG_SQL = "select count(*) as n from range(1000000) a, range(1000000) b where a.range * b.range % 7 = 1"
WORKFLOW = "wf = Workflow({name!r})\nwf.{kind}('Long', {text!r})\nwf.output('Report', '<Long.output>')\nwf"


def show(notebook: Notebook, name: str, kind: str, text: str) -> GraphView:
    notebook.run(WORKFLOW.format(name=name, kind=kind, text=text))
    return notebook.graph()


def stop(graph: GraphView) -> None:
    graph.button("Run").click()
    graph.expect_block("Long", "running")
    graph.button("Stop").click()
    graph.expect_run("Stopped")
    expect(graph.button("Run")).to_be_enabled()


def test_stop_stops_a_long_code_block(notebook: Notebook, lab: Lab) -> None:
    stop(show(notebook, "Long code", "code", lab.gate().code))


def test_stop_stops_a_long_sql_statement(notebook: Notebook) -> None:
    stop(show(notebook, "Long SQL", "sql", LONG_SQL))


def test_stop_stops_a_run_beside_a_busy_cell(notebook: Notebook, lab: Lab) -> None:
    graph, cell = show(notebook, "Long beside a cell", "code", lab.gate().code), lab.gate()
    notebook.start(cell.code)
    stop(graph)
    cell.open()
    notebook.ready()


def test_stop_stops_the_run_of_a_cell_that_waits_for_it(notebook: Notebook, lab: Lab) -> None:
    graph = show(notebook, "Long in a cell", "code", lab.gate().code)
    notebook.start("wf.run(check=False).status")
    graph.expect_block("Long", "running")
    graph.button("Stop").click()
    graph.expect_run("Stopped")
    notebook.ready()
    expect(notebook.page.locator(".jp-Cell").last).to_contain_text("failed")


def test_stop_stops_a_run_that_was_started_over_http(notebook: Notebook, lab: Lab) -> None:
    notebook.run(WORKFLOW.format(name="Long over HTTP", kind="code", text=lab.gate().code), "print(wf.id)")
    graph = notebook.graph()
    for body in ({}, {"kernel_id": notebook.kernel_id}):
        lab.request("POST", f"/api/workflows/{notebook.text(2)}/executions", body)
        graph.expect_run("Running")
        graph.expect_block("Long", "running")
        graph.button("Stop").click()
        graph.expect_run("Stopped")
    notebook.ready()


def test_a_failing_block_turns_red_and_says_what_went_wrong_in_which_line(notebook: Notebook) -> None:
    code = "def share(parts):\n    return 1 / parts\n\noutput = share(0)"
    graph = show(notebook, "Fails", "code", code)
    graph.button("Run").click()
    graph.expect_block("Long", "error")
    graph.expect_run("Failed")
    graph.open("Long")
    expect(graph.inspector.get_by_role("tab", selected=True)).to_have_text("Error")
    expect(graph.pane).to_contain_text("division by zero")
    expect(graph.pane).to_contain_text("line 2")
    expect(graph.pane.locator(".powa-source-here")).to_contain_text("return 1 / parts")
    expect(graph.pane.locator("pre").last).to_contain_text("output = share(0)")  # the way that the error went


def test_a_skipped_block_says_why(notebook: Notebook) -> None:
    graph = show(notebook, "Skips", "code", "1 / 0")
    graph.button("Run").click()
    graph.expect_block("Report", "skipped")
    graph.open("Report")
    expect(graph.pane).to_contain_text("Skipped: ")
