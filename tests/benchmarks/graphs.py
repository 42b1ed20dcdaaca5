"""The graphs that the benchmarks run."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_powa.model.workflow import Block, Edge, Graph

Edges = Sequence[tuple[int, int]]


def chain_edges(count: int) -> list[tuple[int, int]]:
    """One block after the other."""
    return [(place, place + 1) for place in range(count - 1)]


def fan_edges(count: int) -> list[tuple[int, int]]:
    """One block, then all but the last at once, then the last."""
    return [edge for place in range(1, count - 1) for edge in ((0, place), (place, count - 1))]


def graph(count: int, edges: Edges, type: str = "split", config: dict[str, object] | None = None) -> Graph:
    """That many blocks of one type."""
    return Graph(
        blocks=[Block(id=f"b{place}", type=type, config=dict(config or {})) for place in range(count)],
        edges=[Edge(source=f"b{source}", target=f"b{target}") for source, target in edges],
    )
