"""Python values as a database takes them."""

from __future__ import annotations

from collections.abc import Callable, KeysView, ValuesView
from typing import Any

from jupyter_powa.errors import BadRequest


def is_column(value: Any) -> bool:
    """Whether it has one dimension: a series or an array."""
    return len(getattr(value, "shape", (0, 0))) == 1


def items_of(value: Any) -> list[Any] | None:
    """The values of a list, a set, a range, a series or an array of one dimension; None where it is none."""
    if isinstance(value, list | tuple | set | frozenset | range | KeysView | ValuesView):
        return list(value)
    tolist: Callable[[], list[Any]] | None = getattr(value, "to_list", None) or getattr(value, "tolist", None)
    return tolist() if tolist is not None and is_column(value) else None


def plain_value(value: Any, said: str) -> Any:
    """The value as a database takes it; raises BadRequest where it is none, as a function."""
    kind = type(value)
    if value is None or kind.__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        return value.item()
    if kind.__module__ in ("builtins", "datetime", "decimal", "uuid") and not callable(value):
        items = items_of(value)
        return value if items is None else items
    if isinstance(value, str | int | float):
        return value
    if (items := items_of(value)) is not None:
        return items
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    if hasattr(value, "to_pytimedelta"):
        return value.to_pytimedelta()
    raise BadRequest(f"{{{said}}} is a {kind.__name__}, which a database has no value for.")
