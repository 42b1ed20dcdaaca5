"""Calls from outside, from a cell's side."""

import pytest

from jupyter_powa import Workflow
from jupyter_powa.errors import AlreadyDeployed, InvalidGraph
from jupyter_powa.powa import Powa
from jupyter_powa.store.webhooks import digest


def test_an_armed_workflow_says_where_and_keeps_its_secret_to_itself(powa: Powa) -> None:
    wf = Workflow("Hook", powa=powa)
    wf.webhook("Call")
    armed = wf.arm()
    webhook = powa.store.webhooks.of(wf.id)
    assert webhook is not None and armed.path == f"/api/webhooks/{webhook.webhook_id}"
    assert webhook.secret_hash == digest(armed.secret) and webhook.armed
    assert armed.secret not in repr(armed)


def test_a_deployed_workflow_is_not_changed_until_it_is_undeployed(powa: Powa) -> None:
    wf = Workflow("Hook", powa=powa)
    wf.webhook("Call")
    wf.deploy()
    wf.output("Answer", "<Call.output>")
    with pytest.raises(AlreadyDeployed):
        wf.save()
    wf.undeploy()
    wf.save()


def test_what_cannot_run_is_not_armed(powa: Powa) -> None:
    with pytest.raises(InvalidGraph):
        Workflow("Empty", powa=powa).arm()


def test_a_secret_of_its_own_is_saved_once_and_written_to_no_file(powa: Powa) -> None:
    wf = Workflow("Hook", powa=powa)
    wf.webhook("Call", webhook_secret="open sesame")
    wf.run()
    assert wf.run().output is not None
    assert powa.store.workflows.get(wf.id).version == 1
    wf.deploy()
    wf.run()
    wf.arm()
    assert "open sesame" not in wf.to_json()
    wf.undeploy()
    wf.webhook("Call", webhook_secret="another")
    wf.save()
    webhook = powa.store.webhooks.of(wf.id)
    assert webhook is not None and webhook.own_hash == digest("another")
