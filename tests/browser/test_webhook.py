"""Another program starts the workflow: the panel gives its address and secret, and the graph shows the run."""

from __future__ import annotations

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.graph import SLOW
from tests.browser.lab import Lab, Notebook

pytestmark = pytest.mark.browser

WORKFLOW = "wf = Workflow('Called')\nwf.webhook('Call')\nwf.output('Answer', '<Call.output.city>')\nwf"


def test_a_call_with_the_panels_address_and_secret_starts_a_run_that_the_graph_shows(
    notebook: Notebook, lab: Lab
) -> None:
    notebook.run(WORKFLOW)
    graph = notebook.graph()
    graph.root.get_by_role("button", name="Webhook", exact=True).click()
    panel = graph.root.get_by_role("region", name="Webhook")
    panel.get_by_role("button", name="Arm for one call").click()
    address = panel.get_by_label("Address", exact=True)
    expect(address).to_be_visible(timeout=SLOW)
    assert address.input_value().startswith(f"{lab.url}/api/webhooks/")
    secret = panel.get_by_label("Secret, shown only now", exact=True)
    expect(secret).to_have_attribute("type", "password")
    secret.focus()
    expect(secret).to_have_attribute("type", "text")
    called = urllib.request.Request(
        address.input_value(),
        data=json.dumps({"city": "Oslo"}).encode(),
        headers={"Authorization": f"Bearer {secret.input_value()}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(called, timeout=60) as reply:
        assert json.load(reply)["output"] == "Oslo"
    graph.expect_run("Succeeded")
    expect(graph.trigger).to_have_text("started by a webhook")
    panel.get_by_role("button", name="Deploy").click()
    expect(panel.get_by_role("button", name="Undeploy")).to_be_visible(timeout=SLOW)
    notebook.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
