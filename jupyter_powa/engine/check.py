"""`check(graph)` lists each reason why a graph cannot run; `normalised(graph)` fills in what senders leave out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.refs import Ref, find
from jupyter_powa.engine.options import odd_options
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
    """Every problem of a normalised graph: those that stop a run, and warnings. The graph is read; nothing runs."""
    structure = list(_structure(graph))
    if structure:
        return [*structure, *_blocks(graph)]
    order = in_order(graph)
    if len(order) < len(graph.blocks):
        return [_circle(graph, set(order)), *_blocks(graph)]
    return [*_blocks(graph), *_ways_out(graph), *_connections(graph), *_references(graph, order)]


def in_order(graph: Graph) -> list[str]:
    """The ids of the blocks, each behind all that come before it; those in a circle, and behind one, are missing."""
    waiting = dict.fromkeys((block.id for block in graph.blocks), 0)
    after: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        after[edge.source].append(edge.target)
        waiting[edge.target] += 1
    order = [block_id for block_id, count in waiting.items() if count == 0]
    for current in order:  # grows while it is read
        for target in after.get(current, ()):
            waiting[target] -= 1
            if waiting[target] == 0:
                order.append(target)
    return order


def _circle(graph: Graph, free: set[str]) -> Problem:
    """Follow the edges backwards from a block that is held back, until they come round."""
    before = {edge.target: edge.source for edge in graph.edges if edge.source not in free}
    names = {block.id: block.name for block in graph.blocks}
    current = next(block.id for block in graph.blocks if block.id not in free)
    path: dict[str, None] = {}
    while current not in path:
        path[current] = None
        current = before[current]
    ids = list(path)
    ids = ids[ids.index(current) :][::-1]
    words = " → ".join(names[word] for word in [ids[-1], *ids])
    return Problem(
        code="cycle", message=f"The blocks go round in a circle: {words}. Remove one of these edges.", block_id=ids[-1]
    )


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
        if block.careful:
            yield from odd_options(block, kind)
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
            code = "missing_config" if item["type"] in _MISSING else "invalid_config"
            words = f"Block {block.name!r}: {path or 'config'}: {item['msg']}."
            yield Problem(code=code, message=words, block_id=block.id, field=path or None)


_MISSING = frozenset({"missing", "string_too_short", "too_short"})
_ABOUT_NAMES = frozenset({"missing", "extra_forbidden"})


def _ways_out(graph: Graph) -> Iterator[Problem]:
    kinds, blocks = catalog(), {block.id: block for block in graph.blocks}
    ways: dict[str, tuple[str, ...]] = {}
    for edge in graph.edges:
        if edge.source_handle in ("output", ERROR_HANDLE):
            continue  # every block has these
        source = blocks[edge.source]
        handles = ways.get(source.id) or ways.setdefault(source.id, kinds[source.type].handles(source.config))
        if edge.source_handle not in handles:
            words = (
                f"Block {source.name!r} has no way out {edge.source_handle!r}; it has: "
                f"{', '.join((*handles, ERROR_HANDLE))}."
            )
            # Where there is only one way out, a vendor's own word for it is taken for that one.
            stops = len(handles) > 1
            yield Problem(code="unknown_handle", message=words, block_id=source.id, field="sourceHandle", stops=stops)


def _connections(graph: Graph) -> Iterator[Problem]:
    touched = {end for edge in graph.edges for end in (edge.source, edge.target)}
    for block in graph.blocks:
        if len(graph.blocks) > 1 and block.id not in touched:
            words = f"Block {block.name!r} is disconnected: no edge enters or leaves it. Connect it or remove it."
            yield Problem(code="disconnected", message=words, block_id=block.id)


def _references(graph: Graph, order: list[str]) -> Iterator[Problem]:
    """Warnings for references that will have no value: to blocks that are not there, or do not come before."""
    ids = {block.id for block in graph.blocks}
    by_name = {block.name: block.id for block in graph.blocks}
    wanted: dict[str, dict[str, Ref]] = {}
    for block in graph.blocks:
        for ref in find(block.config):
            target = ref.name if ref.name in ids else by_name.get(ref.name)
            if target is not None:
                wanted.setdefault(block.id, {}).setdefault(target, ref)
            elif not ref.braces and ref.path[0] == "output":
                words = f"Block {block.name!r}: {ref.text} stays as it is: no block is called {ref.name!r}."
                yield Problem(code="unknown_reference", message=words, block_id=block.id, stops=False)
    if not wanted:
        return
    bits = {target: 1 << place for place, target in enumerate({name for refs in wanted.values() for name in refs})}
    before = _before(graph, order, bits)
    for block in graph.blocks:
        for target, ref in wanted.get(block.id, {}).items():
            if not before[block.id] & bits[target]:
                words = f"Block {block.name!r}: {ref.text} has no value: that block does not come before this one."
                yield Problem(code="unreachable_reference", message=words, block_id=block.id, stops=False)


def _before(graph: Graph, order: list[str], bits: dict[str, int]) -> dict[str, int]:
    """For each block, those that have a bit and come before it: one number each, so that it stays linear."""
    sources: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        sources[edge.target].append(edge.source)
    found: dict[str, int] = {}
    for block_id in order:
        found[block_id] = 0
        for source in sources.get(block_id, ()):
            found[block_id] |= found[source] | bits.get(source, 0)
    return found
