"""The peers, each doing the same as ours in its own way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypedDict
from uuid import uuid4


class State(TypedDict):
    """The one value that is passed on, and how many blocks have run."""

    value: int
    count: Annotated[int, lambda old, new: old + new]


def langgraph_chain(count: int, saver: Any = None) -> Callable[[], Awaitable[object]]:
    """A chain of no-op nodes in LangGraph, whose events are read as they come; a `saver` keeps each step."""
    from langgraph.graph import END, START, StateGraph

    async def step(state: State) -> dict[str, int]:
        return {"value": state["value"] + 1, "count": 1}

    made: Any = StateGraph(State)
    names = [f"b{place}" for place in range(count)]
    for name in names:
        made.add_node(name, step)
    for one, other in zip([START, *names], [*names, END], strict=True):
        made.add_edge(one, other)
    graph = made.compile(checkpointer=saver)

    async def run() -> None:
        config = {"recursion_limit": count + 10, "configurable": {"thread_id": str(uuid4())}}
        seen = 0
        async for _ in graph.astream({"value": 0, "count": 0}, config, stream_mode="tasks"):
            seen += 1
        assert seen == 2 * count  # the start and the end of each

    return run


async def nbclient_cells(count: int) -> float:
    """The seconds of a notebook with that many cells of `pass`, its kernel's start left out."""
    from time import perf_counter

    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("pass") for _ in range(count)])
    client = NotebookClient(notebook, kernel_name="python3")
    async with client.async_setup_kernel():
        await client.async_execute_cell(notebook.cells[0], 0)
        began = perf_counter()
        for place, cell in enumerate(notebook.cells):
            await client.async_execute_cell(cell, place)
        return perf_counter() - began
