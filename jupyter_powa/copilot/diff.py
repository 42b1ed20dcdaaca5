"""`between` two graphs the change-set; `apply` it to the first gives the second; `only` a part of it, for review."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from pydantic import BaseModel

from jupyter_powa.errors import Conflict
from jupyter_powa.model.copilot import BlockChange, BlockUpdate, DiffSummary, WorkflowDiff
from jupyter_powa.model.workflow import Block, Edge, Graph

OPTIONS = ("timeout", "retry", "expect")
"""What a block may have beside its config."""
_PLAIN = ("name", "type", "enabled", "position")


def between(old: Graph, new: Graph, base_version: int | None = None) -> WorkflowDiff:
    """The change-set that makes `new` of `old`. It is normalised: nothing in it cancels out.

    The order of blocks and edges does not count. Ids must be unique in each graph.
    """
    before = {block.id: block for block in old.blocks}
    after = {block.id: block for block in new.blocks}
    updates = [change for key, block in after.items() if key in before and (change := _update(before[key], block))]
    gone, come = _edges(old.edges, new.edges), _edges(new.edges, old.edges)
    diff = WorkflowDiff(
        add_blocks=[block for key, block in after.items() if key not in before],
        remove_blocks=[key for key in before if key not in after],
        update_blocks=updates,
        add_edges=come,
        remove_edges=gone,
        base_version=base_version,
    )
    diff.summary = _summary(before, after, diff)
    return diff


def apply(graph: Graph, diff: WorkflowDiff) -> Graph:
    """The graph after the change; raises Conflict where it does not fit, and then nothing was changed."""
    blocks = {block.id: block for block in graph.blocks}
    for block_id in diff.remove_blocks:
        if blocks.pop(block_id, None) is None:
            raise _unfit(f"the block {block_id!r} that it removes is not there")
    for update in diff.update_blocks:
        if update.id not in blocks:
            raise _unfit(f"the block {update.id!r} that it changes is not there")
        blocks[update.id] = updated(blocks[update.id], update)
    for block in diff.add_blocks:
        if block.id in blocks:
            raise _unfit(f"there is a block {block.id!r} already")
        blocks[block.id] = block
    edges = _without(graph.edges, diff.remove_edges)
    edges += diff.add_edges
    for edge in edges:
        for end in (edge.source, edge.target):
            if end not in blocks:
                raise _unfit(f"an edge would lead to {end!r}, and no block has that id")
    return Graph.model_construct(blocks=list(blocks.values()), edges=edges)


def only(base: Graph, diff: WorkflowDiff, accepted: Collection[str]) -> WorkflowDiff:
    """The part of a change that is accepted, by block ids; edges follow the blocks that they touch.

    An edge is changed where all of its changed ends are accepted, or where none of its ends is changed at all.
    """
    changed = {block.id for block in diff.add_blocks} | set(diff.remove_blocks)
    changed |= {update.id for update in diff.update_blocks}
    unknown = sorted(set(accepted) - changed)
    if unknown:
        raise _unfit(f"it does not change {unknown[0]!r}")
    refused_new = {block.id for block in diff.add_blocks} - set(accepted)
    kept_old = set(diff.remove_blocks) - set(accepted)

    def wanted(edge: Edge) -> bool:
        ends = {edge.source, edge.target} & changed
        return not ends or ends <= set(accepted)

    def addable(edge: Edge) -> bool:
        return not {edge.source, edge.target} & refused_new and (
            wanted(edge) or not {edge.source, edge.target} & changed
        )

    removed_blocks = [key for key in diff.remove_blocks if key in accepted]
    part = WorkflowDiff(
        add_blocks=[block for block in diff.add_blocks if block.id in accepted],
        remove_blocks=removed_blocks,
        update_blocks=[update for update in diff.update_blocks if update.id in accepted],
        add_edges=[edge for edge in diff.add_edges if addable(edge)],
        remove_edges=[edge for edge in diff.remove_edges if not {edge.source, edge.target} & kept_old and wanted(edge)],
        base_version=diff.base_version,
    )
    # What a removed block leaves behind goes with it.
    dangling = [edge for edge in base.edges if {edge.source, edge.target} & set(removed_blocks)]
    part.remove_edges += _edges(dangling, part.remove_edges)
    return between(base, apply(base, part), diff.base_version)


def updated(block: Block, update: BlockUpdate) -> Block:
    """The block with the update's values: its config merged shallowly, and what is unset taken out."""
    config = {key: value for key, value in block.config.items() if key not in update.unset} | update.config
    values: dict[str, Any] = block.model_dump(by_alias=True) | {"config": config}
    for name in _PLAIN:
        given = getattr(update, name)
        if given is not None:
            values[name] = given.model_dump() if name == "position" else given
    values |= update.options
    return Block.model_validate({name: value for name, value in values.items() if value is not None})


