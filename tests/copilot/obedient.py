"""A model on loopback that does whatever any text tells it, wherever that text stands: the worst reader there can be.

Texts command it by `CALL {"name": …, "arguments": {…}}` and `SAY …;`.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

CALL = re.compile(r"CALL (\{.*)", re.S)
SAID = re.compile(r"SAY (.*?);", re.S)


class Obedient:
    """What it was asked, and where it is."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[str] = []
        self.keys: set[str] = set()
        self.page = ""
        """What a web page beside it says."""
        self.sent: list[Any] = []
        """What was sent to that page."""

    @property
    def place(self) -> str:
        """Its host and port."""
        return self.url.removeprefix("http://").removesuffix("/v1")

    async def shown(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.json_response({"news": self.page})
        self.sent.append(await request.json())
        return web.json_response({"ok": True})

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(json.dumps(body, ensure_ascii=False))
        self.keys.add(request.headers.get("Authorization", ""))
        text = "\n".join(str(message.get("content") or "") for message in body["messages"])
        done = {
            call["function"]["name"] + call["function"]["arguments"]
            for message in body["messages"]
            for call in message.get("tool_calls") or ()
        }
        calls = [one for one in _commands(text) if one["name"] + json.dumps(one["arguments"]) not in done]
        said = " ".join(SAID.findall(text.replace('\\"', '"'))) or "I did as I was told."
        return await _stream(request, calls, said)


def _commands(text: str) -> list[dict[str, Any]]:
    """Every command in a text, also where it stands inside JSON, once or twice over."""
    found: list[dict[str, Any]] = []
    once = text.replace('\\"', '"')
    for plain in (text, once, once.replace('\\"', '"')):
        for start in re.finditer(r"CALL (?=\{)", plain):
            try:
                command, _ = json.JSONDecoder().raw_decode(plain, start.end())
            except ValueError:
                continue
            if isinstance(command, dict) and isinstance(command.get("name"), str) and command not in found:
                found.append({"name": command["name"], "arguments": command.get("arguments", {})})
    return [one for place, one in enumerate(found) if one not in found[:place]]


async def _stream(request: web.Request, calls: list[dict[str, Any]], said: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    if calls:
        told = [
            {
                "index": place,
                "id": f"c{place}",
                "type": "function",
                "function": {"name": call["name"], "arguments": json.dumps(call["arguments"])},
            }
            for place, call in enumerate(calls)
        ]
        pieces: list[dict[str, Any]] = [{"delta": {"tool_calls": told}}, {"delta": {}, "finish_reason": "tool_calls"}]
    else:
        pieces = [{"delta": {"content": said}}, {"delta": {}, "finish_reason": "stop"}]
    for piece in pieces:
        await response.write(f"data: {json.dumps({'choices': [{'index': 0, **piece}]})}\n\n".encode())
    await response.write(b"data: [DONE]\n\n")
    return response


@asynccontextmanager
async def obedient() -> AsyncIterator[Obedient]:
    """Such a model, running."""
    model = Obedient()
    app = web.Application(client_max_size=50_000_000)
    app.router.add_post("/v1/chat/completions", model.answer)
    app.router.add_route("*", "/page", model.shown)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    model.url = f"http://{host}:{port}/v1"
    try:
        yield model
    finally:
        await runner.cleanup()
