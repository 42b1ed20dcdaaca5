"""What can be asked about rows: every verb of this folder, found by looking in it.

A verb is an async generator: it takes a Look and its form, and yields pieces, each some plain values and maybe bytes.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple, get_type_hints

from pydantic import BaseModel, ValidationError

from jupyter_powa.errors import BadRequest
from jupyter_powa.explore.look import Look


class Piece(NamedTuple):
    """A part of an answer: plain JSON values, and rows as Arrow where there are any."""

    told: dict[str, Any]
    data: bytes | None = None


Ask = Callable[[Look, Any], AsyncIterator[Piece]]


class Verb(NamedTuple):
    """Something that can be asked: its form and its work."""

    form: type[BaseModel]
    ask: Ask


def verb(ask: Ask) -> Ask:
    """Make a verb of an async generator; its name is the function's."""
    ask.__dict__["is_verb"] = True
    return ask


@cache
def verbs() -> dict[str, Verb]:
    """Every verb by its name."""
    package = import_module(__package__ or "jupyter_powa.explore")
    found = {}
    for info in iter_modules(package.__path__):
        for name, item in vars(import_module(f"{package.__name__}.{info.name}")).items():
            if getattr(item, "is_verb", False) and inspect.isasyncgenfunction(item):
                found[name] = Verb(list(get_type_hints(item).values())[1], item)
    return found


def asked(look: Look, name: str, arguments: dict[str, Any]) -> AsyncIterator[Piece]:
    """The pieces of an answer; raises BadRequest for a verb or a form that does not fit."""
    if (found := verbs().get(name)) is None:
        raise BadRequest(f"There is no {name!r} to ask for; there are: {', '.join(sorted(verbs()))}.")
    try:
        form = found.form.model_validate(arguments)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadRequest(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    return found.ask(look, form)
