"""Wherever a run is started, the widget follows it live."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.graph import GraphView
from tests.browser.lab import Gate, Lab, Notebook

pytestmark = pytest.mark.browser

WORKFLOW = """
wf = Workflow({name!r})
wf.input("Input", {{"n": 1}})
wf.code("Slow", {code!r})
wf.output("Report", "<Slow.output>")
wf
"""


def show(notebook: Notebook, gate: Gate, name: str) -> GraphView:
    """A workflow whose block `Slow` waits for the gate, and doubles its input."""
    code = gate.code + "print('through')\noutput = Input.output['n'] * 2"
    notebook.run(WORKFLOW.format(name=name, code=code), "print(wf.id)")
    graph = notebook.graph()
    expect(graph.block("Report")).to_be_visible()
    return graph


def follow(graph: GraphView, gate: Gate, output: str) -> None:
    """See the block running, then let it go on and see the end, and what came out."""
    graph.expect_block("Slow", "running")
    graph.expect_run("Running")
    gate.open()
    graph.expect_run("Succeeded")
    graph.expect_block("Report", "success")
    graph.open("Slow", "Printed")
    expect(graph.pane).to_have_text("through")
    graph.open("Report", "Output")
    expect(graph.pane).to_contain_text(output)


def test_the_run_button_starts_it_with_what_was_typed_in_the_form(notebook: Notebook, lab: Lab) -> None:
    gate = lab.gate()
    graph = show(notebook, gate, "By button")
    graph.run(n="21")
    follow(graph, gate, "42")
    expect(graph.trigger).to_have_text("started by hand")


def test_what_cannot_be_read_in_the_form_is_told_beside_it(notebook: Notebook, lab: Lab) -> None:
    graph = show(notebook, lab.gate(), "By a wrong form")
    graph.run(n="many")
    expect(graph.root.get_by_role("alert")).to_have_text("This is not a number.")
    graph.page.keyboard.press("Escape")
    expect(graph.root.get_by_role("form")).to_have_count(0)


def test_a_run_started_from_python_in_another_cell_is_followed(notebook: Notebook, lab: Lab) -> None:
    gate = lab.gate()
    graph = show(notebook, gate, "By Python")
    notebook.start("run = wf.run(n=4)\nprint(run.output)")
    follow(graph, gate, "8")
    expect(graph.trigger).to_have_text("started from Python")


def test_a_run_over_http_in_the_notebooks_kernel_is_followed_and_says_where_it_is(notebook: Notebook, lab: Lab) -> None:
    gate = lab.gate()
    graph = show(notebook, gate, "By HTTP, here")
    body = {"input": {"n": 5}, "kernel_id": notebook.kernel_id}
    lab.request("POST", f"/api/workflows/{notebook.text(2)}/executions", body)
    graph.expect_block("Slow", "running")
    expect(graph.kernel).to_have_text("scratch.ipynb")
    follow(graph, gate, "10")


def test_a_run_over_http_in_the_servers_own_kernel_is_followed_and_says_so(notebook: Notebook, lab: Lab) -> None:
    gate = lab.gate()
    graph = show(notebook, gate, "By HTTP, there")
    lab.request("POST", f"/api/workflows/{notebook.text(2)}/executions", {"input": {"n": 6}})
    graph.expect_block("Slow", "running")
    expect(graph.kernel).to_have_text("the server's own kernel")
    follow(graph, gate, "12")


def test_the_widget_runs_while_a_cell_is_busy(notebook: Notebook, lab: Lab) -> None:
    gate, cell = lab.gate(), lab.gate()
    graph = show(notebook, gate, "Beside a busy cell")
    notebook.start(cell.code)
    graph.run(n="7")
    follow(graph, gate, "14")
    cell.open()
    notebook.ready()


def test_two_views_of_one_workflow_show_the_same_run(notebook: Notebook, lab: Lab) -> None:
    gate = lab.gate()
    show(notebook, gate, "Twice")
    notebook.start("wf")
    first, second = notebook.graph(0), notebook.graph(1)
    expect(second.block("Report")).to_be_visible()
    first.run(n="8")
    second.expect_block("Slow", "running")
    gate.open()
    for graph in (first, second):
        graph.expect_run("Succeeded")
