"""Two changes of one graph made into one: field by field, edge by edge; what cannot be both is told, never dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from jupyter_powa.copilot.rename import renamed
from jupyter_powa.engine.check import check, in_order
from jupyter_powa.model.workflow import Block, Edge, Graph, Problem

FIELDS = tuple(name for name in Block.model_fields if name not in ("id", "config"))
"""What a block has beside its config."""
_QUIET = ("position",)
"""Fields that are no conflict where both have changed them: ours stay."""


class _Absent:
    """No value: the field, or the block, is not there."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT: Any = _Absent()


class Clash(BaseModel):
    """One thing that both have changed, each in its own way; the merged graph has `ours` unless it says otherwise."""

    block_id: str | None
    field: str
    """What it is about: a field, `config.query`, `block` for all of it, `edge`."""
    base: Any = None
    ours: Any = None
    theirs: Any = None
    words: str
    """What it is, for people."""


@dataclass(slots=True)
class Merged:
    """The graph of both, and what could not be both."""

    graph: Graph
    clashes: list[Clash] = field(default_factory=list)


def merge(base: Graph, ours: Graph, theirs: Graph) -> Merged:
    """The graph with what either has changed since `base`. It is valid where ours and theirs are.

    A change of one side is in it or in a clash. Where both have changed one thing, ours stands.
    """
    clashes: list[Clash] = []
    blocks = _blocks(base, ours, theirs, clashes)
    edges = _edges(base, ours, theirs, blocks, clashes)
    blocks |= _following(base, blocks)
    merged = Graph.model_construct(blocks=list(blocks.values()), edges=edges)
    return _valid(ours, theirs, Merged(merged, clashes))


def same(old: Any, new: Any) -> bool:
    """Whether two values are; 1, 1.0 and True are three."""
    if type(old) is not type(new):
        return False
    if isinstance(old, dict):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list):
        return len(old) == len(new) and all(map(same, old, new))
    return bool(old == new) and repr(old) == repr(new)


def _blocks(base: Graph, ours: Graph, theirs: Graph, clashes: list[Clash]) -> dict[str, Block]:
    was, mine, other = ({block.id: block for block in graph.blocks} for graph in (base, ours, theirs))
    found: dict[str, Block] = {}
    for key in dict.fromkeys([*mine, *other]):
        if key in mine and key in other:
            found[key] = _both(was.get(key), mine[key], other[key], clashes)
        elif key not in was:
            found[key] = mine.get(key) or other.get(key)  # type: ignore[assignment]  # one of them has it
        else:
            kept, by = (mine[key], ours) if key in mine else (other[key], theirs)
            changed = not same(_logic(was[key]), _logic(kept))
            drawn = [one for one in _new_edges(base, by) if key in (one.source, one.target)]
            if changed or drawn:
                found[key] = kept
                what = "changed" if changed else "connected anew"
                words = f"The block {kept.name!r} was removed on one side and {what} on the other: it is kept."
                sides = {"ours": _told(mine.get(key)), "theirs": _told(other.get(key))}
                clashes.append(Clash(block_id=key, field="block", base=_told(was[key]), words=words, **sides))
    return found


def _following(base: Graph, blocks: Mapping[str, Block]) -> dict[str, Block]:
    """The blocks of one side that still call a block by the name that the other side has changed, with the new one."""
    names = {block.name for block in blocks.values()}
    found: dict[str, Block] = {}
    for was in base.blocks:
        now = blocks.get(was.id)
        if now is not None and now.name != was.name and was.name not in names:
            others = {key: found.get(key, block) for key, block in blocks.items() if key != was.id}
            found |= renamed(others, was.name, now.name)
    return found


def _both(was: Block | None, mine: Block, other: Block, clashes: list[Clash]) -> Block:
    old = _fields(was) if was is not None else {}
    said: list[Clash] = []
    values = _merged(old, _fields(mine), _fields(other), "", said)
    for clash in said:
        clash.block_id = mine.id
        clash.words = f"The block {mine.name!r}: {clash.field} was changed on both sides; ours stands."
    clashes += [clash for clash in said if clash.field.partition(".")[0] not in _QUIET]
    return Block.model_validate({"id": mine.id, **values})


def _merged(
    old: Mapping[str, Any], mine: Mapping[str, Any], other: Mapping[str, Any], path: str, clashes: list[Clash]
) -> dict[str, Any]:
    """The fields of both; objects within are merged by their own fields, lists and texts are one thing each."""
    found: dict[str, Any] = {}
    for key in dict.fromkeys([*mine, *other, *old]):
        was, here, there = (one.get(key, ABSENT) for one in (old, mine, other))
        value = here
        if same(was, here):
            value = there
        elif not same(was, there) and not same(here, there):
            if isinstance(here, dict) and isinstance(there, dict) and key not in _QUIET:
                value = _merged(was if isinstance(was, dict) else {}, here, there, f"{path}{key}.", clashes)
            else:
                sides = {"base": _plain(was), "ours": _plain(here), "theirs": _plain(there)}
                clashes.append(Clash(block_id=None, field=f"{path}{key}", words="", **sides))
        if value is not ABSENT:
            found[key] = value
    return found


