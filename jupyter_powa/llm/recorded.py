"""Models whose answers are recorded, and played from the file: notebooks and CI need no provider then."""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict
from typing import Any

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.answer import messages_as_json, tools_as_json
from jupyter_powa.llm.base import Ask, Delta, Embedder, Llm, ModelMessage, Reply, ToolCall, Usage
from jupyter_powa.replay.recorder import Recorder


class RecordedLlm:
    """Plays what is recorded; asks and records the rest, or refuses it, as the recorder's mode says."""

    def __init__(self, recorder: Recorder, model: str, behind: Callable[[], Llm]) -> None:
        """`behind`: opens the model; it is called when something is asked for the first time."""
        self._recorder, self._model, self._behind = recorder, model, behind
        self._opened: Llm | None = None

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The recorded answer in one piece, or the model's own as it comes."""
        take = self._recorder.take("model", {"model": self._model, **_asked(ask)}, ModelError)
        if take.answer is not None:
            reply = _reply(take.answer, self._model)
            if reply.message.content:
                yield Delta(reply.message.content)
            yield reply
            return
        try:
            if self._opened is None:
                self._opened = self._behind()
            async for piece in self._opened.stream(ask):
                if isinstance(piece, Reply):
                    take.keep(_kept(piece))
                yield piece
        finally:
            take.end()

    async def window(self) -> int | None:
        """Not told: what is asked must be the same when it is recorded and when it is played."""
        return None

    async def close(self) -> None:
        """Let go of the model behind."""
        if self._opened is not None:
            await self._opened.close()


class RecordedEmbedder:
    """The same for a model that turns texts into vectors."""

    def __init__(self, recorder: Recorder, model: str, behind: Callable[[], Embedder]) -> None:
        """`behind`: as for RecordedLlm."""
        self._recorder, self._model, self._behind = recorder, model, behind
        self._opened: Embedder | None = None

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """The recorded vectors to the last bit, or the model's own."""
        take = self._recorder.take("vectors", {"model": self._model, "input": list(texts)}, ModelError)
        if take.answer is not None:
            return [array("d", b64decode(one)).tolist() for one in take.answer["vectors"]]
        try:
            if self._opened is None:
                self._opened = self._behind()
            vectors = await self._opened.embed(texts)
            take.keep({"vectors": [b64encode(array("d", one).tobytes()).decode() for one in vectors]})
        finally:
            take.end()
        return vectors

    async def close(self) -> None:
        """Let go of the model behind."""
        if self._opened is not None:
            await self._opened.close()


def _asked(ask: Ask) -> dict[str, Any]:
    """What makes two requests the same."""
    return {
        "messages": messages_as_json(ask.messages),
        "tools": tools_as_json(ask.tools),
        "temperature": ask.temperature,
        "max_tokens": ask.max_tokens,
        "schema": ask.schema,
    }


def _kept(reply: Reply) -> dict[str, Any]:
    calls = [asdict(call) for call in reply.message.tool_calls]
    return {"text": reply.message.content, "calls": calls, "finish": reply.finish, "usage": asdict(reply.usage)}


def _reply(answer: dict[str, Any], model: str) -> Reply:
    calls = tuple(ToolCall(**call) for call in answer["calls"])
    return Reply(ModelMessage("assistant", answer["text"], calls), answer["finish"], model, Usage(**answer["usage"]))
