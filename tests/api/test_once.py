"""A request with an Idempotency-Key is done once."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_powa.api.once import LONGEST
from jupyter_powa.api.route import Asker
from tests.conftest import Call

GRAPH = {
    "blocks": [{"id": "c", "type": "code", "config": {"code": "import time; time.sleep(0.05); output = time.time()"}}],
    "edges": [],
}


def keyed(key: str) -> Asker:
    return Asker(None, headers={"Idempotency-Key": key})


@pytest.fixture
async def workflow(call: Call) -> str:
    return (await call("POST", "/api/workflows", {"name": "w", **GRAPH})).body["id"]


async def test_the_same_request_again_gets_the_first_reply(call: Call, workflow: str):
    path = f"/api/workflows/{workflow}/execute"
    first = await call("POST", path, {"input": {"a": 1}}, keyed("k"))
    second = await call("POST", path, {"variables": {"a": 1}}, keyed("k"))
    assert (first.status, second.body) == (200, first.body)
    third = await call("POST", path, {"input": {"a": 1}}, keyed("other"))
    assert third.body["execution_id"] != first.body["execution_id"]


async def test_the_order_of_keys_makes_no_other_request(call: Call, workflow: str):
    path = f"/api/workflows/{workflow}/execute"
    first = await call("POST", path, b'{"input": {"a": 1, "b": {"c": 2, "d": 3}}}', keyed("k"))
    second = await call("POST", path, b'{"input": {"b": {"d": 3, "c": 2}, "a": 1}}', keyed("k"))
    assert (first.status, second.body) == (200, first.body)


async def test_many_at_once_start_one_execution_and_all_get_its_reply(call: Call, workflow: str):
    path = f"/api/workflows/{workflow}/execute"
    replies = await asyncio.gather(*(call("POST", path, {}, keyed("k")) for _ in range(6)))
    assert {reply.body["execution_id"] for reply in replies} == {replies[0].body["execution_id"]}
    assert len((await call("GET", f"/api/workflows/{workflow}/executions")).body["executions"]) == 1


async def test_a_key_for_another_request_is_refused(call: Call, workflow: str):
    path = f"/api/workflows/{workflow}/executions"
    first = await call("POST", path, {"input": {"a": 1}}, keyed("k"))
    assert first.status == 202
    assert (await call("POST", path, {"input": {"a": 1}}, keyed("k"))).body["execution_id"] == first.body[
        "execution_id"
    ]
    refused = await call("POST", path, {"input": {"a": 2}}, keyed("k"))
    assert (refused.status, refused.body["code"]) == (422, "idempotency_key_reused")


async def test_a_stream_with_the_same_key_follows_the_first_execution(call: Call, workflow: str):
    path = f"/api/workflows/{workflow}/execute/stream"
    streams = [await call("POST", path, {}, keyed("k")) for _ in range(2)]
    ends = []
    for stream in streams:
        assert stream.stream is not None
        ends.append([event async for event in stream.stream][-1])
    assert ends[0]["execution_id"] == ends[1]["execution_id"] and ends[0]["output"] == ends[1]["output"]


@pytest.mark.parametrize("key", ["", "x" * (LONGEST + 1), "a\x00b"])
async def test_what_is_no_key_is_refused(call: Call, workflow: str, key: str):
    assert (await call("POST", f"/api/workflows/{workflow}/execute", {}, keyed(key))).status == 400
