"""An OpenAI-compatible server on loopback, over real HTTP, that behaves as its model's name says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.llm import vectors

KEY = "sk-marker-0123456789/abc+def"
WORDS = ["The", " capital", " of", " Norway", " is", " Oslo", "."]


@dataclass
class ModelServer:
    """A running server: its address, and what it was asked."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    embedded: list[dict[str, Any]] = field(default_factory=list)
    """What it was to turn into vectors."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a reader has gone in mid-answer."""
    elsewhere: list[str | None] = field(default_factory=list)
    """The keys that came to where `redirects` leads."""


Behaviour = Callable[[ModelServer, web.Request, dict[str, Any]], Awaitable[web.StreamResponse]]
BEHAVIOURS: dict[str, Behaviour] = {}


def behaves(name: str) -> Callable[[Behaviour], Behaviour]:
    def keep(behaviour: Behaviour) -> Behaviour:
        BEHAVIOURS[name] = behaviour
        return behaviour

    return keep


@asynccontextmanager
async def model_server() -> AsyncIterator[ModelServer]:
    server = ModelServer("")

    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        server.asked.append({**body, "authorization": request.headers.get("Authorization")})
        return await BEHAVIOURS[body["model"]](server, request, body)

    async def another(request: web.Request) -> web.StreamResponse:
        server.elsewhere.append(request.headers.get("Authorization"))
        return web.Response(status=404)

    async def embed(request: web.Request) -> web.StreamResponse:
        body, authorization = await request.json(), request.headers.get("Authorization", "")
        server.embedded.append({**body, "authorization": authorization})
        return await vectors.answer(body, authorization)

    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    app.router.add_post("/v1/embeddings", embed)
    app.router.add_post("/elsewhere", another)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


