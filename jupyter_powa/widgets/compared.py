"""Two versions of a workflow beside each other as static HTML: block by block, escaped text only."""

from __future__ import annotations

from html import escape

from jupyter_powa.limits import Limit
from jupyter_powa.model.copilot import WorkflowDiff
from jupyter_powa.widgets.changed import change_html, lines_html

MOST: Limit[int] = 100
"""Blocks that are shown. Source: ours; an output has 100 kB."""


def compared_html(diff: WorkflowDiff, title: str) -> str:
    """What a change-set does, block by block, with the lines that differ."""
    summary = diff.summary
    changes = [*summary.added, *summary.modified, *summary.removed]
    items = "".join(change_html(change, lines_html(change)) for change in changes[:MOST])
    more = len(changes) - MOST
    items += f"<li>{more:,} more</li>" if more > 0 else ""
    edges = f"<p>{summary.edges_added} connections are new, {summary.edges_removed} gone.</p>"
    shown = edges if summary.edges_added or summary.edges_removed else ""
    return f"<div><em>{escape(title)}:</em> {escape(summary.text[:1_000])}<ul>{items}</ul>{shown}</div>"
