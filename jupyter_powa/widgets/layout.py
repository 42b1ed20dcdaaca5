"""Where blocks stand in a picture: layer by layer, from left to right."""

from __future__ import annotations

from collections import defaultdict

from jupyter_powa.model.workflow import Graph

WIDTH, HEIGHT = 190, 54
"""Size of a block's card, in pixels; the widget draws the same."""
GAP_X, GAP_Y = 70, 28


def layout(graph: Graph) -> dict[str, tuple[float, float]]:
    """The place of each block by id: its own where the graph has places that differ, else a layered one."""
    own = {block.id: (block.position.x, block.position.y) for block in graph.blocks}
    if len(set(own.values())) == len(own) and len(own) > 1:
        return own
    layers: dict[int, list[str]] = defaultdict(list)
    for block_id, depth in _depths(graph).items():
        layers[depth].append(block_id)
    places: dict[str, tuple[float, float]] = {}
    before = _before(graph)
    tallest = max((len(ids) for ids in layers.values()), default=0)
    for depth in sorted(layers):
        ids = sorted(layers[depth], key=lambda one: _middle(one, before, places))
        top = (tallest - len(ids)) * (HEIGHT + GAP_Y) / 2
        for row, block_id in enumerate(ids):
            places[block_id] = (depth * (WIDTH + GAP_X), top + row * (HEIGHT + GAP_Y))
    return places


def _before(graph: Graph) -> dict[str, list[str]]:
    ids = {block.id for block in graph.blocks}
    before: dict[str, list[str]] = {block.id: [] for block in graph.blocks}
    for edge in graph.edges:
        if edge.source in ids and edge.target in ids:
            before[edge.target].append(edge.source)
    return before


def _middle(block_id: str, before: dict[str, list[str]], places: dict[str, tuple[float, float]]) -> float:
    """The mean height of those before it, so that edges cross little."""
    heights = [places[other][1] for other in before[block_id] if other in places]
    return sum(heights) / len(heights) if heights else 0.0


def _depths(graph: Graph) -> dict[str, int]:
    """The length of the longest path to each block; blocks of a circle stay where the circle was met."""
    before = _before(graph)
    after: dict[str, list[str]] = defaultdict(list)
    for block_id, others in before.items():
        for other in others:
            after[other].append(block_id)
    waiting = {block_id: len(others) for block_id, others in before.items()}
    depths = dict.fromkeys(waiting, 0)
    queue = [block_id for block_id, count in waiting.items() if count == 0]
    for block_id in queue:
        for target in after[block_id]:
            depths[target] = max(depths[target], depths[block_id] + 1)
            waiting[target] -= 1
            if waiting[target] == 0:
                queue.append(target)
    return depths
