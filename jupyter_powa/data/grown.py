"""Whether a query joins a value to itself again and again: each time may double it."""

from __future__ import annotations

from typing import Any

from jupyter_powa.data.allowed import STATEMENTS, words

Tree = dict[str, Any]


REPEATING = words("reduce list_reduce array_reduce")

JOINING = words(
    "|| concat concat_ws list_concat list_cat array_concat array_cat list_value list_pack array_value list_append "
    "list_prepend array_append array_prepend array_push_back array_push_front struct_pack row map json_array "
    "json_object list_zip array_zip struct_concat struct_insert struct_update map_concat overlay"
)
"""Functions whose value is as large as all that they are given, so that a value joined to itself doubles."""

OUTER = 1_000
"""What a lambda counts that puts a value from outside, which may have grown, in each place of a list."""


def repeats(one: Tree) -> bool:
    """Whether what is inside runs again and again on its own result."""
    return one.get("type") == "RECURSIVE_CTE_NODE" or str(one.get("function_name", "")).casefold() in REPEATING


class Growth:
    """Counts, for each expression that joins values, those of them that may have grown before.

    A real column has not; one that the query makes, by an alias or by itself, may have.
    """

    def __init__(self, tree: Tree, columns: frozenset[str]) -> None:
        """`columns`: those of real tables, in small letters."""
        self._made = {"unnest"}
        """Names of columns that the query makes."""
        self._own: set[str] = set()
        """Names of tables that the query makes."""
        self._sources: list[tuple[str, str]] = []
        self._inside: set[int] = set()
        for one in _all(tree):
            self._note(one)
        self._own |= {alias for alias, name in self._sources if name in self._own}
        self._tables = {alias for alias, _ in self._sources} - self._own
        self._real = columns - self._made - self._own

    def _note(self, one: Tree) -> None:
        alias = str(one.get("alias", "")).casefold()
        if one.get("type") == "BASE_TABLE":
            path = [str(part).casefold() for part in one.get("qualified_name", {}).get("path", [""])]
            self._sources.append((alias or path[-1], path[-1]))
        elif "class" in one:
            self._made.add(alias)
        else:
            self._own.add(alias)
        if one.get("class") == "LAMBDA":
            self._made.update(_parameters(one))
            self._inside.update(map(id, _all(one["lhs"])))  # two parameters look like a row of two values
        for names in (one.get("aliases"), one.get("column_name_alias"), one.get("unpivot_names")):
            self._made.update(str(name).casefold() for name in names or ())
        if one.get("type") == "PIVOT":  # its columns are called after values
            self._made.update(str(entry.get("text", "")).casefold() for entry in _all(one) if "kind" in entry)
        elif one.get("type") == "EXPRESSION_LIST":
            self._made.update(f"col{place}" for place in range(len((one.get("values") or [[]])[0])))
        self._made.update(str(argument.get("name", "")).casefold() for argument in one.get("arguments", ()))
        self._own.update(str(entry["key"]).casefold() for entry in one.get("map", ()))

    def of(self, one: Tree) -> int:
        """How many times as large as one of its values this expression may be; 1 for what joins nothing."""
        if one.get("class") == "LAMBDA":
            outer = [column for column in self._grown(one.get("expr")) if _name(column) not in _parameters(one)]
            return OUTER if outer else 1
        if not _joins(one) or id(one) in self._inside:
            return 1
        self._inside.update(id(inner) for inner in _all(one, False) if _joins(inner))
        return len(self._grown(one))

    def _grown(self, tree: Any) -> list[Tree]:
        """What in an expression may have grown before."""
        return [
            inner
            for inner in _all(tree, False)
            if inner.get("class") in ("STAR", "SUBQUERY")
            or (inner.get("class") == "COLUMN_REF" and self._is_made(inner))
        ]

    def _is_made(self, column: Tree) -> bool:
        first, *_, last = (str(part).casefold() for part in (*column["column_names"], column["column_names"][-1]))
        return first not in self._tables and first not in self._real and last not in self._real


def _all(tree: Any, deep: bool = True) -> list[Tree]:
    """Every part of the tree; without those of queries inside it, where it is not `deep`."""
    found: list[Tree] = []
    waiting: list[Any] = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict) and (deep or one.get("type") not in STATEMENTS):
            found.append(one)
            waiting.extend(one.values())
    return found


def _name(column: Tree) -> str:
    return str((column.get("column_names") or [""])[0]).casefold()


def _parameters(one: Tree) -> set[str]:
    """The names of a lambda's parameters."""
    return {str(column["column_names"][-1]).casefold() for column in _all(one["lhs"]) if "column_names" in column}


def _joins(one: Tree) -> bool:
    if one.get("class") == "OPERATOR" and one.get("type") == "ARRAY_CONSTRUCTOR":
        return True
    return one.get("class") == "FUNCTION" and str(one.get("function_name", "")).casefold() in JOINING
