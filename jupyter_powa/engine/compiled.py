"""A graph read once, in the shape in which it runs: who follows whom, by which way out."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.form import Form
from jupyter_powa.engine.check import ERROR_HANDLE
from jupyter_powa.engine.footing import Footing, footing
from jupyter_powa.model.workflow import Block, Graph


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
    options: Block | None
    """The block as it was sent, where it has a time limit, further attempts or a contract."""
    pin: str | None
    """The execution whose output it holds."""
    head: tuple[str, str, str]
    """Its id, type and name, which each of its events begins with."""
    after: list[tuple[Node, str]] = field(default_factory=list)
    """The blocks behind it, each with the way out that leads there."""
    before: list[Node] = field(default_factory=list)
    """The blocks whose edges enter it."""
    _footing: Footing | None = None

    @property
    def footing(self) -> Footing:
        """What its result may stand on outside of the graph."""
        if self._footing is None:
            self._footing = footing(self.form)
        return self._footing

    @property
    def handles_errors(self) -> bool:
        """Whether an edge leaves it for the case that it fails."""
        return any(handle == ERROR_HANDLE and target.enabled for target, handle in self.after)


_read: dict[int, tuple[dict[str, type[BlockType]], list[Node]]] = {}
"""By the id of the Graph object: the catalog that it was read with, and its nodes."""


def compiled(graph: Graph) -> list[Node]:
    """The nodes of a checked graph, in the order in which its blocks were sent.

    Read once for each Graph object, and again when a block type was registered since.
    """
    kinds, nodes = _read.get(id(graph), (None, []))
    if kinds is not catalog():
        if kinds is None:
            weakref.finalize(graph, _read.pop, id(graph), None)
        nodes = _compile(graph)
        _read[id(graph)] = catalog(), nodes
    return nodes


def _compile(graph: Graph) -> list[Node]:
    kinds = catalog()
    nodes = {}
    for place, block in enumerate(graph.blocks):
        kind = kinds[block.type]
        form = Form(kind, block.config)
        options = block if block.careful else None
        head = (block.id, block.type, block.name)
        known = (place, block.id, block.name, block.type, block.enabled, form, kind.routed, options, block.pin, head)
        nodes[block.id] = Node(*known)
    for edge in graph.edges:
        source, target = nodes[edge.source], nodes[edge.target]
        source.after.append((target, edge.source_handle))
        target.before.append(source)
    return list(nodes.values())
