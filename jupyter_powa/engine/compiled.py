"""A graph read once, in the shape in which it runs: who follows whom, by which way out."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import Form
from jupyter_powa.engine.check import ERROR_HANDLE
from jupyter_powa.model.workflow import Graph


@dataclass(slots=True, eq=False)
class Node:
    """One block of a compiled graph, and the edges that leave it."""

    place: int
    id: str
    name: str
    type: str
    """The word that the sender used."""
    enabled: bool
    form: Form
    routed: bool
    """Whether its ways out exclude each other."""
    after: list[tuple[Node, str]] = field(default_factory=list)
    """The blocks behind it, each with the way out that leads there."""
    before: list[Node] = field(default_factory=list)
    """The blocks whose edges enter it."""

    @property
    def handles_errors(self) -> bool:
        """Whether an edge leaves it for the case that it fails."""
        return any(handle == ERROR_HANDLE for _, handle in self.after)


_read: dict[int, list[Node]] = {}


def compiled(graph: Graph) -> list[Node]:
    """The nodes of a checked graph, in the order in which its blocks were sent; read once for each Graph object."""
    nodes = _read.get(id(graph))
    if nodes is None:
        nodes = _read[id(graph)] = _compile(graph)
        weakref.finalize(graph, _read.pop, id(graph), None)
    return nodes


def _compile(graph: Graph) -> list[Node]:
    kinds = catalog()
    nodes = {}
    for place, block in enumerate(graph.blocks):
        kind = kinds[block.type]
        form = Form(kind, block.config)
        nodes[block.id] = Node(place, block.id, block.name, block.type, block.enabled, form, kind.routed)
    for edge in graph.edges:
        source, target = nodes[edge.source], nodes[edge.target]
        source.after.append((target, edge.source_handle))
        target.before.append(source)
    return list(nodes.values())
