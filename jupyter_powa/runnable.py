"""Whether a graph can run: it is made complete and checked, once for each graph that is sent."""

from __future__ import annotations

from functools import lru_cache

from pydantic_core import to_json

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockType
from jupyter_powa.engine.check import check, normalised
from jupyter_powa.errors import InvalidGraph
from jupyter_powa.model.workflow import Graph, Problem


def runnable(graph: Graph) -> Graph:
    """The graph, complete; raises InvalidGraph with every Problem where it cannot run."""
    return _checked(_Written(graph), tuple(catalog().values()))


class _Written:
    """A graph by what it says: one in a notebook may be changed in place. Where blocks stand does not count."""

    __slots__ = ("graph", "said")

    def __init__(self, graph: Graph) -> None:
        # Texts that are compared one by one: to write all of a graph as JSON takes twice as long.
        self.graph = graph
        self.said = (
            *[(b.id, b.type, b.name, b.enabled, to_json(b.config) if b.config else b"") for b in graph.blocks],
            *[(b.id, b.timeout, to_json(b.retry), to_json(b.expect)) for b in graph.blocks if b.careful],
            *[(b.id, b.pin) for b in graph.blocks if b.pin],
            *[(e.source, e.target, e.source_handle, e.target_handle, e.id, e.condition) for e in graph.edges],
        )

    def __hash__(self) -> int:
        return hash(self.said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Written) and self.said == other.said


@lru_cache(maxsize=64)
def _checked(written: _Written, kinds: tuple[type[BlockType], ...]) -> Graph:
    # A run has its own copy, and shares it. By the block types too, since a notebook may register another one.
    text = to_json(written.graph, by_alias=True)
    complete, _ = normalised(Graph.model_validate_json(text))
    if not complete.blocks:
        raise invalid([Problem(code="empty", message="The workflow has no blocks: save a graph first.")])
    if refused := [problem for problem in check(complete) if problem.stops]:
        raise invalid(refused)
    return complete


def invalid(problems: list[Problem]) -> InvalidGraph:
    """The error that tells these problems."""
    words = problems[0].message
    if len(problems) > 1:
        words += f" (and {len(problems) - 1} more)"
    return InvalidGraph(words, [problem.model_dump() for problem in problems])
