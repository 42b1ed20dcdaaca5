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
