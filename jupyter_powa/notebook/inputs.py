"""What a cell gives to a run, looked at before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Literal, TypedDict

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.code import inside_block
from jupyter_powa.blocks.form import messages
from jupyter_powa.blocks.refs import find
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.plan import Budget, RunPart, Terms
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


class Asked(TypedDict, total=False):
    """What may be said of a run beside its inputs."""

    trial: int | None
    """Rows that a step reads, at most; nothing is written."""
    budget: Mapping[str, float] | None
    """`usd`, `tokens`, `seconds` that it may use up; it stops then, and `run.resume()` goes on."""
    only: str | None
    """The block that alone is run, on the kept results of what it needs."""
    upto: str | None
    """The block that is run with all that it needs."""
    onward: str | None
    """The block that is run with what depends on it; the rest keeps its results."""
    rerun: Literal["all", "changed"]
    """`changed`: what is kept, and for which nothing has changed, is not run again."""


def asked_of(asked: Asked) -> Terms | None:
    """On which terms a cell wants a run, None where it says nothing; raises BadRequest for words that do not fit."""
    terms = terms_of(asked.pop("trial", None), asked.pop("budget", None)) or Terms()
    try:
        part = RunPart.model_validate({name: value for name, value in asked.items() if value is not None})
    except ValidationError as error:
        words = "; ".join(messages(error))
        raise BadRequest(f"{words}. Blocks are given by name, and `rerun` is 'all' or 'changed'.") from None
    terms.part = None if part.whole else part
    return None if terms == Terms() else terms


def terms_of(trial: int | None, budget: Mapping[str, float] | None) -> Terms | None:
    """What `asked_of` makes of a trial and a budget."""
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
