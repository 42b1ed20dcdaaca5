"""Ask the user one question (ours)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn


class AskUser(Tool, name="ask_user", saying="Asking you…", alone=True):
    """Ask the user one question, where two readings of the request are likely and the difference matters. Offer the
    readings as options. No answer in time gives null: then take the likelier reading, and say so.
    """

    question: str = Field(min_length=1, max_length=1_000, description="One question, in one sentence.")
    options: list[str] = Field(default_factory=list, max_length=6, description="Answers to choose from.")

    async def run(self, turn: Turn) -> dict[str, Any]:
        """What the user said."""
        return {"answer": await turn.ask(self.question, [option[:200] for option in self.options])}
