"""Calls from outside: what opens a webhook, and what a call may bring."""

from __future__ import annotations

import asyncio
import base64
import hmac
import time
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from jupyter_powa.api.route import Asker
from jupyter_powa.powa import Powa
from tests.conftest import Call

ECHO = {
    "blocks": [
        {"id": "hook", "type": "webhook"},
        {"id": "say", "type": "output", "config": {"output": "<hook.output>"}},
    ],
    "edges": [{"source": "hook", "target": "say"}],
}


async def made(call: Call, graph: dict[str, Any] = ECHO) -> str:
    created = (await call("POST", "/api/workflows", {"name": "w"})).body["id"]
    assert (await call("PUT", f"/api/workflows/{created}/graph", graph)).status == 200
    return created


async def armed(call: Call, graph: dict[str, Any] = ECHO) -> dict[str, Any]:
    workflow = await made(call, graph)
    reply = await call("POST", f"/api/workflows/{workflow}/arm")
    assert reply.status == 200, reply.body
    return {**reply.body, "workflow": workflow, "path": f"/api/webhooks/{reply.body['webhook_id']}"}


def showing(secret: str, **headers: str) -> Asker:
    return Asker(None, headers={"Authorization": f"Bearer {secret}", **headers})


async def test_an_armed_workflow_takes_one_call_with_its_data(call: Call):
    it = await armed(call)
    reply = await call("POST", it["path"], {"city": "Oslo"}, showing(it["secret"]))
    assert (reply.status, reply.body["status"]) == (200, "completed")
    assert reply.body["output"] == {"city": "Oslo", "body": {"city": "Oslo"}}
    history = (await call("GET", f"/api/workflows/{it['workflow']}/executions")).body["executions"]
    assert [(one["id"], one["trigger"]) for one in history] == [(reply.body["execution_id"], "webhook")]
    again = await call("POST", it["path"], {"city": "Oslo"}, showing(it["secret"]))
    assert (again.status, again.body["code"]) == (403, "forbidden")


@pytest.mark.parametrize("way", ["header", "token", "secret", "body"])
async def test_the_secret_comes_in_a_header_the_query_or_the_body(call: Call, way: str):
    it = await armed(call)
    if way == "header":
        reply = await call("POST", it["path"], {}, showing(it["secret"]))
    elif way == "body":
        reply = await call("POST", it["path"], {"secret": it["secret"], "input": {"n": 1}})
        assert reply.body["output"]["n"] == 1
    else:
        reply = await call("POST", it["path"], {}, **{way: it["secret"]})
    assert reply.status == 200
    assert it["secret"] not in reply.json.decode()


@pytest.mark.parametrize("wrong", ["", None, 7, [], {}, "wrong", True, "\x00"])
async def test_a_wrong_secret_is_refused_and_burns_nothing(call: Call, wrong: Any):
    it = await armed(call)
    refused = await call("POST", it["path"], {"secret": wrong, "x": 1})
    assert (refused.status, refused.body["error"]) == (401, "Unauthorized")
    assert (await call("POST", it["path"], {"x": 1}, showing(it["secret"]))).status == 200


async def test_a_header_decides_even_where_it_is_empty(call: Call):
    it = await armed(call)
    for header in ("Bearer ", "Bearer", "", "Basic abc"):
        asker = Asker(None, headers={"Authorization": header})
        assert (await call("POST", it["path"], {"secret": it["secret"]}, asker, token=it["secret"])).status == 401


@pytest.mark.parametrize(
    ("body", "variables"),
    [
        ({"input": {"a": 1}}, {"a": 1}),
        ({"variables": {"a": 2}, "input": {"a": 1, "b": 3}}, {"a": 2, "b": 3}),
        ({"input": "text"}, {"input": "text"}),
        ({"input": {"a": 1}, "other": 2}, {"input": {"a": 1}, "other": 2}),
        ({}, {}),
    ],
)
async def test_an_envelope_is_opened_and_any_other_body_is_the_payload(call: Call, body: Any, variables: Any):
    it = await armed(call)
    reply = await call("POST", it["path"], body, showing(it["secret"]))
    output = dict(reply.body["output"])
    assert output.pop("body") == output == variables


async def test_what_is_no_webhook_is_told_as_such(call: Call):
    assert (await call("POST", "/api/webhooks/not-a-uuid")).status == 400
    unknown = await call("POST", f"/api/webhooks/{uuid4()}", {"secret": "x"})
    assert (unknown.status, unknown.body["code"]) == (404, "webhook_not_found")
    assert (await call("GET", f"/api/webhooks/{uuid4()}")).status == 405


