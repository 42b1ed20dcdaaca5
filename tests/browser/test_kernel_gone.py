"""When the kernel is gone, the graph says so at once, and is seen all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import PANEL, Lab

pytestmark = pytest.mark.browser

WORKFLOW = "wf = Workflow('Left alone')\nwf.code('One', '1')\nwf.output('Report', '<One.output>')\nwf"
RESTART = f"async () => {{ {PANEL} await kernel.restart(); }}"


def test_after_a_restart_the_graph_says_that_its_kernel_is_gone_and_does_not_hang(page: Page, lab: Lab) -> None:
    notebook = lab.notebook(page, "restarted.ipynb").run(WORKFLOW.replace("'1'", repr(lab.gate().code)))
    graph = notebook.graph()
    graph.button("Run").click()
    graph.expect_block("One", "running")
    page.evaluate(RESTART)
    notebook.ready()
    expect(graph.root.get_by_role("alert")).to_contain_text("kernel")
    graph.expect_run("Failed")
    graph.expect_block("One", "error")
    expect(graph.block("Report")).to_be_visible()
    expect(graph.button("Run")).to_be_disabled()
    notebook.run_all()
    expect(notebook.graph().button("Run")).to_be_enabled()
    expect(notebook.graph().root.get_by_role("alert")).to_have_count(0)


def test_a_run_whose_kernel_dies_is_shown_as_failed(page: Page, lab: Lab) -> None:
    gate = lab.gate()
    code = gate.code + "import os\nos.kill(os.getpid(), 9)"
    notebook = lab.notebook(page, "dies.ipynb").run(WORKFLOW.replace("'1'", repr(code)), "wf.id")
    graph = notebook.graph()
    lab.request(
        "POST", f"/api/workflows/{notebook.text(2).strip(chr(39))}/executions", {"kernel_id": notebook.kernel_id}
    )
    graph.expect_block("One", "running")
    gate.open()
    graph.expect_run("Failed")
    graph.expect_block("One", "error")
    expect(graph.root.get_by_role("alert")).to_contain_text("kernel")
