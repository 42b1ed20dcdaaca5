"""An edit on its way: the graph, the words, what was spoken of, and what was done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_powa.llm.planner.finding import find, find_or_none
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.sheet import Box, Sheet

HEADS = re.compile(
    r"(?:please )?(?:re-?name|remove|delete|drop|take out|get rid of|connect|wire|rewire|reconnect|link"
    r"|attach|disconnect|"
    r"unlink|disable|enable|turn (?:off|on)|switch (?:off|on)|deactivate|activate|set|change|update|retry"
    r"|give|move|clear|"
    r"reset|unset|add|insert|append|put|make|increase|decrease|raise|lower|use)\b",
    re.I,
)
"""How a clause begins that may be an edit of its own."""


@dataclass
class Editing:
    """One clause on one sheet; `said` collects what was done, in words."""

    sheet: Sheet
    masked: Masked
    spoken: Sequence[str]
    said: list[str]

    def block(self, words: str) -> Box:
        """The block that the words mean."""
        return find(words, self.sheet, self.masked, self.spoken)

    def maybe(self, words: str) -> Box | None:
        """The same; None where there is none."""
        return find_or_none(words, self.sheet, self.masked, self.spoken)

    def plain(self, words: str) -> str:
        """Words as they were written, without quotes."""
        words = words.strip().rstrip(".!?")
        inner = self.masked.inner(words)
        return inner if inner is not None else self.masked.full(words)