async def test_a_call_that_comes_too_late_is_refused(call: Call, powa: Powa):
    powa.settings.arm_window = 0.001
    it = await armed(call)
    await asyncio.sleep(0.01)
    assert (await call("POST", it["path"], {}, showing(it["secret"]))).status == 403


async def test_arming_again_makes_a_new_secret_and_no_second_call(call: Call):
    it = await armed(call)
    second = (await call("POST", f"/api/workflows/{it['workflow']}/arm")).body
    assert second["webhook_id"] == it["webhook_id"] and second["armed_until"] >= it["armed_until"]
    assert (await call("POST", it["path"], {}, showing(it["secret"]))).status == 401
    statuses = [(await call("POST", it["path"], {}, showing(second["secret"]))).status for _ in range(2)]
    assert statuses == [200, 403]


async def test_undeploying_takes_the_leave_back(call: Call):
    it = await armed(call)
    assert (await call("POST", f"/api/workflows/{it['workflow']}/undeploy")).status == 200
    assert (await call("POST", it["path"], {}, showing(it["secret"]))).status == 403


async def test_of_many_calls_at_once_one_runs(call: Call):
    it = await armed(call)
    replies = await asyncio.gather(*(call("POST", it["path"], {"n": n}, showing(it["secret"])) for n in range(8)))
    assert sorted(reply.status for reply in replies) == [200] + [403] * 7
    history = (await call("GET", f"/api/workflows/{it['workflow']}/executions")).body["executions"]
    assert len(history) == 1


async def test_a_graph_that_cannot_run_keeps_its_leave(call: Call):
    it = await armed(call)
    broken = {"blocks": [{"id": "c", "type": "code", "config": {}}], "edges": []}
    assert (await call("PUT", f"/api/workflows/{it['workflow']}/graph", broken, draft="true")).status == 200
    refused = await call("POST", it["path"], {}, showing(it["secret"]))
    assert (refused.status, refused.body["code"]) == (400, "invalid_graph")
    assert (await call("PUT", f"/api/workflows/{it['workflow']}/graph", ECHO)).status == 200
    assert (await call("POST", it["path"], {}, showing(it["secret"]))).status == 200


async def test_a_large_body_is_refused_before_anything_else(call: Call, powa: Powa):
    powa.settings.webhook_max_body = 100
    it = await armed(call)
    refused = await call("POST", it["path"], b'{"x": "' + b"y" * 200 + b'"}', showing(it["secret"]))
    assert refused.status == 413
    assert (await call("POST", it["path"], {}, showing(it["secret"]))).status == 200


