"""How tables belong together: the shortest ways over declared keys and told relationships."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable

from jupyter_powa.model.agents import Relationship

LONG = 4
"""Joins of the longest way that is looked for: a longer one is seldom what is meant."""


class Joins:
    """The relationships of a context as a graph of tables."""

    def __init__(self, relationships: Iterable[Relationship]) -> None:
        self._next: dict[str, list[tuple[str, Relationship]]] = {}
        for one in relationships:
            self._next.setdefault(one.table, []).append((one.other_table, one))
            self._next.setdefault(one.other_table, []).append((one.table, one))

    def way(self, start: str, end: str) -> list[Relationship]:
        """The shortest way from one table to the other; empty where there is none, or they are the same."""
        came: dict[str, tuple[str, Relationship] | None] = {start: None}
        waiting = deque([(start, 0)])
        while waiting:
            table, length = waiting.popleft()
            if table == end:
                break
            for other, by in self._next.get(table, ()) if length < LONG else ():
                if other not in came:
                    came[other] = (table, by)
                    waiting.append((other, length + 1))
        way: list[Relationship] = []
        step = came.get(end)
        while step is not None:
            way.append(step[1])
            step = came[step[0]]
        return way[::-1]

    def ways(self, tables: list[str]) -> list[Relationship]:
        """The relationships that hold these tables together, each once: of each table to the nearest one before it."""
        found: dict[str, Relationship] = {}
        for place, table in enumerate(tables):
            near = [way for other in tables[:place] if (way := self.way(other, table))]
            for one in min(near, key=len, default=[]):
                found[one.id] = one
        return list(found.values())

    def to(self, table: str, others: Container[str]) -> list[Relationship]:
        """The relationships of this table with others of which it is said that they are there."""
        return [one for other, one in self._next.get(table, ()) if other in others]
