"""A graph as a model is shown it: an outline of all blocks, and the blocks in question in full, within limits."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

from jupyter_powa.copilot.shown import MARK, VALUE, shown
from jupyter_powa.limits import Limit
from jupyter_powa.model.workflow import Block, Graph

STATE: Limit[int] = 50_000
"""Characters of the whole graph that a model is shown. Source: contract, number table."""
SMALL = 3_000
"""Characters of a state that is shown in full at once. Source: ours; an outline would save nothing."""
HINT = 36
"""Characters of a block's main text in the outline. Source: ours; enough to know it by."""
IN_FULL: Limit[int] = 12
"""Blocks that are shown in full at once. Source: ours; a message is rarely about more."""
WHOLE: Limit[int] = 20_000
"""Characters of one value where a model reads a block by itself. Source: ours; a block's text is rarely longer."""
_MAIN = ("query", "code", "prompt", "input", "url", "output", "system_prompt", "branches")


def state(graph: Graph, message: str, failed: frozenset[str] = frozenset()) -> str:
    """The graph for the prompt. `message` tells which blocks are in question: those that it names, and their
    neighbours; `failed` are further ones, by id. What is left out can be read with read_workflow.
    """
    whole = _in_full(graph, graph.blocks)
    if len(whole) <= SMALL:
        return whole
    wanted = in_question(graph, message, failed)
    text = "Outline (name: type <- what it stands behind | its main text). Read a block before you change it.\n"
    text += outline(graph)
    if len(text) > STATE // 2:
        text = text[: STATE // 2].rpartition("\n")[0] + f"\n{MARK}"
    for block in wanted:
        full = json.dumps(told(block), ensure_ascii=False, separators=(",", ":"))
        if len(text) + len(full) + 1 > STATE:
            full = json.dumps({"name": block.name, "_truncated": True})
        text += f"\n{full}"
    return text


def told(block: Block, most: int = VALUE) -> dict[str, Any]:
    """A block as a model reads it: without where it stands."""
    value: dict[str, Any] = block.model_dump(mode="json", by_alias=True, exclude={"position"})
    if block.enabled:
        value.pop("enabled")
    return value | {"config": shown(block.config, most)}


def outline(graph: Graph) -> str:
    """One line for each block: its name, type, what comes in, and the beginning of its main text."""
    names = {block.id: block.name for block in graph.blocks}
    into = defaultdict(list)
    for edge in graph.edges:
        way = "" if edge.source_handle == "output" else f":{edge.source_handle}"
        into[edge.target].append(names.get(edge.source, edge.source) + way)
    return "\n".join(_line(block, into[block.id]) for block in graph.blocks)


def in_question(graph: Graph, message: str, failed: frozenset[str] = frozenset()) -> list[Block]:
    """The blocks that a message names, and those that failed; each named one with what it stands behind."""
    text = f" {re.sub(r'[^0-9a-z]+', ' ', message.casefold())} "
    named = {block.id for block in graph.blocks if _named(block, text)} | failed
    around = {edge.source for edge in graph.edges if edge.target in named}
    chosen = [block for block in graph.blocks if block.id in named]
    chosen += [block for block in graph.blocks if block.id in around - named]
    return chosen[:IN_FULL]


def _named(block: Block, text: str) -> bool:
    words = re.sub(r"[^0-9a-z]+", " ", block.name.casefold()).strip()
    return bool(words) and f" {words} " in text


def _line(block: Block, into: list[str]) -> str:
    line = f"{block.name}: {block.type}"
    if into:
        line += f" <- {', '.join(into)}"
    if not block.enabled:
        line += " (off)"
    main = next((block.config[name] for name in _MAIN if block.config.get(name)), None)
    if main is not None:
        text = main if isinstance(main, str) else json.dumps(shown(main, HINT), ensure_ascii=False)
        text = " ".join(text.split())
        line += f" | {text if len(text) <= HINT else text[:HINT] + '…'}"
    return line


def _in_full(graph: Graph, blocks: list[Block]) -> str:
    names = {block.id: block.name for block in graph.blocks}
    edges = [
        [names.get(edge.source, edge.source), edge.source_handle, names.get(edge.target, edge.target)]
        for edge in graph.edges
    ]
    value = {"blocks": [told(block) for block in blocks], "edges": edges}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
