"""`check(graph)` lists each reason why a graph cannot run; `normalised(graph)` fills in what senders leave out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from pydantic import ValidationError

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.refs import Ref, find
from jupyter_powa.model.workflow import Block, Edge, Graph, Position, Problem

RESERVED = ("input", "output")
"""Ids that an edge may name although no such block was sent (contract C4)."""
ERROR_HANDLE = "error"
"""The way out of any block that failed."""


def normalised(graph: Graph) -> tuple[Graph, list[Problem]]:
    """The graph with its reserved endpoints made and its edges' ways out settled, and what was done as warnings."""
    kinds, ids = catalog(), {block.id for block in graph.blocks}
    named = {end for edge in graph.edges for end in (edge.source, edge.target)}
    missing = [word for word in RESERVED if word in named and word not in ids]
    made = [Block(id=word, type=word, position=_beside(graph, word)) for word in missing]
    notes = [
        Problem(
            code="block_added", message=f"The edges name {word!r}: that block was added.", block_id=word, stops=False
        )
        for word in missing
    ]
    types = {block.id: kinds.get(block.type) for block in graph.blocks}
    edges = [_settled(edge, types.get(edge.source)) for edge in graph.edges]
    return Graph.model_construct(blocks=[*graph.blocks, *made], edges=edges), notes


def _beside(graph: Graph, word: str) -> Position:
    """Left of all others for the input, right of them for the output."""
    places = [block.position.x for block in graph.blocks] or [0.0]
    return Position(x=min(places) - 260 if word == "input" else max(places) + 260)


def _settled(edge: Edge, kind: type[BlockType] | None) -> Edge:
    """For a block that leaves by one of its ways, `condition` and `source_handle` say the same (contract 3.3)."""
    if kind is None or not kind.routed:
        return edge
    handle = kind.way_out(edge.source_handle if edge.source_handle != "output" else edge.condition or "output")
    return edge.model_copy(update={"source_handle": handle, "condition": handle})


def check(graph: Graph) -> list[Problem]:
    """Every problem of a normalised graph: those that stop a run, and warnings. The graph alone is read; nothing runs."""
    structure = list(_structure(graph))
    if structure:
        return [*structure, *_blocks(graph)]
    return [*_blocks(graph), *_ways_out(graph), *_connections(graph), *_references(graph)]


def structure_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Those that even a draft may not have: without them the graph is no graph."""
    return [problem for problem in problems if problem.code in STRUCTURE]


STRUCTURE = frozenset({"duplicate_block", "unknown_block", "unknown_type", "cycle"})


def _structure(graph: Graph) -> Iterator[Problem]:
    kinds = catalog()
    for block_id, count in Counter(block.id for block in graph.blocks).items():
        if count > 1:
            yield Problem(
                code="duplicate_block", message=f"{count} blocks have the id {block_id!r}.", block_id=block_id
            )
    for block in graph.blocks:
        if block.type not in kinds:
            known = ", ".join(sorted(kinds))
            words = f"Block {block.name!r}: there is no block type {block.type!r}. Known: {known}."
            yield Problem(code="unknown_type", message=words, block_id=block.id, field="type")
    ids = {block.id for block in graph.blocks}
    for edge in graph.edges:
        for end in (edge.source, edge.target):
            if end not in ids:
                words = f"The edge {edge.source} → {edge.target} names {end!r}, and no block has that id."
                yield Problem(code="unknown_block", message=words)
    waits: dict[str, set[str]] = {block.id: set() for block in graph.blocks}
    for edge in graph.edges:
        waits.setdefault(edge.target, set()).add(edge.source)
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        names = {block.id: block.name for block in graph.blocks}
        path = " → ".join(names.get(word, word) for word in reversed(error.args[1]))
        words = f"The blocks go round in a circle: {path}. Remove one of these edges."
        yield Problem(code="cycle", message=words, block_id=error.args[1][0])


def _blocks(graph: Graph) -> Iterator[Problem]:
    kinds = catalog()
    for name, count in Counter(block.name for block in graph.blocks).items():
        if count > 1:
            words = f"{count} blocks are called {name!r}: a reference to that name reaches only one of them."
            yield Problem(code="duplicate_name", message=words, stops=False)
    for block in graph.blocks:
        kind = kinds.get(block.type)
        if kind is None:
            continue
        yield from _form(block, kind)
        for problem in kind.problems(block.config):
            words = f"Block {block.name!r}: {problem.message}"
            yield problem.model_copy(update={"block_id": block.id, "message": words})


def _form(block: Block, kind: type[BlockType]) -> Iterator[Problem]:
    try:
        kind.model_validate(block.config)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=True):
            path = ".".join(str(word) for word in item["loc"])
            if item["type"] not in _ABOUT_NAMES and any(True for _ in find(item["input"])):
                continue  # a reference stands there: its value is checked when it is known
            code = "missing_config" if item["type"] == "missing" else "invalid_config"
            words = f"Block {block.name!r}: {path or 'config'}: {item['msg']}."
            yield Problem(code=code, message=words, block_id=block.id, field=path or None)


_ABOUT_NAMES = frozenset({"missing", "extra_forbidden"})


def _ways_out(graph: Graph) -> Iterator[Problem]:
    kinds, blocks = catalog(), {block.id: block for block in graph.blocks}
    for edge in graph.edges:
        source = blocks[edge.source]
        handles = kinds[source.type].handles(source.config)
        if len(handles) > 1 and edge.source_handle not in (*handles, ERROR_HANDLE, "output"):
            words = (
                f"Block {source.name!r} has no way out {edge.source_handle!r}; it has: "
                f"{', '.join((*handles, ERROR_HANDLE))}."
            )
            yield Problem(code="unknown_handle", message=words, block_id=source.id, field="sourceHandle")


def _connections(graph: Graph) -> Iterator[Problem]:
    touched = {end for edge in graph.edges for end in (edge.source, edge.target)}
    for block in graph.blocks:
        if len(graph.blocks) > 1 and block.id not in touched:
            words = f"Block {block.name!r} is disconnected: no edge enters or leaves it. Connect it or remove it."
            yield Problem(code="disconnected", message=words, block_id=block.id)


def _references(graph: Graph) -> Iterator[Problem]:
    """Warnings for references that will have no value: to blocks that are not there, or do not come before."""
    ids = {block.id for block in graph.blocks}
    by_name = {block.name: block.id for block in graph.blocks}
    before: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        before[edge.target].append(edge.source)
    for block in graph.blocks:
        wanted: dict[str, Ref] = {}
        for ref in find(block.config):
            target = ref.name if ref.name in ids else by_name.get(ref.name)
            if target is not None:
                wanted.setdefault(target, ref)
            elif not ref.braces and ref.path[0] == "output":
                words = f"Block {block.name!r}: {ref.text} stays as it is: no block is called {ref.name!r}."
                yield Problem(code="unknown_reference", message=words, block_id=block.id, stops=False)
        for target in wanted.keys() - _ancestors(block.id, before, set(wanted)):
            words = (
                f"Block {block.name!r}: {wanted[target].text} has no value: that block does not come before this one."
            )
            yield Problem(code="unreachable_reference", message=words, block_id=block.id, stops=False)


def _ancestors(block_id: str, before: dict[str, list[str]], wanted: set[str]) -> set[str]:
    """Those of the wanted blocks that come before this one; the search ends when all are found."""
    found: set[str] = set()
    seen, queue = {block_id}, [block_id]
    for current in queue:
        for source in before.get(current, ()):
            if source not in seen:
                seen.add(source)
                queue.append(source)
                if source in wanted:
                    found.add(source)
        if found >= wanted:
            break
    return found
