"""HTTP peers on loopback: one that behaves, and raw ones that do not. Every request that reaches one is kept."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Raw = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Came:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass
class Peer:
    """Where a peer listens, and what came."""

    host: str
    port: int
    scheme: str = "http"
    came: list[Came] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.place}"


@asynccontextmanager
async def peer(
    handler: Handler | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Peer]:
    """A peer that keeps each request and answers by the handler, or with what it was asked as JSON."""
    here = Peer(host, 0, "https" if tls else "http")

    async def answer(request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        here.came.append(Came(request.method, request.raw_path, headers, await request.read()))
        return await handler(request) if handler else web.json_response(echo(here.came[-1]))

    app = web.Application(client_max_size=50_000_000)
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, host, port, ssl_context=tls)
    await site.start()
    here.port = runner.addresses[0][1]
    try:
        yield here
    finally:
        await runner.cleanup()


@asynccontextmanager
async def twins(outside: str, inside: str, handler: Handler | None = None) -> AsyncIterator[tuple[Peer, Peer]]:
    """Two peers at the same port of two addresses; the first has the handler. Tries until a port is free at both."""
    async with AsyncExitStack() as stack:
        while True:
            first = await stack.enter_async_context(peer(handler, outside))
            with suppress(OSError):
                second = await stack.enter_async_context(peer(host=inside, port=first.port))
                break
        yield first, second


def echo(came: Came) -> dict[str, Any]:
    return {
        "method": came.method,
        "target": came.target,
        "headers": came.headers,
        "body": came.body.decode(errors="replace"),
    }


@asynccontextmanager
async def raw(talk: Raw, host: str = "127.0.0.1") -> AsyncIterator[Peer]:
    """A peer that writes whatever it likes, once it has read a request's head."""
    here, tasks = Peer(host, 0), set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        tasks.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, target, _ = head.split(" ", 2)
            here.came.append(Came(method, target, {}, b""))
            await talk(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        tasks.discard(task)

    server = await asyncio.start_server(serve, host, 0)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
