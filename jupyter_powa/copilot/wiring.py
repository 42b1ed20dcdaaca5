"""The edges of a graph while it is changed: none twice, none that closes a circle, and places for new blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jupyter_powa.engine.check import in_order
from jupyter_powa.model.workflow import Block, Edge, Graph, Position

ACROSS, DOWN = 260.0, 200.0
"""Pixels between a block and the next one, and between two that stand side by side (contract 5.3)."""
NEAR = 150.0
"""Two blocks that are nearer than this across are pushed apart downwards (contract 5.3)."""

Ends = tuple[str, str, str]


class Wiring:
    """Edges by their ends. `blocks` is the editor's own, so it is seen as it is at each moment."""

    def __init__(self, edges: Iterable[Edge], blocks: Mapping[str, Block]) -> None:
        self._blocks = blocks
        self._old: dict[Ends, list[Edge]] = {}
        for edge in edges:
            self._old.setdefault((edge.source, edge.target, edge.source_handle), []).append(edge)
        self._new: dict[Ends, Any] = {}
        self.unplaced: list[str] = []
        """Ids of new blocks that were given no place."""

    def add(self, source: str, target: str, handle: str, drawn: Any) -> bool:
        """Draw an edge; False where it is there already."""
        ends = (source, target, handle)
        if ends in self._new or ends in self._old:
            return False
        self._new[ends] = drawn
        return True

    def cut(self, source: str, target: str, handle: str | None) -> bool:
        """Take an edge out, by whichever way it leaves where none is said; False where there is none."""
        found = [
            ends for ends in (*self._old, *self._new) if ends[:2] == (source, target) and handle in (None, ends[2])
        ]
        for ends in found:
            self._old.pop(ends, None)
            self._new.pop(ends, None)
        return bool(found)

    def forget(self, block_id: str) -> None:
        """Take out every edge of a block."""
        self._old = {ends: edges for ends, edges in self._old.items() if block_id not in ends[:2]}

    def without_circles(self) -> Iterator[tuple[Any, tuple[str, str]]]:
        """Take out new edges that close a circle; each with why."""
        if not self._new or self._is_free():
            return
        before, self._new = self._new, {}
        for ends, drawn in before.items():
            if self._reaches(ends[1], ends[0]):
                words = f"It would close a circle: {self._name(ends[1])} comes before {self._name(ends[0])} already."
                yield drawn, ("cycle", words)
            else:
                self._new[ends] = drawn

    def edges(self) -> list[Edge]:
        """All edges as they are now; new blocks get their places."""
        kept = [edge for edges in self._old.values() for edge in edges]
        return kept + [Edge(source=s, target=t, source_handle=h) for s, t, h in self._new]

    def _name(self, block_id: str) -> str:
        return self._blocks[block_id].name if block_id in self._blocks else block_id

    def _is_free(self) -> bool:
        ids = {end for ends in (*self._old, *self._new) for end in ends[:2]}
        blocks = [Block.model_construct(id=key, type="") for key in ids]
        edges = [Edge.model_construct(source=s, target=t) for s, t, _ in (*self._old, *self._new)]
        return len(in_order(Graph.model_construct(blocks=blocks, edges=edges))) == len(ids)

    def _reaches(self, start: str, goal: str) -> bool:
        after: dict[str, list[str]] = {}
        for source, target, _ in (*self._old, *self._new):
            after.setdefault(source, []).append(target)
        seen, waiting = {start}, [start]
        while waiting:
            current = waiting.pop()
            if current == goal:
                return True
            fresh = [target for target in after.get(current, ()) if target not in seen]
            seen.update(fresh)
            waiting += fresh
        return False


def placed(graph: Graph, unplaced: Iterable[str]) -> Graph:
    """The graph with a place for each of these blocks: right of what it stands behind, and on no other block."""
    blocks = {block.id: block for block in graph.blocks}
    waiting = [key for key in unplaced if key in blocks]
    if not waiting:
        return graph
    before: dict[str, list[str]] = {}
    for edge in graph.edges:
        before.setdefault(edge.target, []).append(edge.source)
    open_ones = set(waiting)
    columns: dict[int, list[tuple[float, float]]] = {}
    for key, block in blocks.items():
        if key not in open_ones:
            columns.setdefault(int(block.position.x // NEAR), []).append((block.position.x, block.position.y))
    order = {key: place for place, key in enumerate(in_order(graph))}
    for key in sorted(waiting, key=lambda one: order.get(one, 0)):
        sources = [
            blocks[source].position for source in before.get(key, ()) if source in blocks and source not in open_ones
        ]
        x = max(place.x for place in sources) + ACROSS if sources else 0.0
        y = sum(place.y for place in sources) / len(sources) if sources else 0.0
        x, y = _free(columns, x, y)
        columns.setdefault(int(x // NEAR), []).append((x, y))
        blocks[key] = blocks[key].model_copy(update={"position": Position(x=x, y=y)})
        open_ones.discard(key)
    return Graph.model_construct(blocks=list(blocks.values()), edges=graph.edges)


def _free(columns: dict[int, list[tuple[float, float]]], x: float, y: float) -> tuple[float, float]:
    """The first free place downwards."""
    column = int(x // NEAR)
    near = sorted(
        place[1]
        for number in (column - 1, column, column + 1)
        for place in columns.get(number, ())
        if abs(place[0] - x) < NEAR
    )
    for taken in near:
        if abs(taken - y) < DOWN:
            y = taken + DOWN
    return x, y
