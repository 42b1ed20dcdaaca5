"""What is odd about a block's options is told before anything runs."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_powa.engine.check import check
from jupyter_powa.model.workflow import Problem
from tests.engine.running import graph_of


def told(kind: str, config: dict[str, Any], **options: Any) -> list[Problem]:
    graph = graph_of({"it": (kind, config, options)})
    return [problem for problem in check(graph) if problem.code == "invalid_option"]


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"min_rows": 2, "max_rows": 1}, "at least 2 rows and at most 1"),
        ({"columns": [{"name": "a"}, {"name": "a"}]}, "the column 'a' is listed 2 times"),
        ({"columns": [{"name": "a", "min": 2, "max": 1}]}, "column 'a': at least 2 and at most 1"),
    ],
)
def test_a_contract_that_nothing_fits_stops_a_run(expect: dict[str, Any], words: str) -> None:
    (problem,) = told("code", {"code": "1"}, expect=expect)
    assert problem.message == f"Block 'it': nothing fits its contract: {words}."
    assert (problem.stops, problem.block_id, problem.field) == (True, "it", "expect")


@pytest.mark.parametrize(
    ("kind", "config", "options"),
    [
        ("input", {}, {"retry": {}}),
        ("webhook", {}, {"retry": {}}),
        ("input", {}, {"expect": {}}),
        ("condition", {"if": "True"}, {"expect": {}}),
        ("code", {"code": "1"}, {"retry": {"on": ["timeout"]}}),
    ],
)
def test_an_option_that_does_nothing_is_warned_of(kind: str, config: dict[str, Any], options: dict[str, Any]) -> None:
    (problem,) = told(kind, config, **options)
    assert not problem.stops and problem.field in options


def test_sensible_options_are_no_problem() -> None:
    options = {"timeout": 5, "retry": {"on": ["timeout"]}, "expect": {"min_rows": 1, "max_rows": 1}}
    assert told("code", {"code": "1"}, **options) == []
