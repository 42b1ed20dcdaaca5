"""Two versions of a workflow beside each other as static HTML: block by block, escaped text only."""

from __future__ import annotations

from difflib import unified_diff
from html import escape
from typing import Any

from pydantic_core import to_json

from jupyter_powa.limits import Limit
from jupyter_powa.model.copilot import BlockChange, WorkflowDiff
from jupyter_powa.widgets.transcript import change_html

MOST: Limit[int] = 100
"""Blocks that are shown. Source: ours; an output has 100 kB."""
LINES: Limit[int] = 40
"""Lines of one block that are shown. Source: as above."""
LONGEST: Limit[int] = 160
"""Characters of one line that are shown. Source: as above."""
COLOURS = {"+": "#2e9e5b", "-": "#d64545"}


def compared_html(diff: WorkflowDiff, title: str) -> str:
    """What a change-set does, block by block, with the lines that differ."""
    summary = diff.summary
    changes = [*summary.added, *summary.modified, *summary.removed]
    items = "".join(change_html(change, _lines(change)) for change in changes[:MOST])
    more = len(changes) - MOST
    items += f"<li>{more:,} more</li>" if more > 0 else ""
    edges = f"<p>{summary.edges_added} connections are new, {summary.edges_removed} gone.</p>"
    shown = edges if summary.edges_added or summary.edges_removed else ""
    return f"<div><em>{escape(title)}:</em> {escape(summary.text[:1_000])}<ul>{items}</ul>{shown}</div>"


def _lines(change: BlockChange) -> str:
    """The lines that differ, where a block was changed; what is new or gone is told by its name."""
    if change.change != "modified":
        return ""
    old, new = (_text(side) for side in (change.before, change.after))
    lines = [line for line in unified_diff(old, new, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    shown = [_line(line) for line in lines[:LINES]]
    shown += [f"… {len(lines) - LINES:,} more lines"] if len(lines) > LINES else []
    text = "\n".join(shown)
    return f'<pre style="white-space:pre-wrap;overflow-wrap:anywhere">{text}</pre>' if shown else ""


def _line(line: str) -> str:
    cut = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    return f'<span style="color:{COLOURS.get(line[:1], "inherit")}">{escape(cut)}</span>'


def _text(side: dict[str, Any] | None) -> list[str]:
    """A block's name, options and settings as lines; text with line breaks keeps them."""
    values = {key: value for key, value in (side or {}).items() if key != "config"}
    values |= (side or {}).get("config", {})
    return [line for name, value in values.items() for line in _field(name, value)]


def _field(name: str, value: Any) -> list[str]:
    text = value if type(value) is str else to_json(value, inf_nan_mode="null").decode()
    first, *rest = text.split("\n")
    return [f"{name}: {first}", *(f"    {line}" for line in rest)]