def _edges(base: Graph, ours: Graph, theirs: Graph, blocks: Mapping[str, Block], clashes: list[Clash]) -> list[Edge]:
    was, mine, other = ({_ends(edge): edge for edge in graph.edges} for graph in (base, ours, theirs))
    kept: dict[tuple[str, str, str, str], Edge] = {}
    for key in dict.fromkeys([*mine, *other]):
        old, here, there = was.get(key), mine.get(key), other.get(key)
        edge = there if here == old else here
        if edge is not None:
            kept[key] = edge
        if not any(same(_way(one), _way(two)) for one, two in ((old, here), (old, there), (here, there))):
            words = f"The edge {key[0]} → {key[2]} was changed on both sides; ours stands."
            told = {"base": _told(old), "ours": _told(here), "theirs": _told(there)}
            clashes.append(Clash(block_id=key[2], field="edge", words=words, **told))
    for block in {clash.block_id for clash in clashes if clash.field == "block"}:
        # A block that is kept although one side removed it keeps the edges that lead to it and from it.
        sides = [one for one in (mine, other) if any(block in key[::2] for key in one)]
        for side in sides:
            kept |= {key: edge for key, edge in side.items() if block in key[::2] and key not in kept}
    return [edge for edge in kept.values() if edge.source in blocks and edge.target in blocks]


def _valid(ours: Graph, theirs: Graph, merged: Merged) -> Merged:
    """The same, without what only together makes a graph that cannot run; ours stands there, and it is told."""
    before = [problem for graph in (ours, theirs) for problem in check(graph)]
    known, told = {_about(problem) for problem in before}, {problem.message for problem in before}
    for again in (False, True, True, True):
        found = check(merged.graph)
        wrong = [one for one in found if one.stops and _about(one) not in known]
        if not wrong:
            twice = [one.message for one in found if one.code == "duplicate_name" and one.message not in told]
            clashes = [Clash(block_id=None, field="name", words=f"Only both together: {words}") for words in twice]
            return Merged(merged.graph, [*merged.clashes, *clashes])
        if not again and len(in_order(merged.graph)) < len(merged.graph.blocks):
            merged = _without_circles(ours, merged)
        else:
            merged = _as_ours(ours, merged, {one.block_id: one.message for one in wrong})
    words = "Both changes together make no graph that can run: the graph is ours, all of theirs is left out."
    clash = Clash(block_id=None, field="graph", theirs=theirs.model_dump(mode="json"), words=words)
    return Merged(ours, [*merged.clashes, clash])


def _about(problem: Problem) -> tuple[str, str | None, str | None]:
    return (problem.code, problem.block_id, problem.field)


def _without_circles(ours: Graph, merged: Merged) -> Merged:
    """Without those edges of theirs that close a circle with edges of ours."""
    own = {_ends(edge) for edge in ours.edges}
    edges = [edge for edge in merged.graph.edges if _ends(edge) in own]
    clashes = list(merged.clashes)
    for edge in merged.graph.edges:
        if _ends(edge) in own:
            continue
        tried = Graph.model_construct(blocks=merged.graph.blocks, edges=[*edges, edge])
        if len(in_order(tried)) == len(tried.blocks):
            edges.append(edge)
        else:
            words = f"The edge {edge.source} → {edge.target} of theirs would close a circle with ours: it is left out."
            clashes.append(Clash(block_id=edge.target, field="edge", theirs=edge.model_dump(), words=words))
    return Merged(Graph.model_construct(blocks=merged.graph.blocks, edges=edges), clashes)


def _as_ours(ours: Graph, merged: Merged, wrong: Mapping[str | None, str]) -> Merged:
    """With the blocks that are wrong, and the edges that touch them, as they are in ours."""
    mine = {block.id: block for block in ours.blocks}
    before = {block.id: block for block in merged.graph.blocks}
    blocks = {key: mine.get(key, block) for key, block in before.items() if key not in wrong or key in mine}
    blocks = {key: block if key in wrong else before[key] for key, block in blocks.items()}
    touching: Callable[[Edge], bool] = lambda edge: edge.source in wrong or edge.target in wrong  # noqa: E731
    edges = [edge for edge in merged.graph.edges if not touching(edge)]
    edges += [edge for edge in ours.edges if touching(edge)]
    edges = [edge for edge in edges if {edge.source, edge.target} <= blocks.keys()]
    clashes = list(merged.clashes)
    for key, message in wrong.items():
        if key is None:
            continue
        lost = [edge.model_dump() for edge in merged.graph.edges if touching(edge) and edge not in edges]
        told = {"block": _told(before.get(key)), "edges": lost}
        words = f"Both changes together do not fit: {message} This block and its edges are as in ours."
        clashes.append(Clash(block_id=key, field="block", ours=_told(mine.get(key)), theirs=told, words=words))
    return Merged(Graph.model_construct(blocks=list(blocks.values()), edges=edges), clashes)


def _fields(block: Block) -> dict[str, Any]:
    told = block.model_dump()
    return {**{name: told[name] for name in FIELDS if name in told}, "config": block.config}


def _logic(block: Block) -> dict[str, Any]:
    return {name: value for name, value in _fields(block).items() if name not in _QUIET}


def _ends(edge: Edge) -> tuple[str, str, str, str]:
    return (edge.source, edge.source_handle, edge.target, edge.target_handle)


def _new_edges(base: Graph, graph: Graph) -> list[Edge]:
    known = {_ends(edge) for edge in base.edges}
    return [edge for edge in graph.edges if _ends(edge) not in known]


def _told(one: Block | Edge | None) -> dict[str, Any] | None:
    return None if one is None else one.model_dump(mode="json")


def _way(edge: Edge | None) -> Any:
    return edge and {"condition": edge.condition}


def _plain(value: Any) -> Any:
    return None if value is ABSENT else value
