"""Deploy, undeploy, arm."""

from __future__ import annotations

from uuid import uuid4

from jupyter_powa.api.route import Asker
from jupyter_powa.powa import Powa
from tests.api.test_webhooks import ECHO, armed, made, showing
from tests.conftest import Call


async def test_a_deployed_workflow_is_not_changed_until_it_is_undeployed(call: Call):
    workflow = await made(call)
    path = f"/api/workflows/{workflow}"
    deployed = await call("POST", f"{path}/deploy", None, Asker(None, "https://lab.example/base/"))
    assert (deployed.status, deployed.body["state"]) == (200, "deployed")
    assert deployed.body["webhook_url"] == f"https://lab.example/base/api/webhooks/{deployed.body['webhook_id']}"
    assert (await call("GET", path)).body["state"] == "deployed"
    for method, rest, body in (("POST", "/deploy", None), ("PUT", "/graph", ECHO)):
        refused = await call(method, f"{path}{rest}", body)
        assert (refused.status, refused.body["code"]) == (409, "already_deployed")
    assert (await call("PATCH", path, {"name": "Renamed"})).status == 200
    assert (await call("POST", f"{path}/execute", {"input": {"a": 1}})).body["status"] == "completed"
    for _ in range(2):
        undeployed = await call("POST", f"{path}/undeploy")
        assert (undeployed.status, undeployed.body) == (200, {"ok": True, "state": "internal"})
    assert (await call("PUT", f"{path}/graph", ECHO)).status == 200


async def test_what_cannot_run_is_neither_deployed_nor_armed(call: Call):
    workflow = (await call("POST", "/api/workflows", {"name": "empty"})).body["id"]
    for verb in ("deploy", "arm"):
        refused = await call("POST", f"/api/workflows/{workflow}/{verb}")
        assert (refused.status, refused.body["code"]) == (400, "invalid_graph")
        unknown = await call("POST", f"/api/workflows/{uuid4()}/{verb}")
        assert (unknown.status, unknown.body["code"]) == (404, "workflow_not_found")
    assert (await call("POST", f"/api/workflows/{uuid4()}/undeploy")).status == 404


async def test_a_deployed_workflow_that_is_not_armed_takes_no_call(call: Call):
    it = await armed(call)
    await call("POST", f"/api/workflows/{it['workflow']}/deploy")
    assert (await call("POST", it["path"], {}, showing(it["secret"]))).status == 200
    assert (await call("POST", it["path"], {}, showing(it["secret"]))).status == 403


async def test_the_credentials_of_a_webhook_block_are_used_and_its_secret_is_not_kept(call: Call, powa: Powa):
    own = str(uuid4())
    config = {"webhook_id": own, "webhook_secret": "chosen-by-the-vendor"}
    graph = {**ECHO, "blocks": [{"id": "hook", "type": "webhook", "config": config}, ECHO["blocks"][1]]}
    it = await armed(call, graph)
    assert it["webhook_id"] == own
    stored = (await call("GET", f"/api/workflows/{it['workflow']}")).json.decode()
    assert "chosen-by-the-vendor" not in stored and own in stored
    assert (await call("POST", it["path"], {}, showing("chosen-by-the-vendor"))).status == 200
    copy = await armed(call, graph)
    assert copy["webhook_id"] != own  # an address belongs to one workflow


async def test_deleting_a_workflow_closes_its_webhook(call: Call):
    it = await armed(call)
    assert (await call("DELETE", f"/api/workflows/{it['workflow']}")).status == 204
    assert (await call("POST", it["path"], {}, showing(it["secret"]))).status == 404
