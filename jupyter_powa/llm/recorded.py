"""A model whose answers are recorded in a file, and played from there: notebooks and CI need no provider then.

The file is JSON, one entry for each request, with keys sorted and a line for each part, so that a change reads well in
git. It holds no key: requests are kept without what signs them.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.answer import messages_as_json, tools_as_json
from jupyter_powa.llm.base import Ask, Delta, Llm, ModelMessage, Reply, ToolCall, Usage

Mode = Literal["record", "replay", "strict"]


class RecordedLlm:
    """Plays what the file has. What it lacks is asked and recorded (replay), or refused (strict); record asks anew."""

    def __init__(self, path: str | Path, mode: Mode, model: str, behind: Llm | None = None) -> None:
        """`behind`: the model that is asked; strict needs none."""
        self._path, self._mode, self._model, self._behind = Path(path), mode, model, behind

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The recorded answer in one piece, or the model's own as it comes."""
        request = {"model": self._model, **_asked(ask)}
        name = sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:16]
        if self._mode != "record" and (found := self._read().get(name)) is not None:
            reply = _reply(found["answer"], self._model)
            if reply.message.content:
                yield Delta(reply.message.content)
            yield reply
            return
        if self._mode == "strict" or self._behind is None:
            last = ask.messages[-1].content if ask.messages else ""
            words = f"No answer of {self._model} to {last[:80]!r} is recorded in {self._path.name} (request {name})."
            raise ModelError(words, code="not_recorded")
        async for piece in self._behind.stream(ask):
            if isinstance(piece, Reply):
                self._write(name, {"request": request, "answer": _kept(piece)})
            yield piece

    async def window(self) -> int | None:
        """Not told: what is asked must be the same when it is recorded and when it is played."""
        return None

    async def close(self) -> None:
        """Let go of the model behind."""
        if self._behind is not None:
            await self._behind.close()

    def _read(self) -> dict[str, Any]:
        try:
            entries: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))["calls"]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError):
            words = f"The recording {self._path.name} cannot be read: put a copy back, or delete it to record anew."
            raise ModelError(words, code="recording_damaged") from None
        return entries

    def _write(self, name: str, entry: dict[str, Any]) -> None:
        entries = {**self._read(), name: entry}
        text = json.dumps({"calls": entries}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(temporary).replace(self._path)
        except OSError:
            raise ModelError(f"The recording {self._path.name} cannot be written.", code="recording_damaged") from None


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
