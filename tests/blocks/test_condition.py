from __future__ import annotations

from typing import Any

import pytest

from jupyter_powa.blocks.condition import ConditionBlock, branches
from tests.engine.running import Ran, graph_of, one, ran


async def decided(config: dict[str, Any], **values: Any) -> Ran:
    return await one("condition", config, **values)


async def test_an_error_counts_as_false_and_is_logged() -> None:
    it = await decided({"branches": [{"expression": "<a.output.x> > 1"}, {"expression": "<a.output> > 1"}]}, a=5)
    assert it.completed["it"].route == "elif_1"
    assert it.printed("it", "stderr") == "if: `<a.output.x> > 1` <a.output.x> has no value; it counts as false.\n"
    assert it.done.status == "completed"


async def test_a_frame_is_neither_true_nor_false() -> None:
    it = await ran(graph_of({"q": ("sql", {"query": "select 1"}), "it": ("condition", {"expression": "<q.output>"})}))
    assert it.completed["it"].route == "else"
    assert "neither true nor false" in it.printed("it", "stderr")


@pytest.mark.parametrize("value", ["1 or 1 == 1", "' or 1 == 1 or '", "true", "<a.output>", 7])
async def test_what_comes_in_is_a_value_and_never_a_part_of_the_expression(value: Any) -> None:
    for config in (
        {"branches": [{"expression": "<a.output> == 'x'"}]},
        {"branches": [{"expression": "'<a.output>' == 'x'"}]},
        {"expression": "<a.output> == 'x'"},
        {"expression": "{{a}} == 'x'"},
    ):
        assert (await decided(config, a=value)).completed["it"].route == "else"


@pytest.mark.parametrize(("value", "way"), [("o'hara", "if"), ("x", "elif_1"), (3, "elif_2"), ("y", "else")])
async def test_the_older_switch_compares_with_each_case(value: Any, way: str) -> None:
    config = {"mode": "switch", "expression": "<a.output>", "cases": [{"value": "o'hara"}, "x", {"value": 3}]}
    assert (await decided(config, a=value)).completed["it"].route == way
    assert ConditionBlock.handles(config) == ("if", "elif_1", "elif_2", "else")


def test_the_older_forms_are_read_as_branches() -> None:
    assert branches({"expression": "x > 1"}) == [{"expression": "x > 1"}]
    assert branches({"expression": "x", "cases": ["a"]}) == [{"expression": "(x) == 'a'"}]
    assert branches({}) == []


async def test_the_rest_of_a_text_that_was_cut_by_a_line_is_read_too() -> None:
    assert (await decided({"expression": "<a.output> > 1\n"}, a=2)).completed["it"].route == "if"


async def test_what_the_vendors_editor_keeps_beside_the_expressions_is_no_obstacle() -> None:
    branches = [{"id": "5f", "label": "Many", "expression": "<a.output> > 1"}]
    it = await decided({"mode": "if", "branches": branches}, a=2)
    assert it.completed["it"].route == "if"
