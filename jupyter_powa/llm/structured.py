"""An answer that fits a JSON schema: checked here, whatever the model promises, and repaired by asking again."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from jupyter_powa.errors import BlockError, ModelError
from jupyter_powa.limits import Limit
from jupyter_powa.llm.base import Ask, Delta, Llm, ModelMessage, Reply, Usage

REPAIRS: Limit[int] = 2
"""Times that a model is told what is wrong with its answer. Source: ours."""
_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)


def check_schema(schema: dict[str, Any]) -> None:
    """Raises BlockError where a schema is none."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise BlockError(f"schema: it is not a JSON schema: {error.message}.", code="invalid_config") from None


async def structured(llm: Llm, ask: Ask) -> AsyncIterator[Delta | tuple[Any, Reply]]:
    """The pieces of the answers, and last the value with the Reply that held it; raises ModelError."""
    schema = ask.schema or {}
    words = f"Answer with JSON alone, fitting this JSON schema: {json.dumps(schema, ensure_ascii=False)}"
    messages = [ModelMessage("system", words), *ask.messages]
    spent, said, wrong = Usage(0, 0, 0.0), "", ""
    for _ in range(REPAIRS + 1):
        reply: Reply | None = None
        async for piece in llm.stream(replace(ask, messages=messages)):
            if isinstance(piece, Reply):
                reply = piece
            else:
                yield piece
        if reply is None:
            raise ModelError("The model gave no answer.", code="model_empty")
        spent, said = spent + reply.usage, reply.message.content
        value, wrong = read(reply, schema)
        if not wrong:
            yield value, replace(reply, usage=spent)
            return
        again = f"That does not fit: {wrong}. Answer again, with the corrected JSON alone."
        messages = [*messages, reply.message, ModelMessage("user", again)]
    text = f"The answer does not fit the schema, after {REPAIRS} corrections: {wrong}."
    raise ModelError(text, code="schema_mismatch", partial=said)


@lru_cache(maxsize=64)
def _validator(schema: str) -> Any:
    """What checks a schema, given as JSON: making one takes longer than to use it."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema))


def read(reply: Reply, schema: dict[str, Any]) -> tuple[Any, str]:
    """The JSON value of an answer, and what is wrong with it; empty where nothing is."""
    if reply.finish == "length":
        return None, "it is cut off by the limit of tokens"
    text = reply.message.content.strip()
    if found := _FENCED.search(text):
        text = found.group(1)
    try:
        value = json.loads(text)
    except ValueError as error:
        return None, f"it is not JSON: {error}"
    errors = sorted(_validator(json.dumps(schema)).iter_errors(value), key=lambda error: list(map(str, error.path)))
    told = [f"{'.'.join(map(str, error.path)) or 'the value'}: {error.message[:300]}" for error in errors[:5]]
    return value, "; ".join(told)
