"""One block of a change as static HTML: its name, and the lines that differ; escaped text only."""

from __future__ import annotations

from difflib import unified_diff
from html import escape
from typing import Any

from pydantic_core import to_json

from jupyter_powa.limits import Limit
from jupyter_powa.model.copilot import BlockChange

MARKS = {"added": ("+", "#2e9e5b"), "modified": ("~", "#b7791f"), "removed": ("-", "#d64545")}
"""A sign and a colour for each kind of change, legible on light and on dark pages."""
LINES: Limit[int] = 40
"""Lines of one block that are shown. Source: ours; an output has 100 kB."""
LONGEST: Limit[int] = 160
"""Characters of one line that are shown. Source: as above."""
COLOURS = {"+": "#2e9e5b", "-": "#d64545"}


def change_html(change: BlockChange, more: str = "") -> str:
    """One block of a change as an item of a list; `more` is HTML that follows its name."""
    sign, colour = MARKS[change.change]
    word = {"modified": "changed"}.get(change.change, change.change)
    return (
        f'<li><span style="color:{colour}">{sign} {word}</span> {escape(change.name[:100])} '
        f"<small>({escape(change.type[:100])})</small>{more}</li>"
    )


def lines_html(change: BlockChange, most: int = LINES, new_too: bool = False) -> str:
    """The lines that differ, where a block was changed; what is gone, or new, is told by its name.

    `new_too`: of a new block, its settings.
    """
    if change.change == "removed" or (change.change == "added" and not new_too):
        return ""
    old, new = (_text(side) for side in (change.before, change.after))
    if change.change == "added":  # its name and type stand above
        new = _text({"config": (change.after or {}).get("config", {})})
    lines = [line for line in unified_diff(old, new, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    shown = [_line(line) for line in lines[:most]]
    shown += [f"… {len(lines) - most:,} more lines"] if len(lines) > most else []
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
