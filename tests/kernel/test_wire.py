"""What travels between server and kernel."""

from __future__ import annotations

import json

from pydantic import SecretStr

from jupyter_powa.kernel.wire import MAX_EVENT, encode, pack, unpack
from jupyter_powa.model.execution import BlockChunk, BlockComplete
from jupyter_powa.model.plan import Secret
from jupyter_powa.model.wired import from_wire
from tests.kernel.conftest import code


def test_a_plan_arrives_with_its_secrets() -> None:
    plan = code(
        "1", secrets={"key": Secret(value=SecretStr("s3cret"), hosts=["example.com"])}, variables={"a": [1, None]}
    )
    arrived = unpack(json.loads(json.dumps(pack(plan))))
    assert arrived == plan
    assert arrived.secrets["key"].value.get_secret_value() == "s3cret"


def test_an_event_that_is_too_large_is_replaced_by_words() -> None:
    plan = code("1")
    for event in (
        BlockComplete("a", "code", "A", {"output": ["x" * 1_000] * 20_000}, 1.0, input={"I": 1}),
        BlockChunk("a", "code", "A", "x" * 20_000_000),
    ):
        text = encode(event, plan, 1)
        assert len(text) < MAX_EVENT and "too large to show" in text
        assert type(from_wire(json.loads(text))) is type(event)


def test_a_number_that_json_does_not_know_does_not_break_the_message() -> None:
    text = encode(BlockComplete("a", "code", "A", {"output": float("nan")}, 1.0), code("1"), 1)
    assert json.loads(text)["data"] == {"output": "NaN"}
