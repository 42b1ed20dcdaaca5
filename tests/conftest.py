"""The fixtures that most tests need: an assembled Powa in memory, its routes, and a builder of graphs."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest

from jupyter_powa.api.reply import Reply
from jupyter_powa.api.route import NOBODY, Asker, dispatch
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa

Call = Callable[..., Awaitable[Reply]]


def pytest_configure() -> None:
    """Take interrupts, as a program in a terminal does: what a shell starts in the background ignores them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
async def powa() -> AsyncIterator[Powa]:
    """A Powa that keeps nothing and runs in this process, with a namespace of its own."""
    made = Powa.memory(kernels=LocalKernels({}))
    yield made
    await made.close()


@pytest.fixture
def call(powa: Powa) -> Call:
    """A request: `await call("GET", "/api/workflows", limit=2)`; a dict in third place is the body."""

    async def call(method: str, path: str, body: Any = None, asker: Asker = NOBODY, **query: Any) -> Reply:
        return await dispatch(powa, method, path, {key: str(value) for key, value in query.items()}, body, asker)

    return call


@pytest.fixture
def graph() -> Callable[..., Graph]:
    """A graph in one line: `graph(a=("code", {"code": "1"}), b="output", edges=["a>b", "a:error>c"])`.

    Without edges, each block stands behind the one before it.
    """

    def build(edges: list[str] | None = None, **blocks: Any) -> Graph:
        ids = list(blocks)
        typed = [(key, value if isinstance(value, tuple) else (value, {})) for key, value in blocks.items()]
        drawn = [edge.split(">") for edge in edges] if edges is not None else pairwise(ids)
        return Graph.model_validate(
            {
                "blocks": [{"id": key, "type": kind, "config": config} for key, (kind, config) in typed],
                "edges": [_edge(source, target) for source, target in drawn],
            }
        )

    return build


def _edge(source: str, target: str) -> dict[str, str]:
    name, _, handle = source.partition(":")
    return {"source": name, "target": target, "sourceHandle": handle or "output"}
