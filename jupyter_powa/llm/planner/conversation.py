"""A conversation as the planner sees it: what is asked, what was said before, and what the tools told meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from jupyter_powa.llm.base import Ask, ModelMessage

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """A tool that the planner wants called."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


Deed = Generator[Call, Any, T]
"""Work that calls tools: it gives calls, takes their answers, and ends with a value."""
_DATA = re.compile(r"^\s*<data\b[^>]*>\n?(.*?)\n?</data>\s*$", re.S)


class Conversation:
    """What the planner goes by; nothing else is remembered."""

    def __init__(self, ask: Ask) -> None:
        self.tools = {tool.name for tool in ask.tools}
        users = [place for place, message in enumerate(ask.messages) if message.role == "user"]
        last = users[-1] if users else 0
        self.said = ask.messages[last].content.strip() if users else ""
        self.step = len(ask.messages)
        self._rules = [message.content for message in ask.messages if message.role == "system"]
        before = [
            message for message in ask.messages[:last] if message.role in ("user", "assistant") and message.content
        ]
        self.earlier = [message.content for message in reversed(before)]
        """What was said before, the newest first."""
        self.asked_before = [message.content for message in reversed(before) if message.role == "user"]
        self.answers = list(_answers(ask.messages[last + 1 :]))
        """The tools called since, with what they told, in order."""

    def led(self, words: str) -> bool:
        """Whether what the model is told beside the rules says this."""
        return any(words in rules for rules in self._rules)

    def offers(self, *tools: str) -> bool:
        """Whether these tools can be called."""
        return all(tool in self.tools for tool in tools)


def _answers(messages: Sequence[ModelMessage]) -> Generator[tuple[str, Any], None, None]:
    told = {message.tool_call_id: message.content for message in messages if message.role == "tool"}
    for message in messages:
        for call in message.tool_calls:
            if call.id in told:
                yield call.name, read(told[call.id])


def read(content: str) -> Any:
    """What a tool told: the JSON between its marks; text that is none is an error."""
    inner = _DATA.match(content)
    text = inner[1] if inner else content
    try:
        return json.loads(text)
    except ValueError:
        found = _begun(text)
        return found if found is not None else {"error": text.strip()[:500], "code": "unreadable"}


CUT = "_cut"
"""The key that says of a result that its end is missing."""


def _begun(text: str) -> dict[str, Any] | None:
    """What can be read of JSON whose end was cut off: all that is whole."""
    text = text.removesuffix("... [truncated]")  # the mark of what was cut
    closing: list[str] = []
    safe = ""
    quoted = escaped = False
    for place, letter in enumerate(text):
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted, escaped = True, False
        elif letter in "{[":
            closing.append("}" if letter == "{" else "]")
        elif letter in "}]" and closing:
            closing.pop()
            safe = text[: place + 1] + "".join(reversed(closing))
        elif letter == "," and closing:
            safe = text[:place] + "".join(reversed(closing))
    try:
        found = json.loads(safe)
    except ValueError:
        return None
    return {**found, CUT: True} if isinstance(found, dict) else None


def failed(answer: Any) -> str:
    """Why a tool refused or failed; empty where it did not."""
    return (
        str(answer.get("error") or "")
        if isinstance(answer, dict) and "ok" not in answer and set(answer) <= _ERROR
        else ""
    )


_ERROR = {"error", "code", "details", "error_code", "line", "hint"}
