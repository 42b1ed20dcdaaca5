"""The planner as a model: it takes a conversation, and gives the next tool call or an answer."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

from jupyter_powa.llm.base import Ask, Delta, ModelMessage, Reply, ToolCall, Usage
from jupyter_powa.llm.planner.conversation import Call, Conversation
from jupyter_powa.llm.planner.turn import answer

NAME = "planner"
CALLS = 24
"""Most tool calls of one turn: one less than a turn may have (contract, number table)."""


class Planner:
    """Answers common requests about workflows by rules, where no model is configured.

    It remembers nothing: each time it goes through the turn from its beginning, with what the tools have told so far,
    and so comes to the same place.
    """

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The answer word by word, or a Reply with the next tool call."""
        step = following(Conversation(ask))
        if isinstance(step, Call):
            call = ToolCall(f"call_{len(ask.messages)}", step.name, json.dumps(step.arguments, ensure_ascii=False))
            yield Reply(ModelMessage("assistant", "", (call,)), "tool_calls", NAME, Usage(0, 0, 0.0))
            return
        for word in re.findall(r"\s*\S+\s*$|\s*\S+", step):
            yield Delta(word)
        yield Reply(ModelMessage("assistant", step), "stop", NAME, Usage(0, 0, 0.0))

    async def window(self) -> int | None:
        """It takes whatever it is asked."""
        return None

    async def close(self) -> None:
        """Nothing is held."""


def following(conversation: Conversation) -> Call | str:
    """What comes next in this turn: a call, or the answer."""
    deed = answer(conversation)
    told = iter(conversation.answers)
    count = 0
    try:
        step = next(deed)
        for name, answered in told:
            count += 1
            if name != step.name:
                return "I lost my place in this turn: its messages do not fit together. Please say again what you want."
            step = deed.send(answered)
    except StopIteration as ended:
        return str(ended.value)
    if count >= CALLS:
        return "This takes more steps than one turn has. Please ask for less at a time."
    return step
