"""The same as static SVG and HTML, for readers without a kernel: escaped text only, no script, no remote load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.limits import Limit
from jupyter_powa.model.workflow import Block, Edge, Graph, Problem
from jupyter_powa.widgets.layout import HEIGHT, WIDTH, layout

COLOURS = {
    "success": "#2e9e5b",
    "error": "#d64545",
    "skipped": "#9aa3ad",
    "running": "#2f7de1",
    "completed": "#2e9e5b",
    "failed": "#d64545",
}
"""A colour for each status, legible on light and on dark pages."""
MARKS = {"success": "✓", "error": "✕", "skipped": "-", "running": "…", "completed": "✓", "failed": "✕"}
MAX_ROWS: Limit[int] = 10
"""Rows of a table in a saved notebook. Source: ours."""
MAX_CELL: Limit[int] = 80
"""Characters of a cell of such a table. Source: ours."""
FONT = "ui-sans-serif,system-ui,sans-serif"


def graph_svg(graph: Graph, statuses: Mapping[str, str] | None = None) -> str:
    """The graph as one SVG picture: a card for each block, coloured by its status, and arrows between them."""
    if not graph.blocks:
        return "<div><em>This workflow has no blocks yet.</em></div>"
    places = layout(graph)
    left = min(x for x, _ in places.values()) - 12
    top = min(y for _, y in places.values()) - 12
    width = max(x for x, _ in places.values()) + WIDTH + 12 - left
    height = max(y for _, y in places.values()) + HEIGHT + 12 - top
    edges = "".join(_edge(edge, places) for edge in graph.edges)
    cards = "".join(_card(block, places[block.id], (statuses or {}).get(block.id, "")) for block in graph.blocks)
    names = ", ".join(block.name for block in graph.blocks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(f"Workflow graph: {names}")}" '
        f'viewBox="{left:g} {top:g} {width:g} {height:g}" width="{min(width, 1100):g}" '
        f'style="max-width:100%;height:auto" font-family="{FONT}">{edges}{cards}</svg>'
    )


def _card(block: Block, place: tuple[float, float], status: str) -> str:
    x, y = place
    kind = catalog().get(block.type)
    title = kind.title if kind else block.type
    colour = COLOURS.get(status, "#8a94a0")
    dashed = ' stroke-dasharray="5 4"' if status == "skipped" or not block.enabled else ""
    words = f"{block.name} ({title})" + (f": {status}" if status else "")
    return (
        f'<g><title>{escape(words)}</title><rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="8" '
        f'fill="{colour}" fill-opacity="0.08" stroke="{colour}" stroke-width="1.5"{dashed}/>'
        f'<text x="{x + 12:g}" y="{y + 23:g}" font-size="13" font-weight="600" fill="currentColor">'
        f"{escape(_short(block.name, 22))}</text>"
        f'<text x="{x + 12:g}" y="{y + 41:g}" font-size="11" fill="currentColor" fill-opacity="0.7">'
        f"{escape(title)}</text>"
        f'<text x="{x + WIDTH - 12:g}" y="{y + 23:g}" font-size="13" text-anchor="end" fill="{colour}">'
        f"{MARKS.get(status, '')}</text></g>"
    )


def _edge(edge: Edge, places: Mapping[str, tuple[float, float]]) -> str:
    if edge.source not in places or edge.target not in places:
        return ""
    (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
    x1, y1, y2 = x1 + WIDTH, y1 + HEIGHT / 2, y2 + HEIGHT / 2
    bend = max(abs(x2 - x1) / 2, 24)
    label = "" if edge.source_handle == "output" else edge.source_handle
    text = (
        f'<text x="{x1 + 6:g}" y="{y1 - 5:g}" font-size="10" fill="currentColor" fill-opacity="0.7">'
        f"{escape(label)}</text>"
    )
    return (
        f'<path d="M{x1:g} {y1:g} C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2 - 6:g} {y2:g}" fill="none" '
        f'stroke="#8a94a0" stroke-width="1.5"/><path d="M{x2:g} {y2:g} l-7 -4 v8 z" fill="#8a94a0"/>'
        + (text if label else "")
    )


def page_html(
    columns: Sequence[tuple[str, str, bool]], rows: Iterable[Sequence[str | None]], count: int | None = None
) -> str:
    """The first rows of a page as a table with its columns' types, nulls marked, and how many rows there are.

    `columns`: name, type, and whether it holds numbers.
    """
    sides = [' style="text-align:right"' if number else ' style="text-align:left"' for _, _, number in columns]
    head = "".join(
        f"<th{side}>{escape(name)}<br><small>{escape(word.lower())}</small></th>"
        for side, (name, word, _) in zip(sides, columns, strict=True)
    )
    shown = list(rows)[:MAX_ROWS]
    body = "".join(
        "<tr>" + "".join(f"<td{side}>{_marked(text)}</td>" for side, text in zip(sides, row, strict=True)) + "</tr>"
        for row in shown
    )
    return _table(head, body, len(shown), count)


def table_html(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], count: int | None = None) -> str:
    """The first rows as a table, and how many there are."""
    shown = list(rows)[:MAX_ROWS]
    head = "".join(f"<th>{escape(str(name))}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_short(_cell(row.get(name)), MAX_CELL))}</td>" for name in columns) + "</tr>"
        for row in shown
    )
    return _table(head, body, len(shown), count)


def _table(head: str, body: str, shown: int, count: int | None) -> str:
    more = f"<p>{shown:,} of {count:,} rows</p>" if count is not None and count > shown else ""
    return f'<table class="dataframe"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}'


def _marked(text: str | None) -> str:
    """A null is told from the text NULL, and stays so where a page's styles are taken away."""
    return '<em style="opacity:0.6">NULL</em>' if text is None else escape(_short(text, MAX_CELL))


def status_html(status: str, words: str) -> str:
    """A status as a small coloured mark, and words beside it."""
    colour = COLOURS.get(status, "#8a94a0")
    return f'<div><span style="color:{colour}">{MARKS.get(status, "·")} {escape(status)}</span> {escape(words)}</div>'


def problems_html(problems: Iterable[Problem]) -> str:
    """What is wrong with a graph, as a list."""
    items = "".join(f"<li>{escape(problem.message)}</li>" for problem in problems)
    return f"<ul>{items}</ul>" if items else ""


def text_html(text: str) -> str:
    """Text as it is, in fixed width."""
    return f'<pre style="margin:4px 0;white-space:pre-wrap">{escape(text)}</pre>'


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
