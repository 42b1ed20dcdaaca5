"""A stored workflow that greets an item, and short ways to map it."""

from __future__ import annotations

from typing import Any

from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.powa import Powa
from tests.engine.running import code, graph_of

SAY = "if item == 'bad': raise ValueError('no such place')\noutput = f'{greeting} {item}'"


def store(powa: Powa, name: str, blocks: dict[str, Any], edges: list[str] | None = None, **variables: Any) -> Workflow:
    """A stored workflow; without edges its blocks are a chain."""
    graph = graph_of(blocks, edges)
    return powa.store.workflows.put(Workflow(name=name, blocks=graph.blocks, edges=graph.edges, variables=variables))


def greeting(powa: Powa) -> Workflow:
    """The workflow that says hello to `item`."""
    say = "given = Input.output\ngreeting, item = given['greeting'], given['item']\n" + SAY
    return store(powa, "Greeting", {"Input": "input", "Say": code(say)}, greeting="Hello")


def maps(**config: Any) -> Graph:
    """A graph that maps it, and passes what comes out on."""
    return graph_of(
        {
            "Input": "input",
            "Each": ("map", {"workflow": "Greeting", **config}),
            "Out": ("output", {"output": "<Each.output>"}),
        }
    )
