"""Something that is noticeable about a query and its rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is noticeable, in words, and what it means."""

    words: str
    weight: float
    """What it does to the confidence."""
    wrong: bool = False
    """Whether the query is likely not what was meant, and worth another try."""
