"""The config that `llm` and `agent` share."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_powa.blocks.agent import AgentBlock
from jupyter_powa.blocks.base import Needs
from jupyter_powa.blocks.conversation import ids
from jupyter_powa.blocks.llm import LlmBlock


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (None, []),
        ("", []),
        ("a", ["a"]),
        (["a", "b"], ["a", "b"]),
        ([{"id": "a"}, {"name": "B"}], ["a", "B"]),
        ({"id": "a", "name": "x"}, ["a"]),
    ],
)
def test_knowledge_bases_may_be_written_in_several_ways(written: Any, read: list[str]) -> None:
    assert ids(written) == read


@pytest.mark.parametrize("kind", [AgentBlock, LlmBlock])
@pytest.mark.parametrize(
    ("config", "needs"),
    [
        ({}, Needs(models=("",))),
        ({"model": "m", "knowledge_bases": ["k", {"id": "l"}]}, Needs(models=("m",), knowledge_bases=("k", "l"))),
        ({"agent_id": "a", "model": "m", "knowledge_bases": ["k"]}, Needs(agents=("a",))),
    ],
)
def test_a_stored_agent_brings_all_that_is_needed(kind: Any, config: dict[str, Any], needs: Needs) -> None:
    asked = kind.needs(config)
    assert asked is not None
    assert asked._replace(sql_agents=False) == needs
    assert asked.sql_agents == (kind is AgentBlock and "agent_id" in config)  # it may be a SQL agent's word, too


@pytest.mark.parametrize("word", ["prompt", "input", "message"])
def test_the_question_has_three_names(word: str) -> None:
    assert AgentBlock.model_validate({word: "x"}).prompt == "x"


def test_its_first_fields_are_those_that_a_cell_fills_by_place() -> None:
    assert list(LlmBlock.model_fields)[:2] == list(AgentBlock.model_fields)[:2] == ["model", "prompt"]
