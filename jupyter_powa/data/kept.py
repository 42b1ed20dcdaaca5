"""How a block's result is kept so that a later run can take it up instead of running the block again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from typing import Any, Protocol

from jupyter_powa.data.base import Databases
from jupyter_powa.data.encode import is_frame
from jupyter_powa.data.relation import Relation
from jupyter_powa.errors import BlockError

MARK = "$kept"
"""What tells a value that is kept as something else from a plain mapping."""

Taker = Callable[[dict[str, Any], Databases], Awaitable[Any]]
"""Gives the value of a form that `stored` wrote, over the databases of this run; raises BlockError where it is gone."""

takers: dict[str, Taker] = {Relation.kept_as: Relation.restored}
"""By the word of a kind of value: how it is taken up again."""


class Keepable(Protocol):
    """A value that is not plain, and yet can be kept: rows of a table that outlives the run."""

    kept_as: str
    """The word of its kind in `takers`."""

    def stored(self) -> dict[str, Any] | None:
        """Itself in plain values; None where it stands on something that ends with its run."""


class Told(Protocol):
    """What is known of a result that was kept."""

    @property
    def data(self) -> Any:
        """What was told of it."""

    @property
    def stored(self) -> dict[str, Any] | None:
        """How it is kept beside that."""


def stored(result: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any] | None:
    """How a result is kept beside what is told of it: {} where that is the whole of it, None where it cannot be."""
    forms: dict[str, Any] = {}
    for name, value in result.items():
        kind = type(value)  # the class alone is asked: a value's own `__getattr__` may do anything
        if hasattr(kind, "kept_as"):
            if (form := value.stored()) is None:
                return None
            forms[name] = {MARK: kind.kept_as, "as": form}
        elif is_frame(value) or not _same(told.get(name), value):
            return None
    return {name: forms.get(name, told.get(name)) for name in result} if forms else {}


async def taken(kept: Told, databases: Databases) -> dict[str, Any]:
    """The result that was kept; raises BlockError (`kept_gone`) where what it stands on is not there any more."""
    if not kept.stored:
        return deepcopy(dict(kept.data))  # the next block may change it in place
    return {name: await _value(form, databases) for name, form in kept.stored.items()}


async def _value(form: Any, databases: Databases) -> Any:
    if not (isinstance(form, dict) and form.keys() == {MARK, "as"}):
        return deepcopy(form)
    if (take := takers.get(form[MARK])) is None:
        raise BlockError(f"Nothing here knows how to take up a {form[MARK]!r} of an earlier run.", code="kept_gone")
    return await take(form["as"], databases)


def _same(told: Any, value: Any) -> bool:
    """Whether what is told of a value is the whole of it: nothing was cut, and nothing turned into text."""
    try:
        return told is value or (told == value) is True
    except Exception:  # arrays and frames inside compare by their own rules
        return False
