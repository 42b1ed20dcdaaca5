"""Answers that fit a JSON schema."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jupyter_powa.errors import BlockError, ModelError
from jupyter_powa.llm.base import Delta, Llm, Reply
from jupyter_powa.llm.scripted import ScriptedLlm
from jupyter_powa.llm.structured import REPAIRS, check_schema, structured
from tests.llm.conftest import ASK
from tests.llm.server import ModelServer

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


async def value_of(llm: Llm, schema: dict[str, Any] = SCHEMA) -> tuple[Any, Reply]:
    ends = [end async for end in structured(llm, replace(ASK, schema=schema)) if not isinstance(end, Delta)]
    return ends[0]


@pytest.mark.parametrize(
    "text", ['{"city": "Oslo"}', '```json\n{"city": "Oslo"}\n```', 'So:\n```\n{"city": "Oslo"}\n```']
)
async def test_an_answer_that_fits_is_the_value(text: str) -> None:
    assert (await value_of(ScriptedLlm([text])))[0] == {"city": "Oslo"}


async def test_a_model_is_told_what_is_wrong_and_asked_again(model: Any, server: ModelServer) -> None:
    value, reply = await value_of(model("json at the second try"))
    assert value == {"city": "Oslo"} and reply.usage.completion_tokens == 14  # both answers count
    assert server.asked[0]["response_format"]["json_schema"]["schema"] == SCHEMA
    assert "not JSON" in server.asked[1]["messages"][-1]["content"]


async def test_after_some_corrections_it_is_a_failure_that_says_what_does_not_fit(
    model: Any, server: ModelServer
) -> None:
    with pytest.raises(ModelError, match="city: 3 is not of type 'string'") as failure:
        await value_of(model("never json"))
    assert (failure.value.code, len(server.asked)) == ("schema_mismatch", REPAIRS + 1)
    assert failure.value.partial == '{"city": 3}'


async def test_an_answer_that_was_cut_is_never_taken_as_whole(model: Any) -> None:
    with pytest.raises(ModelError, match="cut off"):
        await value_of(model("cut by length"))


def test_a_schema_that_is_none_is_refused() -> None:
    with pytest.raises(BlockError, match="schema"):
        check_schema({"type": "objekt"})
