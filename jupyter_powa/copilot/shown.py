"""What a model is shown of a value: long texts are cut, and what was cut is never written back."""

from __future__ import annotations

from typing import Any

from jupyter_powa.limits import Limit

MARK = "... [truncated]"
"""What stands at the end of a text that was cut (the seed's own words)."""
VALUE: Limit[int] = 2_000
"""Characters of one value that are shown to a model. Source: contract, number table."""
DEPTH: Limit[int] = 10
"""Levels of nesting that are shown to a model. Source: contract, number table."""


class Cut(Exception):
    """A text that was shown cut came back changed."""


def shown(value: Any, most: int = VALUE, depth: int = DEPTH) -> Any:
    """The value with its long texts cut, and what lies too deep left out."""
    if isinstance(value, str):
        return value if len(value) <= most else value[:most] + MARK
    if isinstance(value, dict | list) and depth <= 0:
        return MARK
    if isinstance(value, dict):
        return {key: shown(item, most, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item, most, depth - 1) for item in value]
    return value


def uncut(value: Any, original: Any) -> Any:
    """What a model sends back, with the whole text wherever it repeats one that it was shown cut.

    Raises Cut where a cut text was changed: its missing end would be lost.
    """
    if isinstance(value, str) and value.endswith(MARK):
        kept = value.removesuffix(MARK)
        if isinstance(original, str) and original.startswith(kept) and len(original) > len(kept):
            return original
        if kept == "" and isinstance(original, dict | list):
            return original
        words = "A text that was shown cut came back changed: read it whole with read_workflow, and send it whole."
        raise Cut(words)
    if isinstance(value, dict):
        known = original if isinstance(original, dict) else {}
        return {key: uncut(item, known.get(key)) for key, item in value.items()}
    if isinstance(value, list):
        known_items = original if isinstance(original, list) else []
        return [uncut(item, known_items[at] if at < len(known_items) else None) for at, item in enumerate(value)]
    return value
