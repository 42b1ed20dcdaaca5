"""A model that plays prepared replies: for tests, for documentation, and for notebooks that run offline.

The replies are a JSON list in a file. Each is a text, or an object:

    {"say": "Hello", "when": "a part of the last message", "calls": [{"name": "tool", "arguments": {}}]}

The first unused reply whose `when` is found in the last message is played (one without `when` fits always); one with
`"always": true` is never used up.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import Ask, Delta, ModelMessage, Reply, ToolCall, Usage


class Call(BaseModel):
    """A tool call of a prepared reply."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="The tool.")
    arguments: dict[str, Any] | str = Field(default_factory=dict, description="Its arguments; a text is sent as it is.")


class Line(BaseModel):
    """One prepared reply."""

    model_config = ConfigDict(extra="forbid")

    say: Any = Field("", description="The text; any other value is sent as JSON.")
    when: str = Field("", description="Part of the last message, in any case.")
    calls: list[Call] = Field(default_factory=list, description="Tools to call.")
    always: bool = Field(False, description="Whether it may be played again and again.")
    error: str = Field("", description="Fail with these words, behind what is said.")


class ScriptedLlm:
    """Plays its lines. Each execution that reads a file starts at the file's beginning."""

    def __init__(self, lines: Sequence[Any], name: str = "scripted") -> None:
        """`lines`: texts, or objects as above; raises ModelError where they are neither."""
        given = [line if isinstance(line, dict) else {"say": line} for line in lines]
        try:
            self._lines = TypeAdapter(list[Line]).validate_python(given)
        except ValidationError as error:
            raise ModelError(f"The replies of {name} are not as they must be: {error.errors()[0]['msg']}.") from None
        self._name = name

    @classmethod
    def read(cls, path: str, name: str) -> ScriptedLlm:
        """The model whose replies are in a file; raises ModelError."""
        try:
            lines = json.loads(Path(path).read_text(encoding="utf-8"))
        except OSError:
            raise ModelError(f"The file of the model {name} cannot be read.", code="model_unknown") from None
        except ValueError:
            raise ModelError(f"The file of the model {name} is not JSON.", code="model_unknown") from None
        if not isinstance(lines, list):
            raise ModelError(f"The file of the model {name} must hold a list of replies.", code="model_unknown")
        return cls(lines, name)

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The next reply, word by word."""
        line = self._next(ask)
        text = line.say if isinstance(line.say, str) else json.dumps(line.say, ensure_ascii=False)
        for word in re.findall(r"\s*\S+\s*$|\s*\S+", text):
            yield Delta(word)
        if line.error:
            raise ModelError(line.error, partial=text)
        calls = tuple(
            ToolCall(f"call_{place}", call.name, _json(call.arguments)) for place, call in enumerate(line.calls)
        )
        asked = sum(len(message.content.split()) for message in ask.messages)
        message = ModelMessage("assistant", text, calls)
        yield Reply(message, "tool_calls" if calls else "stop", self._name, Usage(asked, len(text.split()), 0.0))

    async def window(self) -> int | None:
        """It takes whatever it is asked."""
        return None

    async def close(self) -> None:
        """Nothing is held."""

    def _next(self, ask: Ask) -> Line:
        last = ask.messages[-1].content if ask.messages else ""
        for place, line in enumerate(self._lines):
            if line.when.casefold() in last.casefold():
                if not line.always:
                    del self._lines[place]
                return line
        words = f"The model {self._name} has no reply left that fits {last[:80]!r}: add one to its file."
        raise ModelError(words, code="script_ended")


def _json(arguments: dict[str, Any] | str) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)
