"""What whoever writes the SQL hands over: a query and what was understood, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_powa.model.agents import Reason


@dataclass(frozen=True)
class Draft:
    """A query, a question back, or a refusal; only one of the three is not empty."""

    sql: str = ""
    asks: str = ""
    """A question back, where two readings are likely."""
    declined: str = ""
    """Why there is no answer, in words for whoever asked."""
    words: str = ""
    """What was understood."""
    reasons: tuple[Reason, ...] = ()
    """What the writer itself says for and against its query."""
    model: str = "planner"
