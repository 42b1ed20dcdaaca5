"""The OpenAI form: what is asked, and an answer as it comes, folded into text, tool calls, usage and an end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import Ask, Delta, ModelMessage, Reply, ToolCall, ToolSpec, Usage

_FINISH: dict[str, Literal["stop", "length", "tool_calls"]] = {
    "stop": "stop",
    "length": "length",
    "max_tokens": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "stop",
}


_CUT = frozenset({"length", "max_tokens"})


class Answer:
    """One answer of one model, so far."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.text: list[str] = []
        self.usage = Usage()
        self.finish: str | None = None
        self.complete = False
        """Whether the server has said that nothing more follows."""
        self._calls: dict[int, dict[str, str]] = {}
        self._thought = False

    @property
    def begun(self) -> bool:
        """Whether anything of it has come."""
        return bool(self.text or self._calls or self._thought)

    def take(self, piece: Mapping[str, Any]) -> Delta | None:
        """Fold one piece of a stream; what there is to show of it. Raises ModelError for one that is no piece."""
        try:
            return self._take(piece)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            raise self.cut("model_failed", "sent something that is no answer") from None

    def _take(self, piece: Mapping[str, Any]) -> Delta | None:
        if usage := piece.get("usage"):
            self._count(usage)
        choices = piece.get("choices")
        if not choices:
            return None
        choice = choices[0]
        if choice.get("finish_reason"):
            self.finish = choice["finish_reason"]
        delta = choice.get("delta") or {}
        for place, call in enumerate(delta.get("tool_calls") or ()):
            self._call(call, place)
        if content := delta.get("content"):
            self.text.append("" + content)  # nothing but text is added to text
            return Delta(content)
        if thought := delta.get("reasoning_content") or delta.get("reasoning"):
            self._thought = True
            return Delta("" + thought, reasoning=True)
        return None

    def take_whole(self, reply: Mapping[str, Any]) -> None:
        """Take an answer of a server that does not stream."""
        for choice in (reply.get("choices") or ())[:1]:
            self.take({"choices": [{**choice, "delta": choice.get("message")}]})
        if usage := reply.get("usage"):
            self._count(usage)
        self.complete = True
        self.ended()

    def _call(self, call: Mapping[str, Any], place: int) -> None:
        index = call.get("index")
        known = self._calls.setdefault(index if isinstance(index, int) else place, {"id": "", "name": "", "said": ""})
        function = call.get("function") or {}
        known["id"] = known["id"] or str(call.get("id") or "")
        known["name"] = known["name"] or str(function.get("name") or "")
        said = function.get("arguments") or ""
        known["said"] += said if isinstance(said, str) else json.dumps(said)

    def _count(self, usage: Mapping[str, Any]) -> None:
        counts = [usage.get(name) or 0 for name in ("prompt_tokens", "completion_tokens")]
        self.usage = Usage(int(counts[0]), int(counts[1]), self.usage.cost)

    def ended(self) -> None:
        """The connection has ended: raises ModelError where the answer has not."""
        if not self.complete and self.finish is None:
            raise self.cut("model_cut", "ended without saying that its answer is whole")
        if not self.text and not self._calls:
            raise self.cut("model_empty", "gave an empty answer")
        if self.finish is None and any(not _is_json(call["said"]) for call in self._calls.values()):
            raise self.cut("model_cut", "ended in the middle of a tool call")

    def cut(self, code: str, what: str) -> ModelError:
        """The error for an answer that is not whole; what came of it is kept."""
        return ModelError(f"The model {self.model} {what}.", code=code, partial="".join(self.text))

    def reply(self) -> Reply:
        """The whole answer. Tool calls have ids of their own, whatever the model sent."""
        ids: set[str] = set()
        calls = []
        for place, call in sorted(self._calls.items()):
            if self.finish in _CUT and not _is_json(call["said"]):
                continue  # half of a call is none: nobody may run it
            own = call["id"] if call["id"] and call["id"] not in ids else f"call_{place}_{len(ids)}"
            ids.add(own)
            calls.append(ToolCall(own, call["name"], call["said"]))
        finish = _FINISH.get(self.finish or "", "tool_calls" if calls else "stop")
        message = ModelMessage("assistant", "".join(self.text), tuple(calls))
        return Reply(message, finish, self.model, self.usage)


def _is_json(text: str) -> bool:
    try:
        json.loads(text or "{}")
    except ValueError:
        return False
    return True


def asked_as_json(ask: Ask, model: str) -> dict[str, Any]:
    """What is asked, in the OpenAI form, as a stream that tells at its end what it took."""
    told: dict[str, Any] = {
        "model": model,
        "messages": messages_as_json(ask.messages),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if ask.tools:
        told["tools"] = tools_as_json(ask.tools)
    if ask.temperature is not None:
        told["temperature"] = ask.temperature
    if ask.max_tokens is not None:
        told["max_tokens"] = ask.max_tokens
    if ask.schema is not None:
        schema = {"name": "answer", "schema": ask.schema}
        told["response_format"] = {"type": "json_schema", "json_schema": schema}
    return told


def messages_as_json(messages: Sequence[ModelMessage]) -> list[dict[str, Any]]:
    """Messages in the OpenAI form."""
    told: list[dict[str, Any]] = []
    for message in messages:
        one: dict[str, Any] = {"role": message.role, "content": message.content}
        if message.tool_calls:
            one["tool_calls"] = [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for call in message.tool_calls
            ]
        if message.tool_call_id:
            one["tool_call_id"] = message.tool_call_id
        told.append(one)
    return told


def tools_as_json(tools: Sequence[ToolSpec]) -> list[dict[str, Any]]:
    """Tools in the OpenAI form."""
    return [
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
        }
        for tool in tools
    ]