async def begin(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    return response


HEAD = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def piece(delta: dict[str, Any] | None = None, finish: str | None = None) -> bytes:
    return event({**HEAD, "choices": [{"index": 0, "delta": delta or {}, "finish_reason": finish}]})


def event(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def said(words: list[str]) -> bytes:
    return b"".join(piece({"role": "assistant", "content": word}) for word in words)


USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
COUNTED = event({**HEAD, "choices": [], "usage": USAGE})
END = piece({}, "stop") + COUNTED + b"data: [DONE]\n\n"


async def tell(request: web.Request, *parts: bytes) -> web.StreamResponse:
    response = await begin(request)
    for part in parts:
        await response.write(part)
    await response.write_eof()
    return response


@behaves("gpt-4o")  # a name that has a price
@behaves("well")
async def well(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request, b": a comment\n\n", *[said([word]) for word in WORDS], END)


@behaves("paced 100")
@behaves("paced 200")
async def paced(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    response = await begin(request)
    for _ in range(int(body["model"].rpartition(" ")[2])):
        await response.write(said([" word"]))
        await asyncio.sleep(0.007)
    await response.write(END)
    return response


@behaves("in odd pieces")
async def in_odd_pieces(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    whole = (said(["Ærlig", " talt"]) + END).replace(b"\n\n", b"\r\n\r\n")
    return await tell(request, *[whole[start : start + 7] for start in range(0, len(whole), 7)])


@behaves("whole")
async def whole(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    message = {"role": "assistant", "content": "Oslo"}
    reply = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "usage": USAGE}
    return web.json_response({**reply, "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})


@behaves("tools")
async def tools(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    calls = [
        {"tool_calls": [{"index": 0, "id": "same", "type": "function", "function": {"name": "look", "arguments": ""}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '{"blocks"'}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ": ["}}]},
        {"tool_calls": [{"index": 1, "id": "same", "type": "function", "function": {"name": "no", "arguments": "{}"}}]},
    ]
    return await tell(request, *[piece(call) for call in calls], END.replace(b'"stop"', b'"tool_calls"'))


@behaves("cut by length")
async def cut_by_length(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request, said(WORDS[:3]), END.replace(b'"stop"', b'"length"'))


@behaves("ends without a word")
async def ends_without_a_word(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request, said(WORDS[:3]))


@behaves("empty stream")
async def empty_stream(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request)


@behaves("says nothing")
async def says_nothing(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request, piece({"role": "assistant", "content": None}), END)


@behaves("no choices")
async def no_choices(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request, b'data: {"choices": []}\n\ndata: [DONE]\n\n')


@behaves("bad json")
async def bad_json(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request, said(WORDS[:3]), b'data: {"choices": [{\n\n', END)


@behaves("error in mid-stream")
async def error_in_mid_stream(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    error = {"error": {"message": f"quota of {KEY} is used up", "code": 429}}
    return await tell(request, said(WORDS[:3]), event(error))


@behaves("breaks off")
async def breaks_off(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    response = await begin(request)
    await response.write(said(WORDS[:3]))
    assert request.transport is not None
    await asyncio.sleep(0.05)
    request.transport.abort()
    return response


@behaves("never answers")
async def never_answers(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


@behaves("stalls")
async def stalls(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    response = await begin(request)
    try:
        await response.write(said(WORDS[:3]))
        await asyncio.sleep(60)
    finally:
        server.left.set()
    return response


@behaves("html")
async def html(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return web.Response(text="<html>gateway</html>", content_type="text/html")


@behaves("echoes the key")
async def echoes_the_key(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    said = {"error": {"message": f"Incorrect API key provided: {request.headers.get('Authorization')}"}}
    return web.json_response(said, status=401)


@behaves("refuses the request")
async def refuses_the_request(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return web.json_response({"error": {"message": f"context too long for {KEY}"}}, status=400)


@behaves("knows no temperature")
async def knows_no_temperature(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    for name in ("temperature", "stream_options"):
        if name in body:
            return web.json_response({"error": {"message": f"Unsupported parameter: {name}"}}, status=400)
    return await well(server, request, body)


@behaves("broken")
async def broken(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return web.Response(status=500, text="<html>stack trace</html>", content_type="text/html")


@behaves("busy once")
async def busy_once(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    if len(server.asked) == 1:
        return web.json_response({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "0"})
    return await well(server, request, body)


@behaves("busy")
async def busy(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return web.json_response({"error": {"message": f"slow down, {KEY}"}}, status=429)


@behaves("busy for an hour")
async def busy_for_an_hour(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return web.json_response({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "3600"})


@behaves("repeats itself")
async def repeats_itself(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    response = await begin(request)
    try:
        for _ in range(100_000):
            await response.write(said(["again "]))
    finally:
        server.left.set()
    return response


@behaves("complains for ever")
async def complains_for_ever(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    response = web.StreamResponse(status=400)
    await response.prepare(request)
    try:
        while True:
            await response.write(b"no " * 10_000)
    finally:
        server.left.set()


@behaves("redirects")
async def redirects(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    elsewhere = server.url.replace("127.0.0.1", "localhost").replace("/v1", "/elsewhere")
    return web.Response(status=307, headers={"Location": elsewhere})


@behaves("json at the second try")
async def json_at_the_second_try(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    first = len(server.asked) == 1
    return await tell(request, said(["Sure! "] if first else ["```json\n", '{"city": "Oslo"}', "\n```"]), END)


@behaves("never json")
async def never_json(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request, said(['{"city": ', f"{len(server.asked)}" + "}"]), END)


@behaves("half a call")
async def half_a_call(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    call = {"index": 0, "id": "a", "type": "function", "function": {"name": "look", "arguments": '{"blocks": ['}}
    return await tell(request, piece({"tool_calls": [call]}), b"data: [DONE]\n\n")


@behaves("half a call cut by length")
async def half_a_call_cut(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    call = {"index": 0, "id": "a", "type": "function", "function": {"name": "look", "arguments": '{"blocks": ['}}
    return await tell(request, piece({"tool_calls": [call]}), END.replace(b'"stop"', b'"length"'))


@behaves("arguments as an object")
async def arguments_as_an_object(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    call = {"index": 0, "id": "a", "type": "function", "function": {"name": "look", "arguments": {"a": 1}}}
    return await tell(request, piece({"tool_calls": [call]}), END.replace(b'"stop"', b'"tool_calls"'))


@behaves("thinks and breaks off")
async def thinks_and_breaks_off(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    return await tell(request, piece({"reasoning_content": "Let me see"}))


ODD = {
    "choices of text": {"choices": ["x"]},
    "choices by name": {"choices": {"a": 1}},
    "a delta of text": {"choices": [{"delta": "x"}]},
    "content in a list": {"choices": [{"delta": {"content": ["x"]}}]},
    "calls by number": {"choices": [{"delta": {"tool_calls": 5}}]},
    "usage of text": {"choices": [], "usage": "much"},
}


def odd(name: str) -> None:
    @behaves(name)
    async def answer(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        return await tell(request, event({**HEAD, **ODD[name]}), END)


for name in ODD:
    odd(name)


@behaves("says the key in pieces")
async def says_the_key_in_pieces(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    response = await begin(request)
    for part in ("The key is ", KEY[:9], KEY[9:], ", and more."):
        await response.write(said([part]))
        await asyncio.sleep(0.08)  # each is told by itself
    await response.write(END)
    await response.write_eof()
    return response
