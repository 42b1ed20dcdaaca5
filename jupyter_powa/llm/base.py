"""What each way to talk to a model must offer, and the words that go back and forth."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from jupyter_powa.limits import Limit

SILENCE: Limit[float] = 300.0
"""Seconds without any piece after which a model's answer is given up; litellm alone waits 6,000. Source: contract,
number table.
"""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model wants called; `arguments` is JSON text as the model wrote it, which may be broken."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ModelMessage:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    """For role tool: the call that it answers."""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool that a model may call; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer as it comes: of its text, or (`reasoning`) of what the model thinks first."""

    text: str
    reasoning: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took: tokens, and US dollars where the price is known (None elsewhere)."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None

    def __add__(self, other: Usage) -> Usage:
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        prompt, completion = self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens
        return Usage(prompt, completion, cost)


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer, told once, after its deltas. `finish`: stop, length or tool_calls."""

    message: ModelMessage
    finish: Literal["stop", "length", "tool_calls"]
    model: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a model is asked. `schema`: the JSON schema that the answer must fit; None for free text."""

    messages: Sequence[ModelMessage]
    tools: Sequence[ToolSpec] = ()
    temperature: float | None = None
    max_tokens: int | None = None
    schema: dict[str, Any] | None = None
    timeout: float = 300.0
    """Seconds that the whole answer may take."""
    silence: float = SILENCE
    """Seconds that may pass without any piece of it."""


class Llm(Protocol):
    """A model. Everything that goes wrong is a `ModelError`, without a key in its words."""

    def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The answer in pieces, and last, once, the Reply. Closing the iterator ends the request."""

    async def window(self) -> int | None:
        """Tokens that it may be asked at once, its answer aside; None where nobody knows."""

    async def close(self) -> None:
        """Let go of connections."""


class Embedder(Protocol):
    """A model that turns texts into vectors. Everything that goes wrong is a `ModelError`."""

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text, all of one length."""

    async def close(self) -> None:
        """Let go of connections."""
