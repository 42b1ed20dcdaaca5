"""What a cell gives to a run, looked at before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.code import inside_block
from jupyter_powa.blocks.form import messages
from jupyter_powa.blocks.refs import find
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.plan import Budget, Terms
from jupyter_powa.model.workflow import Graph


def looked_at(given: Mapping[str, Any], graph: Graph, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a run; raises BadRequest for a name that nothing in the graph uses, or a value that cannot be kept.

    Refuses to start a run from within a block: that one would wait for its own end.
    """
    if inside_block():
        raise BadRequest("A Python block cannot run a workflow: run it from a cell, or add its blocks to this one.")
    declared = _declared(graph)
    used = {ref.path[0] if ref.name == "variables" and ref.path else ref.name for ref in find(_configs(graph))}
    for name, value in given.items():
        if declared and name not in declared and name not in used and name not in variables:
            close = get_close_matches(name, declared, 1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise BadRequest(f"There is no input {name!r}; the inputs are: {', '.join(declared)}.{hint}")
        _keepable(name, value)
    return dict(given)


def terms_of(trial: int | None, budget: Mapping[str, float] | None) -> Terms | None:
    """On which terms a cell wants a run, None where it says nothing; raises BadRequest for a number that is none."""
    if trial is not None and (type(trial) is not int or trial < 1):
        raise BadRequest(
            f"trial is a number of rows from 1 on, not {trial!r}. An input of that name: run({{'trial': …}})."
        )
    if budget is None:
        return None if trial is None else Terms(trial=trial)
    try:
        return Terms(trial=trial, budget=Budget.model_validate(budget))
    except ValidationError as error:
        words = "; ".join(messages(error))
        said = 'Write {"usd": 1.5}, {"tokens": 100_000} or {"seconds": 600}.'
        raise BadRequest(f"budget: {words}. {said}") from None


def _declared(graph: Graph) -> list[str]:
    names: dict[str, None] = {}
    for block in graph.blocks:
        kind = catalog().get(block.type)
        if kind is not None and kind.entry:
            names |= dict.fromkeys(block.config.get("input") or ())
    return list(names)


def _configs(graph: Graph) -> list[Any]:
    return [block.config for block in graph.blocks]


def _keepable(name: str, value: Any) -> None:
    try:
        to_json(value)
    except (PydanticSerializationError, ValueError, UnicodeEncodeError):
        raise BadRequest(
            f"The input {name!r} is a {type(value).__name__}, and inputs are plain values that are kept with the run. "
            "A SQL or Python block sees the notebook's frames and objects by name."
        ) from None
