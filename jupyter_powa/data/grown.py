"""Whether a query joins a value to itself again and again: each time may double it."""

from __future__ import annotations

from typing import Any

from jupyter_powa.data.allowed import words

Tree = dict[str, Any]


REPEATING = words("reduce list_reduce array_reduce")

JOINING = words(
    "|| concat concat_ws list_concat list_cat array_concat array_cat list_value list_pack array_value list_append "
    "list_prepend array_append array_prepend struct_pack row map json_array json_object list_zip array_zip"
)
"""Functions whose value is as large as all that they are given, so that a value joined to itself doubles."""


def repeats(one: Tree) -> bool:
    """Whether what is inside runs again and again on its own result."""
    return one.get("type") == "RECURSIVE_CTE_NODE" or str(one.get("function_name", "")).casefold() in REPEATING


class Growth:
    """Counts, for each expression that joins values, those of them that the query has made itself."""

    def __init__(self, tree: Tree) -> None:
        """Note the columns that the query makes, and the names of real tables."""
        self._made: set[str] = set()
        """Columns that the query makes: only these can have grown before."""
        self._sources: list[tuple[str, str]] = []
        self._own: set[str] = set()
        self._inside: set[int] = set()
        for one in _all(tree):
            self._note(one)
        own = {alias for alias, name in self._sources if name in self._own} | self._own
        self._tables = {alias for alias, _ in self._sources} - own
        """What real tables are called here: their columns have not grown."""

    def _note(self, one: Tree) -> None:
        if one.get("type") == "BASE_TABLE":
            path = [str(part).casefold() for part in one.get("qualified_name", {}).get("path", [""])]
            self._sources.append((str(one.get("alias") or path[-1]).casefold(), path[-1]))
        elif "class" in one and one.get("alias"):
            self._made.add(str(one["alias"]).casefold())
        elif one.get("class") == "LAMBDA":
            self._made.update(str(column["column_names"][-1]).casefold() for column in _all(one["lhs"], "column_names"))
        for names in (one.get("aliases"), one.get("column_name_alias"), one.get("unpivot_names")):
            self._made.update(str(name).casefold() for name in names or ())
        self._own.update(str(entry["key"]).casefold() for entry in one.get("map", ()))

    def of(self, one: Tree) -> int:
        """How many times as large as one of its values this expression may be; 1 for what joins nothing."""
        if not _joins(one) or id(one) in self._inside:
            return 1
        grown = 0
        for inner in _all(one):
            if _joins(inner):
                self._inside.add(id(inner))
            if inner.get("class") == "STAR" or (inner.get("class") == "COLUMN_REF" and self._is_made(inner)):
                grown += 1
        return max(grown, 1)

    def _is_made(self, column: Tree) -> bool:
        *before, name = (str(part).casefold() for part in column["column_names"])
        if before and before[0] in self._tables:
            return False
        return name in self._made or not name.replace("_", "").isalnum()


def _all(tree: Any, key: str = "") -> list[Tree]:
    """Every part of the tree (that has the key)."""
    found: list[Tree] = []
    waiting: list[Any] = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if not key or key in one:
                found.append(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return found


def _joins(one: Tree) -> bool:
    if one.get("class") == "OPERATOR" and one.get("type") == "ARRAY_CONSTRUCTOR":
        return True
    return one.get("class") == "FUNCTION" and str(one.get("function_name", "")).casefold() in JOINING
