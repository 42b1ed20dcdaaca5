"""Tables and what they mean, as a cell says it, put as the API takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Tables = Iterable[str] | Mapping[str, Any]
"""Names of tables; or for each its columns, as names, as meanings by name, or as in the API: {"description": …}."""


def chosen(tables: Tables) -> list[dict[str, Any]]:
    """Tables as the API takes them."""
    if isinstance(tables, str):
        return [{"name": tables}]
    if not isinstance(tables, Mapping):
        return [{"name": name} for name in tables]
    return [{"name": name, **_columns(told)} for name, told in tables.items()]


def _columns(told: Any) -> dict[str, Any]:
    """One table: None or text is its meaning, names are its columns, a mapping is the meaning of each."""
    if told is None or isinstance(told, str):
        return {} if told is None else {"description": told}
    if not isinstance(told, Mapping):
        return {"columns": [{"name": name} for name in told]}
    if set(told) <= {"description", "columns"}:
        columns = {} if "columns" not in told else _columns(told["columns"])
        return {**columns, **({"description": told["description"]} if "description" in told else {})}
    return {"columns": [{"name": name, **meaning(words)} for name, words in told.items()]}


def meaning(told: Any) -> dict[str, Any]:
    """One column: words are its description."""
    return dict(told) if isinstance(told, Mapping) else {"description": told}
