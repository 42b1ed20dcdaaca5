from __future__ import annotations

from typing import Any

import pytest

from jupyter_powa.blocks.input import TYPES
from tests.engine.running import one


async def test_the_runs_variables_lie_over_the_defaults() -> None:
    it = await one("input", {"input": {"city": "Bonn", "limit": 10}}, {"limit": 3, "more": True})
    assert it.output == {"city": "Bonn", "limit": 3, "more": True}


async def test_a_type_word_is_no_default() -> None:
    it = await one("starter", {"input": {"city": "string"}})
    assert it.failed["it"].code == "missing_input"
    assert "'city' (string)" in it.failed["it"].error
    assert it.done.status == "failed"


GOOD = {"string": "x", "number": 1.5, "integer": 2, "boolean": True, "object": {}, "array": [1]}


@pytest.mark.parametrize("word", TYPES)
async def test_a_variable_must_be_of_its_type(word: str) -> None:
    assert (await one("input", {"input": {"v": word}}, {"v": GOOD[word]})).output == {"v": GOOD[word]}
    for other, value in GOOD.items():
        if other != word and {other, word} != {"number", "integer"}:
            it = await one("input", {"input": {"v": word}}, {"v": value})
            assert it.failed["it"].code == "invalid_input", (word, value)


async def test_a_whole_number_is_a_number_but_a_boolean_is_not() -> None:
    assert (await one("input", {"input": {"v": "number"}}, {"v": 3})).output == {"v": 3}
    assert (await one("input", {"input": {"v": "number"}}, {"v": True})).failed["it"].code == "invalid_input"


async def test_a_default_may_refer_to_a_variable() -> None:
    it = await one("manual", {"input": {"greeting": "Hello {{name}}", "same": "{{n}}"}}, {"name": "Ada", "n": 5})
    assert it.output == {"greeting": "Hello Ada", "same": 5, "name": "Ada", "n": 5}


@pytest.mark.parametrize(
    "config", [{"schedule_enabled": True, "schedule_type": "cron", "schedule_cron": "0 * * * *"}, {}]
)
async def test_a_schedule_is_kept_and_does_no_harm(config: dict[str, Any]) -> None:
    assert (await one("input", config, {"x": 1})).output == {"x": 1}
