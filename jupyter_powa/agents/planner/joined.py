"""Which tables have one row for each row of another, and on which columns they are joined."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from jupyter_powa.model.agents import Relationship

Edge = tuple[str, tuple[str, ...], str, tuple[str, ...]]
"""A table and its columns, and the other table and its columns."""


class Reach:
    """The relationships of a context, by direction."""

    def __init__(self, relationships: Iterable[Relationship]) -> None:
        self._one: dict[str, list[Edge]] = {}
        self._any: dict[str, list[Edge]] = {}
        for one in relationships:
            edge = (one.table, tuple(one.columns), one.other_table, tuple(one.other_columns))
            back = (edge[2], edge[3], edge[0], edge[1])
            if one.table == one.other_table:
                continue
            self._any.setdefault(edge[0], []).append(edge)
            self._any.setdefault(back[0], []).append(back)
            if one.cardinality in ("many_to_one", "one_to_one"):
                self._one.setdefault(edge[0], []).append(edge)
            if one.cardinality in ("one_to_many", "one_to_one"):
                self._one.setdefault(back[0], []).append(back)

    def to_one(self, start: str) -> dict[str, list[Edge]]:
        """The tables with one row for each row of this one, and the way to each."""
        return self._search(start, self._one, 4)

    def ways(self, start: str) -> dict[str, list[Edge]]:
        """Every table that is joined to this one at all, and the shortest way to each."""
        return self._search(start, self._any, 4)

    def doubled(self, edge: Edge) -> list[Edge]:
        """The other ways to join the same two tables directly."""
        return [one for one in self._any.get(edge[0], ()) if one[2] == edge[2] and one != edge]

    @staticmethod
    def _search(start: str, edges: dict[str, list[Edge]], longest: int) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = {start: []}
        waiting = deque([start])
        while waiting:
            table = waiting.popleft()
            for edge in edges.get(table, ()) if len(found[table]) < longest else ():
                if edge[2] not in found:
                    found[edge[2]] = [*found[table], edge]
                    waiting.append(edge[2])
        return found