async def test_who_guesses_secrets_is_slowed_and_others_are_not(call: Call, powa: Powa):
    powa.settings.webhook_mistakes = 3
    it = await armed(call)
    guesser = Asker(None, headers={"Authorization": "Bearer no"}, remote="10.0.0.1")
    statuses = [(await call("POST", it["path"], {}, guesser)).status for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    same_address = Asker(None, headers={"Authorization": f"Bearer {it['secret']}"}, remote="10.0.0.1")
    assert (await call("POST", it["path"], {}, same_address)).status == 200


async def test_a_failed_block_is_told_with_200_and_a_run_that_breaks_with_its_execution(call: Call, powa: Powa):
    failing = {"blocks": [{"id": "c", "type": "code", "config": {"code": "1 / 0"}}], "edges": []}
    it = await armed(call, failing)
    reply = await call("POST", it["path"], {}, showing(it["secret"]))
    assert (reply.status, reply.body["status"]) == (200, "failed")
    powa.settings.execution_timeout = 0.2
    slow = {"blocks": [{"id": "c", "type": "code", "config": {"code": "while True: pass"}}], "edges": []}
    it = await armed(call, slow)
    reply = await call("POST", it["path"], {}, showing(it["secret"]))
    assert (reply.status, reply.body["code"]) == (504, "timeout")
    assert reply.body["execution_id"]


async def test_the_same_key_gets_the_first_reply_though_the_leave_is_used_up(call: Call):
    it = await armed(call)
    asker = showing(it["secret"], **{"Idempotency-Key": "order-7"})
    first, second = [await call("POST", it["path"], {"n": 1}, asker) for _ in range(2)]
    assert (first.status, second.body) == (200, first.body)
    other = await call("POST", it["path"], {"n": 2}, asker)
    assert (other.status, other.body["code"]) == (422, "idempotency_key_reused")


async def test_a_signed_call_needs_no_secret_and_its_id_is_its_key(call: Call, powa: Powa, tmp_path):
    powa.vault = type(powa.vault)(tmp_path / "secrets.json")
    key = base64.b64encode(b"k" * 24).decode()
    powa.vault.put("partner", f"whsec_{key}", ["partner.example"])
    graph = {
        **ECHO,
        "blocks": [{"id": "hook", "type": "webhook", "config": {"signing_secret": "partner"}}, ECHO["blocks"][1]],
    }
    it = await armed(call, graph)
    raw, moment = b'{"n": 1}', str(int(time.time()))
    signed = base64.b64encode(hmac.new(b"k" * 24, f"msg_1.{moment}.".encode() + raw, sha256).digest()).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": moment, "webhook-signature": f"v1,AAAA v1,{signed}"}
    assert (await call("POST", it["path"], raw, showing(it["secret"]))).status == 401
    assert (await call("POST", it["path"], b'{"n": 2}', Asker(None, headers=headers))).status == 401
    first = await call("POST", it["path"], raw, Asker(None, headers=headers))
    again = await call("POST", it["path"], raw, Asker(None, headers=headers))
    assert (first.status, again.body) == (200, first.body)


async def test_a_signed_call_that_is_sent_again_under_another_key_starts_nothing(call: Call, powa: Powa, tmp_path):
    powa.settings.single_use_webhooks = False
    powa.vault = type(powa.vault)(tmp_path / "secrets.json")
    powa.vault.put("partner", "plain key", ["partner.example"])
    hook = {"id": "hook", "type": "webhook", "config": {"signing_secret": "partner"}}
    it = await armed(call, {**ECHO, "blocks": [hook, ECHO["blocks"][1]]})
    assert (await call("POST", f"/api/workflows/{it['workflow']}/deploy")).status == 200
    moment = str(int(time.time()))
    made_of = base64.b64encode(hmac.new(b"plain key", f"msg_1.{moment}.{{}}".encode(), sha256).digest()).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": moment, "webhook-signature": f"v1,{made_of}"}
    askers = [Asker(None, headers={**headers, **more}) for more in ({}, {"Idempotency-Key": "mine"})]
    replies = [await call("POST", it["path"], b"{}", asker) for asker in askers]
    assert replies[0].status == 200 and replies[1].body == replies[0].body


async def test_a_stored_secret_that_holds_no_key_is_told_before_it_is_needed(call: Call, powa: Powa, tmp_path):
    powa.vault = type(powa.vault)(tmp_path / "secrets.json")
    powa.vault.put("partner", "whsec_", ["partner.example"])
    hook = {"id": "hook", "type": "webhook", "config": {"signing_secret": "partner"}}
    workflow = await made(call, {**ECHO, "blocks": [hook, ECHO["blocks"][1]]})
    for verb in ("arm", "deploy"):
        refused = await call("POST", f"/api/workflows/{workflow}/{verb}")
        assert refused.status == 400 and "'partner' can check no signature" in refused.body["error"]


async def test_a_workflow_whose_signing_secret_is_not_stored_is_not_armed_and_takes_no_call(
    call: Call, powa: Powa, tmp_path
):
    powa.vault = type(powa.vault)(tmp_path / "secrets.json")
    hook = {"id": "hook", "type": "webhook", "config": {"signing_secret": "partner"}}
    graph = {**ECHO, "blocks": [hook, ECHO["blocks"][1]]}
    workflow = await made(call, graph)
    refused = await call("POST", f"/api/workflows/{workflow}/arm")
    assert (refused.status, refused.body["code"]) == (404, "secret_not_found")
    powa.vault.put("partner", "whsec_AAAA", ["partner.example"])
    it = await armed(call, graph)
    powa.vault.delete("partner")
    told = await call("POST", it["path"], {}, showing(it["secret"]))
    assert told.status == 401 and "partner" not in told.json.decode()


async def test_where_the_settings_say_so_a_deployed_workflow_takes_any_number_of_calls(call: Call, powa: Powa):
    powa.settings.single_use_webhooks = False
    it = await armed(call)
    assert (await call("POST", f"/api/workflows/{it['workflow']}/deploy")).status == 200
    statuses = [(await call("POST", it["path"], {}, showing(it["secret"]))).status for _ in range(3)]
    assert statuses == [200] * 3


async def test_where_the_settings_say_so_code_is_not_started_from_outside(call: Call, powa: Powa):
    block = {"id": "c", "type": "code", "config": {"code": "1"}}
    workflow = await made(call, {"blocks": [block], "edges": []})
    mapped = {"id": "m", "type": "map", "config": {"workflow": workflow, "items": [1]}}
    outer = await made(call, {"blocks": [mapped], "edges": []})
    powa.settings.allow_code_in_webhooks = False
    for place, verb in ((workflow, "arm"), (workflow, "deploy"), (outer, "arm"), (outer, "deploy")):
        refused = await call("POST", f"/api/workflows/{place}/{verb}")
        assert (refused.status, refused.body["code"]) == (403, "code_not_allowed")