def canonical(graph: Graph) -> tuple[Any, ...]:
    """What a graph says, whatever its order: equal for graphs that are the same."""
    blocks = sorted(json.dumps(block.model_dump(mode="json", by_alias=True), sort_keys=True) for block in graph.blocks)
    return tuple(blocks), tuple(sorted(map(_key, graph.edges)))


def _update(old: Block, new: Block) -> BlockUpdate | None:
    config = {
        key: value for key, value in new.config.items() if key not in old.config or _other(old.config[key], value)
    }
    unset = [key for key in old.config if key not in new.config]
    options: dict[str, Any] = {}
    for name in OPTIONS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            options[name] = after.model_dump(mode="json") if isinstance(after, BaseModel) else after
    plain = {name: getattr(new, name) for name in _PLAIN if getattr(old, name) != getattr(new, name)}
    if not (config or unset or options or plain):
        return None
    return BlockUpdate(id=new.id, config=config, unset=unset, options=options, **plain)


def _other(old: Any, new: Any) -> bool:
    """Whether two values of a config differ; 1, 1.0 and True are three."""
    if type(old) is not type(new):
        return True
    if isinstance(old, dict):
        return old.keys() != new.keys() or any(_other(old[key], new[key]) for key in old)
    if isinstance(old, list):
        return len(old) != len(new) or any(_other(one, two) for one, two in zip(old, new, strict=True))
    return bool(old != new) or repr(old) != repr(new)  # 0.0 and -0.0 are written differently


def _key(edge: Edge) -> tuple[str, ...]:
    return (edge.source, edge.source_handle, edge.target, edge.target_handle, edge.id, edge.condition or "")


def _edges(these: Iterable[Edge], without: Iterable[Edge]) -> list[Edge]:
    """Those that are not among the others, each as often as it is missing there."""
    left = Counter(map(_key, without))
    found = []
    for edge in these:
        if left[_key(edge)]:
            left[_key(edge)] -= 1
        else:
            found.append(edge)
    return found


def _without(edges: Iterable[Edge], gone: list[Edge]) -> list[Edge]:
    edges = list(edges)
    kept = _edges(edges, gone)
    if len(edges) - len(kept) != len(gone):
        lost = _edges(gone, edges)[0]
        raise _unfit(f"the edge {lost.source} → {lost.target} that it removes is not there")
    return kept


def _unfit(words: str) -> Conflict:
    return Conflict(f"The change does not fit this graph: {words}.", code="diff_conflict")


def _summary(before: dict[str, Block], after: dict[str, Block], diff: WorkflowDiff) -> DiffSummary:
    summary = DiffSummary(edges_added=len(diff.add_edges), edges_removed=len(diff.remove_edges))
    for block in diff.add_blocks:
        summary.added.append(_change(block, "added", None, _shown(block)))
    for block_id in diff.remove_blocks:
        summary.removed.append(_change(before[block_id], "removed", _shown(before[block_id]), None))
    for update in diff.update_blocks:
        old, new = before[update.id], after[update.id]
        summary.modified.append(_change(new, "modified", _shown(old), _shown(new)))
    summary.text = _words(summary)
    return summary


def _shown(block: Block) -> dict[str, Any]:
    """Config and what else may change, as review shows it."""
    options = {name: getattr(block, name) for name in OPTIONS if getattr(block, name) is not None}
    shown = {name: one.model_dump(mode="json") if isinstance(one, BaseModel) else one for name, one in options.items()}
    off = {} if block.enabled else {"enabled": False}
    return {"name": block.name, "type": block.type, **off, **shown, "config": block.config}


def _change(block: Block, change: Any, before: dict[str, Any] | None, after: dict[str, Any] | None) -> BlockChange:
    return BlockChange(id=block.id, name=block.name, type=block.type, change=change, before=before, after=after)


def _words(summary: DiffSummary) -> str:
    parts = []
    for verb, changes in (("adds", summary.added), ("removes", summary.removed), ("changes", summary.modified)):
        if changes:
            names = ", ".join(change.name for change in changes[:5])
            more = f" and {len(changes) - 5} more" if len(changes) > 5 else ""
            parts.append(f"{verb} {names}{more}")
    if not parts and (summary.edges_added or summary.edges_removed):
        parts.append("rewires the blocks")
    return ("It " + "; ".join(parts) + ".") if parts else "It changes nothing."
