"""What a change touches: the blocks whose results would no longer fit, and what running them changes elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict

from jupyter_powa.blocks import catalog
from jupyter_powa.copilot.diff import canonical
from jupyter_powa.model.workflow import Block, Graph, Position

_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_READS = re.compile(r"\s*(select|from|with|show|describe|summarize|values|pivot|table)\b", re.I)
_WRITES = re.compile(r"\b(insert|update|delete|merge|create|drop|alter|truncate|copy|attach|install|export)\b", re.I)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def touched(old: Graph, new: Graph) -> set[str]:
    """Ids of the blocks of `new` that changed, or stand behind one that did or went."""
    before = {block.id: _said(block) for block in old.blocks}
    fresh = {block.id for block in new.blocks if before.get(block.id) != _said(block)}
    then, now = _ins(old), _ins(new)
    fresh |= {block.id for block in new.blocks if then[block.id] != now[block.id]}
    after = defaultdict(list)
    for edge in new.edges:
        after[edge.source].append(edge.target)
    waiting = list(fresh)
    while waiting:
        further = [target for target in after[waiting.pop()] if target not in fresh]
        fresh.update(further)
        waiting += further
    return fresh


def writes(graph: Graph) -> list[str]:
    """In words: what its blocks may change outside of the run. Read from the texts: a hint, and no guard."""
    found = []
    for block in graph.blocks:
        if block.enabled and (words := _effect(block)):
            found.append(f"{block.name} {words}.")
    return found


def _effect(block: Block) -> str:
    kind = catalog().get(block.type)
    word = kind.type if kind else block.type
    if word == "sql":
        query = _COMMENTS.sub(" ", re.sub(r"'(?:[^']|'')*'", "''", str(block.config.get("query", ""))))
        verb = _WRITES.search(query)
        if verb is None and _READS.match(query):
            return ""
        return "may write to its database" + (f" ({verb[1].upper()})" if verb else "")
    if word == "general_api":
        method = str(block.config.get("method") or "GET").upper()
        return "" if method in _SAFE else f"sends {method} to {block.config.get('url', '?')}"
    if word == "code":
        return "runs Python, which may do anything that you may"
    if word == "platform_api":
        return "may change assets or rows of the project"
    if kind is not None and kind.group == "model":
        return "asks a model, which may cost"
    return ""


def _said(block: Block) -> object:
    lone = block.model_copy(update={"position": Position()})
    return canonical(Graph.model_construct(blocks=[lone], edges=[]))


def _ins(graph: Graph) -> dict[str, set[tuple[str, str]]]:
    ins: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for edge in graph.edges:
        ins[edge.target].add((edge.source, edge.source_handle))
    return ins
