"""The extension beside a trivial handler of Jupyter Server's own kind, in one server; and a bare Tornado server.

`python -m tests.benchmarks.door` is the bare one: `/` answers a small JSON, `/events` streams the time to all readers.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from jupyter_server.base.handlers import APIHandler
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, authenticated

from jupyter_powa.server.extension import PowaApp

EVERY = 0.1
"""Seconds between two events of a stream."""


class Trivial(APIHandler):
    """What any extension writes first: signed in, a small JSON."""

    @authenticated
    async def get(self) -> None:
        self.finish(json.dumps({"data": "hello"}))


class BenchApp(PowaApp):
    """Ours, and the trivial one beside it."""

    def initialize_handlers(self) -> None:
        super().initialize_handlers()
        self.handlers.append(("/api/powa-trivial", Trivial))


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": "tests.benchmarks.door", "app": BenchApp}]


class Bare(RequestHandler):
    """A small JSON, for anyone."""

    def get(self) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"data": "hello"}))


class Ticker:
    """One event for all readers, every tenth of a second: what a broadcast in bare Tornado looks like."""

    def __init__(self) -> None:
        self.ticked = asyncio.Event()
        self.data = b""

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            self.data = f'data: {{"data":{{"output":{time.time()}}}}}\n\n'.encode()
            ticked, self.ticked = self.ticked, asyncio.Event()
            ticked.set()


class Events(RequestHandler):
    """The time, again and again."""

    def initialize(self, ticker: Ticker) -> None:
        self.ticker = ticker

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        self.flush()
        try:
            while True:
                await self.ticker.ticked.wait()
                self.write(self.ticker.data)
                await self.flush()
        except StreamClosedError:
            pass


async def bare() -> None:
    """Serve until it is ended; the port is told first."""
    ticker = Ticker()
    server = HTTPServer(Application([("/", Bare), ("/events", Events, {"ticker": ticker})]))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    sys.stdout.write(f"{sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await ticker.run()


if __name__ == "__main__":
    asyncio.run(bare())
