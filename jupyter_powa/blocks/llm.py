"""Ask a language model, and pass its answer on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Needs, Result
from jupyter_powa.blocks.refs import has_reference
from jupyter_powa.blocks.text import Prompt, Value
from jupyter_powa.errors import BlockError
from jupyter_powa.llm.base import Ask, Delta, ModelMessage, Reply
from jupyter_powa.llm.structured import check_schema, structured
from jupyter_powa.model.workflow import Problem

PAUSE = 0.03
"""Seconds between two pieces of text that are told: a burst of a thousand tokens is no thousand events."""


class Said(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "user", "assistant"] = Field("user", description="Who says it.")
    content: str = Field(description="What is said; may hold references.")


class LlmBlock(
    BlockType,
    type="llm",
    aliases=("agent",),
    title="Language model",
    group="model",
    icon="robot",
    example={"prompt": "Name a city in Norway.", "system_prompt": "Answer in one word."},
):
    """Ask a language model and pass its answer on, as text or as JSON that fits a schema.

    The answer is seen while it comes. `model` is a provider's model (`gpt-5.2`, `anthropic/claude-opus-4-6`), one of
    an OpenAI-compatible server of the settings (`local/llama`), or `scripted/replies.json`, which plays prepared
    replies. Keys come from the server's environment or its stored secrets, never from here.
    """

    model_config = ConfigDict(populate_by_name=True)

    model: str = Field("", description="The model; empty: the server's default.")
    prompt: Prompt = Field(
        "",
        validation_alias=AliasChoices("prompt", "input", "message"),
        description="What is asked; may hold references. `input` and `message` are other words for it.",
    )
    system_prompt: Prompt = Field("", description="What the model is told first: its part, its tone, its limits.")
    messages: list[Said] = Field(default_factory=list, description="A conversation before the prompt.")
    temperature: float | None = Field(
        0.7, ge=0, le=2, description="0 for the likeliest answer; left out where the model takes none."
    )
    max_tokens: int | None = Field(None, ge=1, le=1_000_000, description="Most tokens of the answer.")
    json_schema: dict[str, Any] | None = Field(
        None,
        validation_alias=AliasChoices("json_schema", "schema", "response_schema"),
        description="A JSON schema that the answer must fit; the output is then the value.",
    )
    timeout: float = Field(300.0, gt=0, le=3_600, description="Seconds that the whole answer may take.")
    agent_id: str | None = Field(None, description="The vendor's stored agents; there are none here yet.")
    knowledge_bases: Value = Field(None, description="Kept for the vendor's knowledge bases; none are asked yet.")

    async def run(self, ctx: BlockContext) -> Result:
        """Give the answer, with the model and what it took; raises ModelError, whose partial text is in the log."""
        ask = Ask(self._messages(), (), self.temperature, self.max_tokens, self.json_schema, self.timeout)
        llm = ctx.sockets.outside.llm(self.model)
        telling = _Telling(ctx)
        pieces = llm.stream(ask) if self.json_schema is None else structured(llm, ask)
        value, reply = None, None
        try:
            async with aclosing(pieces) as stream:  # type: ignore[type-var]  # an async generator, which can be closed
                async for piece in stream:
                    if isinstance(piece, Delta):
                        telling.add(piece)
                    else:
                        value, reply = (piece.message.content, piece) if isinstance(piece, Reply) else piece
        finally:
            telling.close()
        if reply is None:
            raise BlockError("The model gave no answer.", code="model_empty")
        usage = reply.usage
        counts = {"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens}
        counts["total_tokens"] = sum(counts.values())
        beside = {"model": reply.model, "usage": {**counts, "cost": usage.cost}, "finish": reply.finish}
        return Result(value, beside)

    def _messages(self) -> list[ModelMessage]:
        said = [ModelMessage("system", self.system_prompt)] if self.system_prompt else []
        said += [ModelMessage(one.role, one.content) for one in self.messages]
        if self.prompt:
            said.append(ModelMessage("user", self.prompt))
        if not any(message.role == "user" for message in said):
            raise BlockError("There is nothing to ask: the prompt is empty.", code="invalid_config")
        return said

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs:
        """The model that it asks."""
        return Needs(models=(str(config.get("model") or ""),))

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """A model that is a reference, nothing to ask, a schema that is none, an agent of the vendor's."""
        found = []
        if has_reference(config.get("model")):
            words = "The model must be named: it may not be a reference, since its key is looked up before the run."
            found.append(Problem(code="invalid_config", message=words, field="model"))
        if not any(config.get(name) for name in ("prompt", "input", "message", "messages")):
            found.append(
                Problem(code="missing_config", message="There is nothing to ask: give a prompt.", field="prompt")
            )
        if config.get("agent_id"):
            words = "Stored agents cannot be asked yet: leave agent_id out and give model and system_prompt."
            found.append(Problem(code="unknown_agent", message=words, field="agent_id"))
        schema = next((config[name] for name in ("json_schema", "schema", "response_schema") if name in config), None)
        if isinstance(schema, dict):
            try:
                check_schema(schema)
            except BlockError as error:
                found.append(Problem(code="invalid_config", message=error.message, field="json_schema"))
        return found


class _Telling:
    """Tells pieces of text, several at a time where they come fast."""

    def __init__(self, ctx: BlockContext) -> None:
        self._ctx = ctx
        self._waiting: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._thinking = False

    def add(self, delta: Delta) -> None:
        """Tell a piece, now or in a moment; of what the model thinks first, only that it does."""
        if delta.reasoning:
            if not self._thinking:
                self._thinking = True
                self._ctx.progress(None, "Thinking…")
            return
        if self._timer is None:
            self._ctx.write(delta.text, "text")
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._flush)
        else:
            self._waiting.append(delta.text)

    def close(self) -> None:
        """Tell what waits."""
        if self._timer is not None:
            self._timer.cancel()
        self._flush()

    def _flush(self) -> None:
        self._timer = None
        if self._waiting:
            text, self._waiting = "".join(self._waiting), []
            self._ctx.write(text, "text")
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._flush)
